"""What nobody needs any more goes from the disk; what should be on the disk and is not is made again."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import QuerySet

from broadsheet.narration import setting_up
from broadsheet.narration.models import OPEN, Look, OnAir, Reader, Recording, State
from broadsheet.narration.recording.looking import wake
from broadsheet.narration.sound import rendering, workplace

HOUR = timedelta(hours=1)
"""A recording that was overtaken stays so long: its page may be pressed just now."""
DAY = timedelta(days=1)
REMEMBERED = timedelta(days=30)
"""Rows of the ledger that were overtaken, and a person's reading that could not be used: it may be tried again."""


def prune(now: datetime) -> None:
    """Raises NotReached while the bucket, where there is one, cannot be asked: then nothing is taken for lost."""
    places, shared = setting_up.places(), setting_up.recorded().shared()
    _find_lost(places.recordings, shared)
    needed = {*OnAir.objects.values_list("folder", flat=True), *_kept().values_list("folder", flat=True)}
    for folder in places.recordings.glob("[!.]*"):
        if folder.name not in needed and _older(folder, now - HOUR):
            shutil.rmtree(folder, ignore_errors=True)
    for name, written in shared.items():
        if name.partition("/")[0] not in needed and written < now - HOUR:
            setting_up.recorded().remove(name)
    workplace.sweep(places.recordings, now.timestamp())
    readings = Recording.objects.filter(reader=Reader.HUMAN)
    readings.filter(state=State.FAILED, created_at__lt=now - REMEMBERED).update(state=State.STALE)
    wanted = set(readings.filter(state__in=[*OPEN, State.FAILED]).values_list("input_hash", flat=True))
    for file in setting_up.readings().glob("*"):
        if file.stem not in wanted and _older(file, now - DAY):
            file.unlink(missing_ok=True)
    for name, written in setting_up.read_aloud().shared().items():
        if name.removesuffix(".reading") not in wanted and written < now - DAY:
            setting_up.read_aloud().remove(name)
    places.cache.prune(now.timestamp())
    Recording.objects.filter(state=State.STALE, created_at__lt=now - REMEMBERED).delete()


def _kept() -> QuerySet[Recording]:
    """Readings by people that nobody removed: a machine can read again, a person's file was given once."""
    return Recording.objects.filter(reader=Reader.HUMAN, state=State.READY)


def _find_lost(recordings: Path, shared: Collection[str]) -> None:
    """After somebody emptied the folder, or brought a database back without it; `shared` are the names of files that
    lie in the bucket."""

    def is_lost(folder: str) -> bool:
        return not (recordings / folder / rendering.MP3).exists() and f"{folder}/{rendering.MP3}" not in shared

    lost = [story for story, folder in OnAir.objects.values_list("pk", "folder").iterator() if is_lost(folder)]
    gone = [pk for pk, folder in _kept().values_list("pk", "folder").iterator() if is_lost(folder)]
    Recording.objects.filter(pk__in=gone).update(state=State.STALE)
    if lost:
        OnAir.objects.filter(pk__in=lost).delete()
        Recording.objects.filter(story__in=lost, state=State.READY).update(state=State.STALE)
        for story, folder in Recording.objects.filter(story__in=lost).values_list("story", "folder"):
            if folder:
                setting_up.recorded().remove(folder)  # a part of it would be taken for the whole
            wake(Look.objects.filter(story=story))


def _older(path: Path, than: datetime) -> bool:
    try:
        return path.stat().st_mtime < than.timestamp()
    except FileNotFoundError:
        return False
