"""How a process of the press looks for work: often and cheaply, and through a database that goes away."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import structlog
from django.db import Error, connection

from broadsheet.kit.commits import Commits
from broadsheet.press.triggers import CHANNEL

LOOK = 0.01  # seconds between two looks at whether the database changed
_LONGEST = 5.0  # seconds between two tries of a database that is away

log = structlog.get_logger("worker")


class Changes:
    """Whether somebody else committed since we last looked: SQLite's `data_version`, PostgreSQL's NOTIFY on
    `channel`."""

    def __init__(self, channel: str = CHANNEL) -> None:
        self._channel = channel
        self._commits = Commits()
        self._listens: Any = None  # PostgreSQL's connection that does

    def wait(self, seconds: float) -> bool:
        """Wait at most `seconds`; True when there may be something new."""
        if connection.vendor == "postgresql":
            return self._heard(seconds)
        time.sleep(seconds)
        return self._commits.came()

    def _heard(self, seconds: float) -> bool:
        connection.ensure_connection()
        raw: Any = connection.connection
        if self._listens is not raw:
            with connection.cursor() as cursor:
                cursor.execute(f"LISTEN {self._channel}")
            self._listens = raw
            return True
        with connection.wrap_database_errors:
            return any(True for _ in raw.notifies(timeout=seconds, stop_after=1))


def keep_on(stop: threading.Event, start: Callable[[], None], turn: Callable[[], None]) -> None:
    """`start`, then `turn` after `turn` until stopped. A database that cannot be reached is waited for."""
    wait = 0.1
    while not stop.is_set():
        try:
            start()
            while not stop.is_set():
                turn()
                wait = 0.1
        except (Error, OSError) as error:
            log.warning("the press waits", cause=str(error), seconds=wait)
            connection.close()
            stop.wait(wait)
            wait = min(wait * 2, _LONGEST)
    connection.close()
