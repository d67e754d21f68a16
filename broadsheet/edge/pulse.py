"""What happens by itself while the loop runs: the date line, deadlines, heartbeats, and looking whether something was
pressed."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from email.utils import formatdate
from typing import Protocol

from broadsheet.edge import figures
from broadsheet.edge.door import Edge
from broadsheet.edge.limits import Limits
from broadsheet.edge.streams import Streams

LOOK = 0.02  # seconds between two looks at the epoch file; workers in other processes speak through it

COUNTED_EACH, COUNTED_IN = 500, 15
"""So many pages a second are looked at one by one; of more, each for which `pages & COUNTED_IN` is 0 stands for all.
Looking takes some 2 µs, a fifth of what a plate from memory costs as a whole."""


class Connection(Protocol):
    deadline: float

    def expire(self) -> None: ...


class Readers(Protocol):
    """Counts the pages that readers open. `saw` and `tick` are called in the loop's thread and must not take long."""

    def start(self) -> None: ...

    def saw(self, target: bytes, headers: Mapping[bytes, bytes], address: str, times: int = 1) -> None:
        """A page was given to whoever asked for `target` from `address`; names of `headers` are lower case. It
        stands for so many that were given."""

    def tick(self) -> None:
        """Called once a second."""

    def stop(self) -> None: ...


class Pulse:
    """Shared by all connections of a process. One sweep a second over them, no timer per request."""

    def __init__(self, edge: Edge, limits: Limits, streams: Streams, readers: Readers | None = None) -> None:
        self.edge, self.limits, self.streams, self.readers = edge, limits, streams, readers
        self.figures = figures.served
        self.now = 0.0
        """The loop's time, at most a second old."""
        self.ending = b""
        """The date line and the empty line: what ends the head of every answer."""
        self.draining = False
        self.pages = 0
        """Given to readers since the last tick."""
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

    def opened(self, target: bytes, headers: Mapping[bytes, bytes], client: tuple[str, int] | None) -> None:
        """A page was given to a reader, and counted in `pages`."""
        if self.readers is None:
            return
        times = 1 if self.pages <= COUNTED_EACH else COUNTED_IN + 1
        self.readers.saw(target, headers, self.streams.reader(client, headers), times)

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
        self.pages = 0
        if self.readers is not None:
            self.readers.tick()
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
