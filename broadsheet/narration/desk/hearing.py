"""Hear it: a POST lets a voice say something and answers where its sound lies, a GET brings that to who is signed in.

What is asked for is one of these:
    story, sentence                     a sentence of the draft, by the story's voice
    language, engine, voice, pace       what every voice says that is tried out (with `speaker`, where it has several)
    word, language (story)              a word as it is said now; with `kind` and its fields as it would be; with
                                        `around` in the first sentence of the story that holds it
"""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from broadsheet.narration import setting_up
from broadsheet.narration.desk.booth import Busy, Silent, able, booth, was_heard
from broadsheet.narration.desk.drafts import draft_of, in_one, in_signs, tried
from broadsheet.narration.desk.mending import MendForm
from broadsheet.narration.desk.rights import MEND, SETTLE, demand, may_write
from broadsheet.narration.engines.base import Voice
from broadsheet.narration.recording.commissions import lexicon_of, voices
from broadsheet.narration.text.lexicon import Entry
from broadsheet.narration.text.spoken import Sentence, Spoken, Text
from broadsheet.release.actions.standing import Refused
from broadsheet.stories.models import StoryPage

LONGEST = 300  # characters of a word, or of what stands for one
NAME = re.compile(r"[0-9a-f]{64}")
Said = tuple[Spoken, Voice | None]


@require_POST
def say_view(request: HttpRequest) -> HttpResponse:
    """{"sound": where it is, "spoken": in signs}, or 409 {"wrong": a sentence, "command", "again"}."""
    try:
        spoken, voice = _asked(request)
        if voice is None:
            raise Silent(_("No voice can speak this language here."), "broadsheet voices list")
        name = booth.say(spoken, voice)
    except Silent as silent:
        answer = {"wrong": str(silent), "command": silent.command, "again": isinstance(silent, Busy)}
        return JsonResponse(answer, status=409)
    return JsonResponse({"sound": reverse("narration_sound", args=(name,)), "spoken": in_signs(spoken)})


@require_safe
def sound_view(request: HttpRequest, name: str) -> FileResponse:
    """Its name follows from what is said, so nobody comes upon it who does not know the words already."""
    path = setting_up.places().cache.folder / name[:2] / f"{name}.flac"
    if not NAME.fullmatch(name) or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), content_type="audio/flac")


def _asked(request: HttpRequest) -> Said:
    given = request.POST
    if given.get("engine"):
        demand(request.user.has_perm(SETTLE) or request.user.has_perm(MEND))
        voice = voice_of(given)
        return sample(voice.language), voice
    story = get_object_or_404(StoryPage, pk=given["story"]) if given.get("story", "").isdigit() else None
    demand(request.user.has_perm(MEND) if story is None else may_write(request.user, story))
    if story is not None and given.get("sentence"):
        return _of_draft(story, given["sentence"])
    return _word(given, story)


def _of_draft(story: StoryPage, name: str) -> Said:
    draft = draft_of(story)
    found = draft.sentence(name)
    if found is None:
        raise Silent(_("The text has changed meanwhile: please load this screen anew."))
    return found.spoken, draft.voice


def _word(given: QueryDict, story: StoryPage | None) -> Said:
    word, entry = given.get("word", "").strip()[:LONGEST], _tried(given)
    if story is not None:
        draft = draft_of(story)
        draft = draft.trying(entry) if entry else draft
        found = draft.about(word) if word and "around" in given else None
        if found is not None:
            return found.spoken, draft.voice
        return _first(in_one(word, story.language, draft.lexicon)), draft.voice
    language = known_language(given.get("language", ""))
    lexicon = tried(lexicon_of(0), entry) if entry else lexicon_of(0)
    return _first(in_one(word, language, lexicon)), able(voices(language))


def _tried(given: QueryDict) -> Entry | None:
    """What the form of a pronunciation says, unsaved. Raises Silent with what is wrong with it."""
    if not given.get("kind") or "now" in given:
        return None
    form = MendForm(given)
    if not form.is_valid():
        raise Silent(" ".join(str(error) for errors in form.errors.values() for error in errors))
    return form.entry()


def _first(found: Any) -> Spoken:
    sentence: Sentence | None = next(iter(found), None)
    if sentence is None:
        raise Silent(_("There is nothing to say: write a word, please."))
    return sentence.spoken


# -- voices that are tried


def voice_of(given: Any) -> Voice:
    """Raises Silent for what no form sends."""
    try:
        pace, speaker = float(given.get("pace") or 1), given.get("speaker", "")
        name = f"{given.get('voice', '')}:{speaker}" if speaker else given.get("voice", "")
        return Voice(given.get("engine", ""), name, known_language(given.get("language", "")), pace)
    except ValueError:
        raise Silent(_("The pace should be from 0.5 to 2.")) from None


def known_language(code: str) -> str:
    return code if code in settings.PAPER_LANGUAGES else str(settings.PAPER_LANGUAGES[0])


def sample(language: str) -> Spoken:
    with override(language):
        return (Text(_("The council of Mirna Bay voted on Tuesday to keep the old harbour road open.")),)


def demand_heard(engine: str, name: str, pace: float, language: str) -> None:
    """Raises Refused for a voice that nobody has heard here at this pace."""
    if was_heard(sample(language), Voice(engine, name, language, pace)):
        return
    said = {"voice": name, "pace": f"{pace:g}"}
    if was_heard(sample(language), Voice(engine, name, language)):
        raise Refused(_("Hear %(voice)s at the pace %(pace)s before you choose it.") % said)
    raise Refused(_("Hear %(voice)s before you choose it.") % said)
