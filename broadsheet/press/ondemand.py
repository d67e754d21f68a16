"""A plate that is known and was never pressed, pressed because somebody asks for it."""

from __future__ import annotations

import time

from django.db.models import F

from broadsheet.kit import clock
from broadsheet.press.folder import Folder
from broadsheet.press.models import Plate
from broadsheet.press.precedence import precedence
from broadsheet.press.presser import Presser

PATIENCE = 10.0  # seconds to wait for another presser that has it


def press_now(folder: Folder, url: str) -> bool:
    """Press the plate at `url` (canonical) if it is dirty. True when the folder says now what is there, be it
    nothing; False when that cannot be had now: it failed and is to be tried again, or another presser keeps it.

    Raises DatabaseError when the ledger cannot be reached. Nobody is asked about URLs that have no plate.
    """
    with precedence.beside():
        return _press(Presser(folder), url)


def _press(presser: Presser, url: str) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        waiting = Plate.objects.filter(url=url, made__lt=F("wanted")).values_list("retry_at", flat=True)[:1]
        if not waiting:
            return True
        if waiting[0] is not None and waiting[0] > clock.wall():
            return False
        pressed = presser.press(only=[url])
        if pressed.failed:
            return False
        if not pressed:
            time.sleep(0.02)  # another presser has it
    return False
