"""What nobody needs any more goes from the disk; what should be on the disk and is not is made again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import Q, QuerySet

from broadsheet.narration import setting_up
from broadsheet.narration.models import OPEN, Look, OnAir, Reader, Recording, State
from broadsheet.narration.recording.looking import wake
from broadsheet.narration.sound import rendering, workplace

HOUR = timedelta(hours=1)
"""A recording that was overtaken stays so long: its page may be pressed just now."""
DAY = timedelta(days=1)
REMEMBERED = timedelta(days=30)
"""Rows of the ledger that were overtaken, and a person's reading that could not be used: it may be tried again."""


DIGITS = "0123456789abcdef"
MANY = 5000
"""Recordings; of more, each hour a sixteenth is looked at: by the first digit of their names."""


def prune(now: datetime) -> None:
    """Raises NotReached while the bucket, where there is one, cannot be asked: then nothing is taken for lost."""
    places, beginning = setting_up.places(), _beginning(now)
    shared = setting_up.recorded().shared(beginning)
    _find_lost(places.recordings, beginning, shared)
    _let_go(places.recordings, beginning, shared, now - HOUR)
    workplace.sweep(places.recordings, now.timestamp())
    _prune_readings(now)
    places.cache.prune(now.timestamp())
    Recording.objects.filter(state=State.STALE, created_at__lt=now - REMEMBERED).delete()


def _beginning(now: datetime) -> str:
    """Of the names that are looked at now; empty: all of them. Every host and every start agrees on it."""
    if Recording.objects.count() <= MANY:
        return ""
    return DIGITS[int(now.timestamp() // HOUR.total_seconds()) % len(DIGITS)]


def _let_go(recordings: Path, beginning: str, shared: Mapping[str, datetime], old: datetime) -> None:
    """What lies there was listed first and the database is asked afterwards, of each thing again before it goes: what
    is put on the air meanwhile stays. What is younger than `old` may be put there just now."""
    here = list(recordings.glob(f"{beginning or '[!.]'}*"))
    needed = set(_needed().filter(folder__startswith=beginning).values_list("folder", flat=True))
    needed |= set(OnAir.objects.filter(folder__startswith=beginning).values_list("folder", flat=True))
    for folder in here:
        if folder.name not in needed and _older(folder, old) and not _is_needed(folder.name):
            workplace.discard(folder)
    for name, written in shared.items():
        folder_name = name.partition("/")[0]
        if folder_name not in needed and written < old and not _is_needed(folder_name):
            setting_up.recorded().remove(name)


def _needed() -> QuerySet[Recording]:
    """Besides what is on the air: readings by people that nobody removed, for a machine can read again and a person's
    file was given once; and what is to be made again, for it may be found as it lies."""
    kept = Q(reader=Reader.HUMAN, state=State.READY) | Q(state__in=OPEN)
    return Recording.objects.filter(kept).exclude(folder="")


def _is_needed(folder: str) -> bool:
    return OnAir.objects.filter(folder=folder).exists() or _needed().filter(folder=folder).exists()


def _prune_readings(now: datetime) -> None:
    readings = Recording.objects.filter(reader=Reader.HUMAN)
    readings.filter(state=State.FAILED, created_at__lt=now - REMEMBERED).update(state=State.STALE)
    here, shared = list(setting_up.readings().glob("*")), setting_up.read_aloud().shared()
    wanted = set(readings.filter(state__in=[*OPEN, State.FAILED]).values_list("input_hash", flat=True))
    for file in here:
        if file.stem not in wanted and _older(file, now - DAY):
            file.unlink(missing_ok=True)
    for name, written in shared.items():
        if name.removesuffix(".reading") not in wanted and written < now - DAY:
            setting_up.read_aloud().remove(name)


def _find_lost(recordings: Path, beginning: str, shared: Collection[str]) -> None:
    """After somebody emptied the folder, or brought a database back without it. The bucket's list may be older than
    what was put on the air since, so what it does not have is asked for by name before it counts as lost."""

    def is_lost(folder: str) -> bool:
        name = f"{folder}/{rendering.MP3}"
        return not (recordings / name).exists() and name not in shared and not setting_up.recorded().has(name)

    aired = OnAir.objects.filter(folder__startswith=beginning).values_list("pk", "folder")
    lost = [(story, folder) for story, folder in aired.iterator() if is_lost(folder)]
    kept = Recording.objects.filter(reader=Reader.HUMAN, state=State.READY, folder__startswith=beginning)
    gone = [pk for pk, folder in kept.values_list("pk", "folder").iterator() if is_lost(folder)]
    Recording.objects.filter(pk__in=gone).update(state=State.STALE)
    for story, folder in lost:
        _make_again(story, folder)


def _make_again(story: int, lost: str) -> None:
    if not OnAir.objects.filter(pk=story, folder=lost).delete()[0]:
        return  # another one is on the air by now
    recordings = Recording.objects.filter(story=story)
    recordings.filter(state=State.READY).update(state=State.STALE)
    for folder in recordings.exclude(folder="").values_list("folder", flat=True):
        setting_up.recorded().remove(folder)  # a part of it would be taken for the whole
    wake(Look.objects.filter(story=story))


def _older(path: Path, than: datetime) -> bool:
    try:
        return path.stat().st_mtime < than.timestamp()
    except FileNotFoundError:
        return False
