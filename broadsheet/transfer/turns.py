"""One bulk job at a time: imports take turns, whoever starts them, so that none looks for what another makes now.

On SQLite by a file of the site's folder, on PostgreSQL, where several hosts may import, by a lock of the database.
Both end with the process, however that ends."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from django.conf import settings
from django.db import DatabaseError, connection

FILE = ".importing"
LOCK = 0x696D706F  # of PostgreSQL
_LOOK = 0.2  # seconds between two tries


@contextmanager
def turn(wait: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold the turn, after whoever has it now; `wait` is called once when somebody has. Raises OSError where the
    site's folder cannot be written, DatabaseError."""
    with _of_database() if connection.vendor == "postgresql" else _of_file() as mine:
        if not mine():
            wait()
            while not mine():
                time.sleep(_LOOK)
        yield


@contextmanager
def _of_file() -> Iterator[Callable[[], bool]]:
    handle = os.open(settings.SITE / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def mine() -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    try:
        yield mine
    finally:
        os.close(handle)


@contextmanager
def _of_database() -> Iterator[Callable[[], bool]]:
    def asked(function: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [LOCK])
            return bool(cursor.fetchone()[0])

    try:
        yield lambda: asked("pg_try_advisory_lock")
    finally:
        with suppress(DatabaseError):  # a connection that was lost holds it no more
            asked("pg_advisory_unlock")
