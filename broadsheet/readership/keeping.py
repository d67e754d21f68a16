"""The thread of a serving process that writes down what its turnstile counted. No reader waits for it."""

from __future__ import annotations

import secrets
import threading
import time
from datetime import date

import structlog
from django.db import DatabaseError, close_old_connections, connection

from broadsheet.kit import clock
from broadsheet.readership.salting import Salt
from broadsheet.readership.sums import Sums
from broadsheet.readership.turnstile import MINUTE, Turnstile
from broadsheet.readership.writing import write

PATIENCE = 15.0  # seconds that the last writing has at the end
LOOK = 1.0  # seconds

log = structlog.get_logger(__name__)


class Counting:
    """What the edge is given: made before the server forks, so that all of its processes have one salt."""

    def __init__(self) -> None:
        self._turnstile = Turnstile(Salt(_today()), _today)
        self.saw, self.tick = self._turnstile.saw, self._turnstile.tick
        self._process = ""
        self._ending = threading.Event()
        self._sums, self._troubled = Sums(), False
        self._thread = threading.Thread(target=self._run, name="readership", daemon=True)

    def start(self) -> None:
        """In each process, after the fork."""
        self._process = secrets.token_hex(12)
        self._thread.start()

    def stop(self) -> None:
        """What was counted in the last minute is written, if the database answers soon."""
        self._turnstile.close()
        self._ending.set()
        self._thread.join(PATIENCE)

    def _run(self) -> None:
        written = time.monotonic()
        while not self._ending.wait(LOOK):
            self._take()
            if time.monotonic() - written >= MINUTE:
                written = time.monotonic()
                self._write()
        self._take()
        self._write()
        connection.close()

    def _take(self) -> None:
        closed = self._turnstile.closed
        while closed:
            self._sums.take(closed.popleft(), self._turnstile.agents)

    def _write(self) -> None:
        close_old_connections()
        try:
            write(self._sums, self._turnstile.salt.run, self._process, self._sums.reading(time.time()))
            self._troubled = False
        except DatabaseError as error:
            if not self._troubled:
                log.warning("views are kept in memory until the database answers", cause=str(error).strip())
            self._troubled = True
        finally:
            connection.close()


def _today() -> date:
    return clock.local(clock.wall()).date()
