"""How a story's narration stands, in the words of the desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from broadsheet.kit import clock
from broadsheet.narration.desk.mending import name_of
from broadsheet.narration.engines.choosing import ENGINES
from broadsheet.narration.models import OPEN, OnAir, Reader, Recording, State, StoryNarration
from broadsheet.narration.recording import airing
from broadsheet.narration.recording.airing import Fitness, fitness
from broadsheet.narration.recording.looking import languages_on
from broadsheet.narration.recording.standing import Standing, standing
from broadsheet.narration.wording import words_of
from broadsheet.release import gate, words
from broadsheet.release.models import Access
from broadsheet.sections.addresses import address
from broadsheet.stories.corrections import corrections
from broadsheet.stories.models import CorrectionKind, StoryPage

TELLING = (*OPEN, State.FAILED)


@dataclass(frozen=True, slots=True)
class Told:
    """`state` is one of State, or "". `heading` says it at a glance, `sentence` the rest; `tried` are voices that
    did not do, each with its cause."""

    state: str
    heading: str
    sentence: str = ""
    command: str = ""
    tried: list[tuple[str, str]] = field(default_factory=list)
    done: int = 0
    of: int = 0
    moving: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """What readers get. `stale` says why it is not what the page says; `sound` is its address, where it has one."""

    by: str
    facts: str
    stale: str
    sound: str
    human: bool


def told(story: StoryPage) -> Told:
    """Of what is being done about it."""
    quiet = _quiet(story)
    if quiet:
        return Told("", quiet, _kept(story))
    rows = Recording.objects.filter(story=story.pk).exclude(state=State.STALE)
    row = rows.filter(reader=Reader.HUMAN, state=State.FAILED).first() or rows.first()
    if row is None or (row.state == State.READY and not OnAir.objects.filter(story=story.pk).exists()):
        return Told("", _("It is about to be looked at"), moving=True)
    return of_row(row)


def _quiet(story: StoryPage) -> str:
    """Why nothing is recorded, in few words."""
    if story.killed_at is not None:
        return _("It was killed: nothing of it is heard")
    if any(note["kind"] == CorrectionKind.RETRACTION for note in corrections(story.pk)):
        return _("It was retracted: it is not read aloud")
    if StoryNarration.objects.filter(story=story.pk, silent=True).exists():
        return _("It is not read aloud: an editor chose so")
    if OnAir.objects.filter(story=story.pk, reader=Reader.HUMAN).exists():
        return ""
    if Recording.objects.filter(story=story.pk, reader=Reader.HUMAN, state__in=TELLING).exists():
        return ""
    if story.language not in languages_on():
        return _("Stories in this language are not read aloud (%(language)s)") % {"language": name_of(story.language)}
    if not story.live:
        return _("It is recorded once it is published")
    if story.access != Access.PUBLIC:
        return _("It is not recorded: only what everyone may read is")
    return "" if standing(story) is Standing.WANTED else _("It is not read aloud")


def _kept(story: StoryPage) -> str:
    row = airing.kept(story.pk) if standing(story) is Standing.SILENT else None
    if row is None:
        return ""
    return _("The reading by %(reader)s is kept: it comes back when the story is read aloud again.") % {
        "reader": row.reader_name
    }


def has_reading(story: StoryPage) -> bool:
    """Whether there is a person's reading that can be removed: on the air, under way, failed or kept."""
    readings = Recording.objects.filter(story=story.pk, reader=Reader.HUMAN)
    if OnAir.objects.filter(story=story.pk, reader=Reader.HUMAN).exists():
        return True
    return readings.filter(state__in=TELLING).exists() or airing.kept(story.pk) is not None


def of_row(row: Recording) -> Told:
    tried = [
        (_voice(each["engine"], each["voice"]), str(words_of(each["cause"]))) for each in row.tried if each["engine"]
    ]
    match row.state:
        case State.QUEUED:
            again = _("Tried again on %(time)s.") % {"time": words.moment(row.retry_at)} if row.retry_at else ""
            return Told(row.state, _("It waits for its turn"), f"{row.why} {again}".strip(), row.command, moving=True)
        case State.RUNNING:
            return Told(row.state, _("It is being recorded"), "", "", tried, row.done, row.sentences, True)
        case State.FAILED:
            again = _("Tried again on %(time)s.") % {"time": words.moment(row.retry_at)} if row.retry_at else ""
            what = _("It could not be recorded")
            if row.reader == Reader.HUMAN:
                what = _("The reading by %(reader)s could not be used") % {"reader": row.reader_name}
            return Told(row.state, what, f"{row.why} {again}".strip(), row.command, tried)
        case _:
            instead = _("Another voice stepped in.") if tried else ""
            return Told(row.state, _("Its recording is ready"), instead, "", tried)


def heard_by_readers(story: StoryPage) -> Heard | None:
    air = OnAir.objects.filter(story=story.pk).first()
    if air is None:
        return None
    human = air.reader == Reader.HUMAN
    minutes, seconds = divmod(round(air.seconds), 60)
    facts = _("%(length)s, on the air since %(time)s") % {
        "length": f"{minutes}:{seconds:02}",
        "time": words.moment(air.since),
    }
    how = fitness(story, air.words, air.read_at)
    public = gate.verdict(story, clock.now()).public and how is not Fitness.WITHDRAWN
    by = _("Read by %(reader)s") % {"reader": air.reader_name} if human else _voice(air.engine, air.voice)
    sound = address(story.language, story.url_path) + "audio.mp3" if public else ""
    return Heard(by, facts, _stale(story, how, air), sound, human)


def _stale(story: StoryPage, how: Fitness, air: Any) -> str:
    if how is Fitness.WITHDRAWN:
        return _(
            "A correction came since: readers do not get this recording, until there is one of the corrected words."
        )
    if how is Fitness.OUTDATED and air.reader == Reader.HUMAN:
        return _(
            "The story was changed since: the page says so beside the player. Upload a new reading, or remove it."
        )
    if how is Fitness.OUTDATED:
        return _("The story was changed since: the page says so beside the player, until the new recording is ready.")
    if Recording.objects.filter(story=story.pk, state__in=TELLING).exclude(pk=air.recording_id).exists():
        return _("Voice, names or blocks were chosen anew since: readers get this one until the new one is ready.")
    return ""


def _voice(engine: str, voice: str) -> str:
    known = ENGINES.get(engine)
    return ", ".join(part for part in (_(known.title) if known else engine, voice) if part)


def outdated_readings(most: int) -> Iterable[StoryPage]:
    """Stories that somebody read and that were changed since: no machine steps in by itself."""
    airs = OnAir.objects.filter(reader=Reader.HUMAN, story__live=True, story__last_published_at__gt=F("read_at"))
    for air in airs.select_related("story__locale").order_by("-since")[:most]:
        if fitness(air.story, air.words, air.read_at) is not Fitness.CURRENT:
            yield air.story
