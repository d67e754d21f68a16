"""All recordings of a language are looked at anew, and made again where they would say something else: after the
rules of text have changed with a new version, or whenever an editor wants to be sure.

Nothing here works: it raises numbers in the ledger, and the narrator does the rest when nothing else waits. So it
goes on after whatever breaks it off, and costs an engine only the sentences that read otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum

from broadsheet.kit import clock
from broadsheet.narration import setting_up
from broadsheet.narration.engines.choosing import engines
from broadsheet.narration.models import OPEN, Look, Narration, OnAir, Reader, Recording, State
from broadsheet.narration.recording.commissions import Commission, commission
from broadsheet.narration.recording.looking import DUE, sounds_otherwise, wake_many
from broadsheet.narration.text import rules
from broadsheet.stories.models import StoryPage

LATEST = 50  # recordings by which one tells how long another takes
WHOLE = 0.8  # of a recording's sentences that were spoken for it: fewer say nothing of the voice's pace


@dataclass(frozen=True, slots=True)
class Extent:
    """What there is: `recordings` on the air by a machine, `seconds` of them, `outmoded` of them made by other rules
    of text than those of now. `longest`: seconds that it takes at most, if every sentence was to be spoken; None: the
    voice's pace is not known yet."""

    recordings: int
    seconds: float
    outmoded: int
    longest: float | None


@dataclass(frozen=True, slots=True)
class Progress:
    """`of` recordings, `to_look_at` of them are still to be looked at, `to_make` wait for being made again or are
    being made, `made` are ready. `left`: seconds that making the rest takes, by those that are made; None: not known
    yet."""

    of: int
    to_look_at: int
    to_make: int
    made: int
    left: float | None
    asked_at: datetime | None

    @property
    def over(self) -> bool:
        return not self.to_look_at and not self.to_make


def aired(language: str) -> QuerySet[OnAir]:
    return OnAir.objects.filter(reader=Reader.MACHINE, story__locale__language_code=language)


def extent(language: str) -> Extent:
    rows = aired(language)
    seconds = rows.aggregate(all=Sum("seconds"))["all"] or 0.0
    outmoded = rows.exclude(recording__rules=rules.current()).count()
    pace = _pace(Recording.objects.filter(language=language, calls__gte=WHOLE * F("sentences")))
    return Extent(rows.count(), seconds, outmoded, None if pace is None else pace[0] / pace[1] * seconds)


@transaction.atomic
def ask(language: str) -> int:
    """Have all of them looked at; how many."""
    rows = aired(language)
    count = rows.count()
    wake_many(Look.objects.filter(story__in=rows.values("pk")))
    Narration.objects.filter(language=language).update(anew_at=clock.wall(), anew_of=count)
    return count


@transaction.atomic
def stop(language: str) -> int:
    """What is not made again yet stays as it is on the air; how many."""
    looks, waiting = _looks(language), _waiting(language).filter(state=State.QUEUED)
    count = looks.count() + waiting.count()
    waiting.update(state=State.STALE)
    looks.update(looked=F("wanted"))
    Narration.objects.filter(language=language).update(anew_at=None)
    return count


def progress(language: str) -> Progress | None:
    """None: nothing of the kind is under way, nor was it asked for."""
    kept = Narration.objects.filter(language=language).values_list("anew_at", "anew_of").first()
    since, count = kept or (None, 0)
    looks, waiting = _looks(language).count(), _waiting(language).count()
    if since is None and not looks and not waiting:
        return None
    ready = Recording.objects.filter(language=language, later=True, state=State.READY)
    made = ready.filter(finished_at__gte=since) if since else ready.none()
    pace = _pace(ready)
    left = None if pace is None else pace[0] / pace[2] * waiting
    return Progress(max(count, looks), looks, waiting, made.count(), left, since)


def _looks(language: str) -> QuerySet[Look]:
    """Those that are due and can wait, of stories that are on the air."""
    return Look.objects.filter(DUE, later=True, story__in=aired(language).values("pk"))


def _waiting(language: str) -> QuerySet[Recording]:
    """Those that take the place of another."""
    rows = Recording.objects.filter(language=language, later=True, state__in=OPEN)
    return rows.filter(story__in=aired(language).values("pk"))


def _pace(rows: QuerySet[Recording]) -> tuple[float, float, int] | None:
    """(seconds that it took, seconds of sound, recordings) of the latest ones; None: there is none."""
    latest = rows.filter(state=State.READY, took__gt=0, seconds__gt=0).order_by("-finished_at")
    found = list(latest.values_list("took", "seconds")[:LATEST])
    return (sum(took for took, _ in found), sum(long for _, long in found), len(found)) if found else None


@dataclass(frozen=True, slots=True)
class Compared:
    """One recording: whether it would be made again, and how many sentences the voice would have to speak for it."""

    title: str
    otherwise: bool
    sentences: int


def compared(language: str) -> Iterator[Compared]:
    """What `ask` would find, without doing it: each recording, the newest story's first. Reads every story."""
    known = engines(setting_up.setup())
    aired_now = {air.pk: air for air in aired(language).select_related("recording")}
    stories = StoryPage.objects.filter(Q(pk__in=list(aired_now))).order_by("-pk")
    for story in stories.iterator(chunk_size=100):
        ordered = commission(story)
        air = aired_now[story.pk]
        same = air.recording is not None and ordered.hash == air.recording.input_hash
        otherwise = not same or sounds_otherwise(ordered, air)
        yield Compared(story.title, otherwise, _unspoken(ordered, known) if otherwise else 0)


def _unspoken(ordered: Commission, known: dict[str, Any]) -> int:
    """Sentences that the first voice that can speak has not said yet."""
    for voice in ordered.voices:
        engine = known.get(voice.engine)
        if engine is None or not engine.available(voice):
            continue
        cache, by = setting_up.places().cache, engine.fingerprint(voice)
        said = ordered.script(engine.source_type).spoken()
        return sum(not cache.path(each.spoken, voice, by).exists() for each in said)
    return len(ordered.sentences)
