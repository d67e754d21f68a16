"""Looks at addresses outside the paper, one after the other, in a thread of the worker."""

from __future__ import annotations

import threading
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from broadsheet.kit import clock
from broadsheet.kit.outbound import NotFound, Outbound, Refused, Unreachable
from broadsheet.proofreading.models import Elsewhere

PAUSE = 2.0  # seconds between two looks at what is due
LEASE = timedelta(minutes=2)
AGAIN = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
"""After how long one that does not answer, or is in trouble, is asked again."""
FORGOTTEN = timedelta(days=180)
"""How long a row is kept that no text was seen with."""
State = Elsewhere.State

log = structlog.get_logger("links")


class Looking:
    """`run` works until stopped; another process may do the same beside it."""

    def __init__(self, stopping: threading.Event, outbound: Outbound | None = None) -> None:
        self._stopping, self._outbound = stopping, outbound or Outbound()

    def run(self) -> None:
        if not settings.PAPER_LOOKS_AT_LINKS:
            self._stopping.wait()
        while not self._stopping.wait(PAUSE):
            try:
                close_old_connections()
                while not self._stopping.is_set() and self.look_at_one():
                    pass
            except DatabaseError as error:
                log.warning("links wait", cause=str(error))
                connection.close()
                self._stopping.wait(5)
        connection.close()

    def look_at_one(self) -> bool:
        """The one that waits longest; False when none is due."""
        row = Elsewhere.objects.filter(due__lte=clock.wall()).order_by("due", "pk").first()
        if row is None:
            return False
        leased = clock.wall() + LEASE
        if not Elsewhere.objects.filter(pk=row.pk, due=row.due).update(due=leased):
            return True  # another process was quicker
        state, status = self._found(row.url)
        now = clock.wall()
        again = AGAIN[row.tries] if state in (State.SILENT, State.UNSURE) and row.tries < len(AGAIN) else None
        Elsewhere.objects.filter(pk=row.pk, due=leased).update(
            state=state,
            status=status,
            looked_at=now,
            tries=row.tries + 1,
            due=now + again if again else None,
        )
        Elsewhere.objects.filter(noticed_at__lt=now - FORGOTTEN).delete()
        return True

    def _found(self, url: str) -> tuple[str, int | None]:
        try:
            status = self._outbound.status(url)
        except Refused:
            return State.PRIVATE, None
        except NotFound:
            return State.NOBODY, None
        except Unreachable:
            return State.SILENT, None
        if status in (404, 410):
            return State.GONE, status
        return (State.THERE if 200 <= status < 300 else State.UNSURE), status
