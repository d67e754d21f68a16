"""A plate that is known and was never pressed, pressed because somebody asks for it."""

from __future__ import annotations

import time

from django.db.models import F

from broadsheet.press.folder import Folder
from broadsheet.press.models import Plate
from broadsheet.press.precedence import precedence
from broadsheet.press.presser import Presser

PATIENCE = 10.0  # seconds to wait for another presser that has it


def press_now(folder: Folder, url: str) -> bool:
    """Press the plate at `url` (canonical) if it is dirty; whether something is there now.

    Raises DatabaseError when the ledger cannot be reached. Nobody is asked about URLs that have no plate.
    """
    with precedence.beside():
        _press(Presser(folder), url)
    return folder.has(url) or folder.has(url, gone=True) or folder.redirect(url) is not None


def _press(presser: Presser, url: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        waiting = Plate.objects.filter(url=url, made__lt=F("wanted"))
        if not waiting.exists():
            break
        pressed = presser.press(only=[url])
        if pressed.failed:
            break
        if not pressed:
            time.sleep(0.02)  # another presser has it
