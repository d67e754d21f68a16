"""What happens by itself while the loop runs: the date line, deadlines, heartbeats, and looking whether something was
pressed."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from email.utils import formatdate
from typing import Protocol

from broadsheet.edge import figures
from broadsheet.edge.door import Edge
from broadsheet.edge.limits import Limits
from broadsheet.edge.streams import Streams

LOOK = 0.02  # seconds between two looks at the epoch file; workers in other processes speak through it


class Connection(Protocol):
    deadline: float

    def expire(self) -> None: ...


class Pulse:
    """Shared by all connections of a process. One sweep a second over them, no timer per request."""

    def __init__(self, edge: Edge, limits: Limits, streams: Streams) -> None:
        self.edge, self.limits, self.streams = edge, limits, streams
        self.figures = figures.served
        self.now = 0.0
        """The loop's time, at most a second old."""
        self.ending = b""
        """The date line and the empty line: what ends the head of every answer."""
        self.draining = False
        self.connections: Collection[Connection] = ()
        self._epoch: tuple[int, int] | None = None
        self._epoch_file = edge.folder.epoch_file
        self._tick_timer: asyncio.TimerHandle | None = None
        self._look_timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Must be called in the running loop."""
        self._loop = asyncio.get_running_loop()
        self._tick()
        self._look()

    def stop(self) -> None:
        for timer in (self._tick_timer, self._look_timer):
            if timer is not None:
                timer.cancel()

    def _tick(self) -> None:
        self.now = self._loop.time()
        self.ending = b"date: %s\r\n\r\n" % formatdate(usegmt=True).encode()
        self.edge.refresh()
        for connection in list(self.connections):
            if connection.deadline < self.now:
                connection.expire()
        self.streams.hub.beat(self.now)
        self.figures.listening(len(self.streams.hub))
        self._tick_timer = self._loop.call_later(1.0, self._tick)

    def _look(self) -> None:
        try:
            found = self._epoch_file.stat()
            epoch = (found.st_mtime_ns, found.st_ino)
        except OSError:  # nothing pressed yet, or a disk in trouble: plates in memory are served on
            epoch = None
        if epoch != self._epoch:
            self._epoch = epoch
            self.edge.refresh()
        self._look_timer = self._loop.call_later(LOOK, self._look)
