"""What is done about one story on its screen, each with the sentence that is said afterwards and the place to return
to. Raises PermissionDenied and release.actions.standing.Refused."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from broadsheet.narration.actions.choose import choose
from broadsheet.narration.actions.read_by import read_by
from broadsheet.narration.actions.record_again import record_again
from broadsheet.narration.actions.take_off import take_off
from broadsheet.narration.desk import rights
from broadsheet.narration.desk.hearing import demand_heard
from broadsheet.narration.desk.voices import parsed
from broadsheet.narration.engines.base import Voice
from broadsheet.narration.engines.choosing import ENGINES
from broadsheet.narration.models import StoryNarration, VoiceChoice
from broadsheet.release.actions.standing import Refused
from broadsheet.stories.models import StoryPage

LEFT_OUT = "narration.leave_out"


def leave_out(story: StoryPage, by: Any, block: str, *, out: bool) -> None:
    """A block is not read, or is read again: for who writes the story."""
    rights.demand(rights.may_write(by, story))
    with transaction.atomic():
        row, _new = StoryNarration.objects.select_for_update().get_or_create(story_id=story.pk)
        kept = {each for each in row.left_out if each != block} | ({block} if out else set())
        row.left_out = sorted(kept)
        row.save(update_fields=["left_out"])
        log(instance=story, action=LEFT_OUT, user=by, data={"block": block, "out": out})


def choose_voice(request: Any, story: StoryPage) -> tuple[str, str]:
    engine, name, pace = parsed(request.POST.get("voice", ""), request.POST.get("pace", ""))
    if engine and not _is_known(story, engine, name, pace):
        demand_heard(engine, name, pace, story.language)
    _choose(story, request.user, engine=engine, voice=name, rate=pace)
    if engine:
        return _("This story gets a voice of its own: %(voice)s.") % {"voice": name}, "#voice"
    return _("The paper's voices read it."), "#voice"


def _is_known(story: StoryPage, *voice: str | float) -> bool:
    """Whether it is one of the paper's or the story's own already: it was heard then."""
    own = StoryNarration.objects.filter(story=story.pk)
    papers = VoiceChoice.objects.filter(narration__language=story.language, narration__on=True)
    columns = ("engine", "voice", "rate")
    return voice in {*own.values_list(*columns), *papers.values_list(*columns)}


def silence(request: Any, story: StoryPage) -> tuple[str, str]:
    silent = "silent" in request.POST
    _choose(story, request.user, silent=silent)
    return (_("It is not read aloud.") if silent else _("It is read aloud again.")), ""


def _choose(story: StoryPage, by: Any, **changed: Any) -> None:
    """What is not said stays as it was."""
    row = StoryNarration.objects.filter(story=story.pk).first() or StoryNarration()
    kept = {name: getattr(row, name) for name in ("engine", "voice", "rate", "left_out", "silent")}
    choose(story, by, **{**kept, **changed})


def again(request: Any, story: StoryPage) -> tuple[str, str]:
    record_again(story, request.user)
    return _("It is tried again now."), ""


def upload(request: Any, story: StoryPage) -> tuple[str, str]:
    rights.demand(rights.may_direct(request.user, story))
    file = request.FILES.get("file")
    if file is None:
        raise Refused(_("Choose the file of the reading, please."))
    if not story.live:
        raise Refused(_("Publish the story first: a reading is of the words that readers have."))
    made = read_by(story, request.user, file.chunks(), request.POST.get("reader", ""))
    return _("Read by %(reader)s: it goes on the air in a moment.") % {"reader": made.reader_name}, ""


def remove(request: Any, story: StoryPage) -> tuple[str, str]:
    take_off(story, request.user)
    return _("It is off the air."), ""


def named(voice: Voice | None) -> str:
    if voice is None:
        return ""
    engine = ENGINES.get(voice.engine)
    return f"{_(engine.title) if engine else voice.engine}, {voice.name}"
