"""What readers get: the pointer, and whether it may still be heard.

A recording that was made of other words than those on the page is *outdated*: the page says so beside the player. If
a correction came since, it is *withdrawn*: there is no player and no file, until the new one is ready. Both follow
from what is in the database, so page, file and feed are always of one mind.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum, auto

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import TruncSecond
from django.utils.dateparse import parse_datetime

from broadsheet.kit import clock
from broadsheet.narration.models import OnAir, Reader, Recording, State
from broadsheet.narration.recording.sources import digest, source_of
from broadsheet.narration.selectors import Aired, on_air
from broadsheet.press import rows
from broadsheet.press.shares import shared
from broadsheet.release import gate
from broadsheet.stories.corrections import corrections
from broadsheet.stories.models import CorrectionKind, StoryPage

CORRECTED_SINCE = Q(story__corrections__at__gte=TruncSecond(F("read_at"), tzinfo=UTC))
"""Of OnAir, what `is_since` says of a story's corrections."""


def is_since(correction: datetime, read_at: datetime) -> bool:
    """Whether a correction came after the words were read: pages tell its time in whole seconds, so one of the same
    second counts."""
    return correction >= read_at.replace(microsecond=0)


class Fitness(StrEnum):
    CURRENT = auto()
    OUTDATED = auto()
    WITHDRAWN = auto()


def heard(story: StoryPage) -> tuple[Aired, Fitness] | None:
    """What readers of this story may hear now; the story's language is active, and the gate was asked about the
    story. For plates: every read is declared, and those of one story share the work."""
    return shared(("narration.heard", story.pk), lambda: _heard(story.pk)) if story.pk else None


def _heard(key: int) -> tuple[Aired, Fitness] | None:
    """The story is read here, so that what is shared is made anew when the story changes."""
    story = rows.get(StoryPage, key)
    if story is None or not gate.verdict(story, clock.now()).public or (air := on_air(key)) is None:
        return None
    read_at = parse_datetime(air["read_at"])
    assert read_at is not None
    found = fitness(story, air["words"], read_at)
    return None if found is Fitness.WITHDRAWN else (air, found)


def fitness(story: StoryPage, words: str, read_at: datetime) -> Fitness:
    """`words` were on the page at `read_at`, when the recording was ordered."""
    notes = corrections(story.pk)
    if any(note["kind"] == CorrectionKind.RETRACTION for note in notes):
        return Fitness.WITHDRAWN
    if digest(source_of(story, story.language)) == words:
        return Fitness.CURRENT
    times = (parse_datetime(note["at"]) for note in notes)
    since = any(is_since(time, read_at) for time in times if time is not None)
    return Fitness.WITHDRAWN if since else Fitness.OUTDATED


def withdrawn(story: StoryPage, words: str, read_at: datetime) -> bool:
    return fitness(story, words, read_at) is Fitness.WITHDRAWN


@transaction.atomic
def put_on(recording: Recording, disclosure: str) -> None:
    """Readers get this one from now on. In the transaction in which the ledger says that it is ready. A person's
    reading whose place it takes is not kept."""
    facts = (
        "folder",
        "reader",
        "reader_name",
        "engine",
        "voice",
        "source_type",
        "seconds",
        "size",
        "words",
        "read_at",
    )
    OnAir.objects.update_or_create(
        story_id=recording.story_id,
        defaults={
            **{name: getattr(recording, name) for name in facts},
            "recording": recording,
            "disclosure": disclosure,
            "since": clock.wall(),
        },
    )
    replaced = Recording.objects.filter(story=recording.story_id, reader=Reader.HUMAN, state=State.READY)
    replaced.exclude(pk=recording.pk).update(state=State.STALE)


def take_off(story: int, *readers: Reader) -> None:
    """Whoever reads it, or only these."""
    OnAir.objects.filter(story=story, reader__in=readers or Reader.values).delete()


def kept(story: int) -> Recording | None:
    """A person's reading that is ready and not on the air: the story was silent, and it comes back."""
    if OnAir.objects.filter(story=story, reader=Reader.HUMAN).exists():
        return None
    return Recording.objects.filter(story=story, reader=Reader.HUMAN, state=State.READY).first()
