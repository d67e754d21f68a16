"""A story as it will be read out, from what was saved last: nothing of it need be published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import override

from broadsheet.narration import setting_up
from broadsheet.narration.desk.booth import able
from broadsheet.narration.engines.base import Voice
from broadsheet.narration.engines.choosing import engines
from broadsheet.narration.models import StoryNarration
from broadsheet.narration.recording.commissions import DISCLOSURE, disclosures, lexicon_of, voices
from broadsheet.narration.recording.sources import byline
from broadsheet.narration.text import sentences
from broadsheet.narration.text.extraction import Source
from broadsheet.narration.text.lexicon import Entry, Lexicon
from broadsheet.narration.text.spoken import In, Phonemes, Sentence, Spoken
from broadsheet.stories.models import StoryPage
from broadsheet.stories.pages import credits_of


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence. `spoken` is empty where it is said as it is written."""

    id: str
    shown: str
    spoken: str
    language: str


@dataclass(frozen=True, slots=True)
class Passage:
    """What stands together on the page, and is left out together."""

    block: str
    kind: str
    left_out: bool
    fixed: bool
    lines: list[Line]


@dataclass(frozen=True)
class Draft:
    """`voice` is who would read it now; None: nobody can."""

    story: StoryPage
    source: Source
    lexicon: Lexicon
    left_out: frozenset[str]
    voice: Voice | None

    def sentences(self) -> list[Sentence]:
        """All of them, those that are left out among them."""
        return sentences.of_story(self.source, self.lexicon)

    def sentence(self, name: str) -> Sentence | None:
        return next((each for each in self.sentences() if each.id == name), None)

    def passages(self) -> Iterator[Passage]:
        for block, found in groupby(self.sentences(), key=lambda each: each.block):
            lines = list(found)
            yield Passage(
                block,
                label(lines[0].kind),
                block in self.left_out,
                block == DISCLOSURE,
                [Line(each.id, each.shown, _differing(each), each.language) for each in lines],
            )

    def about(self, word: str) -> Sentence | None:
        """The first sentence with this word."""
        wanted = word.casefold()
        return next((each for each in self.sentences() if wanted in each.shown.casefold()), None)

    def trying(self, entry: Entry) -> Draft:
        """The same, with an entry that is not saved."""
        return replace(self, lexicon=tried(self.lexicon, entry))


def tried(known: Lexicon, entry: Entry) -> Lexicon:
    """An entry that goes before all others."""
    return Lexicon((replace(entry, story=True), *known.entries))


def draft_of(story: StoryPage) -> Draft:
    """As it was saved last."""
    latest = story.get_latest_revision_as_object()
    language = story.language
    chosen = StoryNarration.objects.filter(story=story.pk).first()
    voice = able(voices(language, chosen))
    with override(language):
        lines = ((line.role, line.contributor_id) for line in latest.bylines.all())
        credits = byline(credits_of(lines, language))
    source = Source(
        language=language,
        headline=latest.title,
        body=list(latest.body.raw_data),
        byline=credits,
        disclosure=_disclosure(language, voice),
    )
    left_out = frozenset(chosen.left_out if chosen else ())
    return Draft(latest, source, lexicon_of(story.pk), left_out, voice)


def _disclosure(language: str, voice: Voice | None) -> str:
    """A story that nobody can read yet shows what a machine would say."""
    known = engines(setting_up.setup())
    return disclosures(language)[known[voice.engine].source_type if voice else "algorithmic"]


def label(kind: str) -> str:
    return {
        "disclosure": _("How it is read"),
        "headline": _("Headline"),
        "byline": _("Byline"),
        "heading": _("Heading"),
        "quote": _("Quote"),
        "attribution": _("Quote"),
        "item": _("List"),
    }.get(kind, _("Paragraph"))


def _differing(sentence: Sentence) -> str:
    told = in_signs(sentence.spoken)
    return "" if _bare(told) == _bare(sentence.shown) else told


def _bare(words: str) -> str:
    """Without signs that nobody hears."""
    return _SIGNS.sub(" ", words.replace("\u2019", "'")).strip()


_SIGNS = re.compile(r"[\s\"\u201c\u201d\u201e\u00ab\u00bb\u2018.,;:!?()\u2013\u2014-]+")


def in_signs(spoken: Spoken) -> str:
    """What is said, for people: phonetic signs between slashes, the words of another language with its name."""
    return "".join(_sign(piece) for piece in spoken).strip()


def _sign(piece: object) -> str:
    match piece:
        case Phonemes(ipa, _fallback):
            return f"/{ipa}/"
        case In(language, words):
            return f"{words} ({language})"
    return str(getattr(piece, "words", ""))


def in_one(words: str, language: str, lexicon: Lexicon) -> Iterable[Sentence]:
    """Loose words as sentences."""
    return sentences.of_passages([sentences.Passage("tried", "paragraph", words, language)], lexicon)
