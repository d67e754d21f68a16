"""Readers' files made before anybody asks for them, while the editor still writes the caption.

Nothing depends on it: what is not kept when a page shows the picture is made then. It is done by a process of its
own, nicer than the server: decoding a JPEG holds the interpreter for a tenth of a second.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from queue import SimpleQueue
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from broadsheet.pictures import files
from broadsheet.pictures.models import Picture
from broadsheet.pictures.unreadable import PictureUnreadable

LIKELY = (("16:9", files.WIDTHS[-1]), ("", files.WIDTHS[-1]), ("3:2", 800))
"""(shape, widest) of what stories, their bodies and lists show."""
LONGEST = 300.0  # seconds of one batch

log = structlog.get_logger("pictures")


def make(picture: Picture) -> None:
    """Encode what pages are likely to show. Raises PictureUnreadable and OSError."""
    for crop, widest in LIKELY:
        files.keep(picture, (file for file in files.files(picture, crop) if file.width <= widest))


def make_all(pks: list[int]) -> None:
    """What the process does; a picture that cannot be read is told when a page wants it."""
    for picture in Picture.objects.filter(pk__in=pks).order_by("pk"):
        try:
            make(picture)
        except PictureUnreadable as error:
            log.error("a picture cannot be made ahead", cause=str(error))


class Batches:
    """Pictures that were saved at the desk, handed to one process at a time."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[int] = SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def ask(self, pk: int) -> None:
        self._waiting.put(pk)
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="pictures", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            batch = {self._waiting.get()}
            while not self._waiting.empty():
                batch.add(self._waiting.get())
            _in_a_process(sorted(batch))


def _in_a_process(batch: list[int]) -> None:
    command = [sys.executable, "-m", "broadsheet", "manage", "--site", str(settings.SITE), "make_pictures"]
    try:
        subprocess.run(  # noqa: S603  (no shell, and nothing in it comes from outside)
            ["nice", "-n", "10", *command, *map(str, batch)],  # noqa: S607  (nice is where the system has it)
            stdin=subprocess.DEVNULL,
            check=True,
            timeout=LONGEST,
        )
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("pictures were not made ahead", pictures=batch, cause=str(error))


batches = Batches()


@receiver(post_save, sender=Picture)
def after_save(instance: Picture, raw: bool = False, **kwargs: Any) -> None:
    """Only what somebody uploads: an import or the demo is pressed at once, or in its own time."""
    if instance.uploaded_by_user_id is not None and not raw:
        pk = instance.pk
        transaction.on_commit(lambda: batches.ask(pk))


@receiver(post_delete, sender=Picture)
def after_delete(instance: Picture, **kwargs: Any) -> None:
    """What was made of it goes too, unless another picture has the same original."""
    file_hash = instance.file_hash
    transaction.on_commit(lambda: _forget(file_hash))


def _forget(file_hash: str) -> None:
    if not Picture.objects.filter(file_hash=file_hash).exists():
        files.forget(file_hash)
