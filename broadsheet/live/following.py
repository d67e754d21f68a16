"""A thread of each server that reads new events from the table and hands them to the hub."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog
from django.db import Error, connection

from broadsheet.live import waking
from broadsheet.live.hub import Hub
from broadsheet.live.messages import Message, message
from broadsheet.live.models import Event, Pruned

log = structlog.get_logger("live")

_LONGEST = 2.0  # seconds between two tries of a database that is away


class Follower:
    """A Source. A database that cannot be reached is waited for: who listens goes on listening. `before` is called
    before anybody is told of what was read: what is told of must be served here by then."""

    def __init__(self, before: Callable[[], object] = lambda: None) -> None:
        self._before = before
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._last: int | None = None

    def start(self, hub: Hub, call: Callable[..., object]) -> None:
        self._thread = threading.Thread(target=self._run, args=[hub, call], name="live", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()

    def ended(self, seconds: float = 5.0) -> bool:
        """Whether the thread has ended, for which it has so long."""
        if self._thread is not None:
            self._thread.join(seconds)
        return self._thread is None or not self._thread.is_alive()

    def _run(self, hub: Hub, call: Callable[..., object]) -> None:
        wait, pause = waking.chosen(), 0.1
        while not self._stopping.is_set():
            try:
                self._begin(hub, call)
                while not self._stopping.is_set():
                    if wait.wait():
                        self._read(hub, call)
                    pause = 0.1
            except (Error, OSError) as error:
                log.warning("the stream of events waits for the database", cause=str(error).strip())
            except Exception:
                log.exception("the stream of events begins anew")
            else:
                break
            call(hub.ready.set)
            wait.close()
            connection.close()
            self._stopping.wait(pause)
            pause = min(pause * 2, _LONGEST)
        wait.close()
        connection.close()

    def _begin(self, hub: Hub, call: Callable[..., object]) -> None:
        """Take up where we were; anew where the table is another one (a backup was put in its place), or where what
        came next was taken away meanwhile."""
        floor, found = pruned(), kept()
        newest = max(floor, found[-1].number if found else 0)
        self._before()
        if self._last is None or not floor <= self._last <= newest:
            self._last = newest
            call(hub.remember, found, floor, newest)
        else:
            self._read(hub, call)

    def _read(self, hub: Hub, call: Callable[..., object]) -> None:
        found = kept(self._last or 0)
        if found:
            self._before()
            self._last = found[-1].number
            call(hub.take, found)


def kept(after: int = 0) -> list[Message]:
    """The events of the table that came after this one, in their order."""
    rows = Event.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "kind", "key", "data", "until", "at")
    return [message(*row[:4], row[4].timestamp() if row[4] else None, row[5].timestamp()) for row in rows]


def pruned() -> int:
    return Pruned.objects.filter(pk=1).values_list("upto", flat=True).first() or 0
