"""How a word is said: the form, and what it writes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from broadsheet.narration.engines import espeak
from broadsheet.narration.models import How, Pronunciation
from broadsheet.narration.text.lexicon import Entry, Kind, clean_ipa
from broadsheet.stories.models import StoryPage

PLAIN = {"autocomplete": "off", "spellcheck": "false", "dir": "auto"}
MENDED, FORGOTTEN = "narration.mend", "narration.forget"


def tongues() -> list[tuple[str, str]]:
    """Languages that a word can be said in, by their names."""
    found = {}
    for code in {name.split("-")[0] for name in espeak.voices()} | {
        code.split("-")[0] for code in settings.PAPER_LANGUAGES
    }:
        try:
            found[code] = str(get_language_info(code)["name_translated"])
        except KeyError:
            continue
    return sorted(found.items(), key=lambda item: item[1].casefold())


def _languages() -> list[tuple[str, str]]:
    return [("", _("every language")), *((code, name_of(code)) for code in settings.PAPER_LANGUAGES)]


def name_of(language: str) -> str:
    try:
        return str(get_language_info(language)["name_translated"])
    except KeyError:
        return language


class MendForm(forms.Form):
    """`said`, `tongue` and `ipa` belong to a kind each; the others' are ignored."""

    word = forms.CharField(
        label=gettext_lazy("Word, as it is written"), max_length=200, widget=forms.TextInput(attrs=PLAIN)
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("How it is said"), choices=How.choices, widget=forms.RadioSelect, initial=How.RESPELLING
    )
    said = forms.CharField(
        label=gettext_lazy("As if it were written"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs=PLAIN),
        help_text=gettext_lazy("By ear, with plain letters: “Lester” for Leicester."),
    )
    tongue = forms.ChoiceField(label=gettext_lazy("In which language"), choices=tongues, required=False)
    ipa = forms.CharField(
        label=gettext_lazy("Phonetic signs"), max_length=300, required=False, widget=forms.TextInput(attrs=PLAIN)
    )
    respelling = forms.CharField(
        label=gettext_lazy("For voices that know no phonetic signs"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs=PLAIN),
        help_text=gettext_lazy("By ear, as above; empty: as it is written."),
    )

    NEEDS = {Kind.RESPELLING: "said", Kind.LANGUAGE: "tongue", Kind.IPA: "ipa"}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        kind = given.get("kind")
        needed = self.NEEDS.get(Kind(kind)) if kind else None
        if needed and not given.get(needed) and needed not in self.errors:
            self.add_error(needed, _("Please say how."))
        if kind == Kind.IPA and given.get("ipa") and not clean_ipa(given["ipa"]):
            self.add_error("ipa", _("Please say how."))
        return given

    def columns(self) -> dict[str, str]:
        """Of a models.Pronunciation."""
        given = self.cleaned_data
        needed = self.NEEDS.get(Kind(given["kind"]))
        respelling = given["respelling"] if given["kind"] == Kind.IPA else ""
        return {"kind": given["kind"], "said": given[needed] if needed else "", "respelling": respelling}

    def entry(self) -> Entry:
        """Raises nothing once it is valid."""
        columns = self.columns()
        return Entry(self.cleaned_data["word"], Kind(columns["kind"]), columns["said"], "", columns["respelling"])


class PaperForm(MendForm):
    """For the whole paper."""

    language = forms.ChoiceField(label=gettext_lazy("In stories in"), choices=_languages, required=False, initial="")


def filled(row: Pronunciation) -> dict[str, str]:
    """What the form shows of it."""
    field = MendForm.NEEDS.get(Kind(row.kind))
    shown = {"word": row.word, "kind": row.kind, "respelling": row.respelling, "language": row.language}
    return shown | ({field: row.said} if field else {})


def mend(form: MendForm, language: str, by: Any, story: StoryPage | None, row: Pronunciation | None = None) -> bool:
    """Keep it: in place of `row`, or of what is known of that word already. Whether it is a new word."""
    word = " ".join(form.cleaned_data["word"].split())
    with transaction.atomic():
        if row is None:
            row = Pronunciation.objects.filter(story=story, word=word, language=language).first()
        new = row is None
        row = row or Pronunciation(story=story)
        row.word, row.language = word, language
        for name, value in form.columns().items():
            setattr(row, name, value)
        row.save()
        log(instance=story or row, action=MENDED, user=by, data=_told(row))
    return new


def forget(row: Pronunciation, by: Any) -> None:
    with transaction.atomic():
        log(instance=row.story or row, action=FORGOTTEN, user=by, data=_told(row), deleted=row.story_id is None)
        row.delete()


def _told(row: Pronunciation) -> dict[str, str]:
    return {"word": row.word, "how": row.kind, "said": row.said}


def in_words(row: Pronunciation) -> str:
    """How it is said, for a list."""
    match row.kind:
        case How.LETTERS:
            return _("letter by letter")
        case How.LANGUAGE:
            return _("as in %(language)s") % {"language": name_of(row.said)}
        case How.IPA:
            return f"/{clean_ipa(row.said)}/"
    return f"“{row.said}”"
