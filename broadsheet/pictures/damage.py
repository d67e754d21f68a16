"""Originals that cannot be read: found while a page is rendered, written down, looked at again.

A render must not write, and it may happen in another process than the one that minds the clock. So what was found
is left as a small file, and the worker's tick takes it into the database: from then on the pages that show the
picture are made without it, whoever makes them, and the desk says which picture it is.
"""

from __future__ import annotations

import time
from pathlib import Path

import structlog
from django.conf import settings

from broadsheet.pictures.models import Picture
from broadsheet.pictures.originals import forget, opened
from broadsheet.pictures.unreadable import PictureUnreadable

AGAIN = 20.0  # seconds between two looks at what cannot be read
MOST = 3  # pictures of one look

log = structlog.get_logger("pictures")


def note(picture: Picture, cause: str) -> None:
    """Leave word that the original cannot be read. A disk that takes no word is told by the press."""
    log.error("a picture cannot be read", picture=picture.pk, cause=cause)
    try:
        _found().mkdir(parents=True, exist_ok=True)
        (_found() / str(picture.pk)).write_text(cause[:500], encoding="utf-8")
    except OSError as error:
        log.error("and it cannot be noted", picture=picture.pk, cause=str(error))


def take_in() -> int:
    """Write into the database what was found; how many pictures."""
    if not _found().is_dir():
        return 0
    taken = 0
    for file in _found().iterdir():
        if file.name.isdigit():
            Picture.objects.filter(pk=int(file.name)).update(damage=file.read_text(encoding="utf-8"))
            taken += 1
        file.unlink(missing_ok=True)
    return taken


def look_again() -> int:
    """Pictures whose original can be read again, because somebody put the file back, are shown again; how many."""
    mended = 0
    forget()
    for picture in Picture.objects.exclude(damage="").order_by("?")[:MOST]:
        try:
            opened(picture)
        except PictureUnreadable:
            continue
        mended += Picture.objects.filter(pk=picture.pk).update(damage="")
    return mended


class Rounds:
    """What the worker does at each tick."""

    def __init__(self) -> None:
        self._next = time.monotonic() + AGAIN

    def run(self) -> None:
        take_in()
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + AGAIN
            look_again()


def _found() -> Path:
    return Path(settings.PRESS_ROOT).parent / "var" / "unreadable"
