"""All readers of a process and what they are told: one bytes object per event for everybody, no task and no queue
per reader.

A broadcast writes to SLICE readers per turn of the loop, so that pages are served in between. Whoever does not read
is dropped; it comes back by itself with `Last-Event-ID` and is told what it missed from the same memory.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import takewhile
from typing import Protocol

from broadsheet.kit import clock
from broadsheet.live.messages import KEPT, RESET, Message

SLICE = 64  # readers written to in a turn of the loop: it bounds what a broadcast adds to a page's latency
MOST_AT_ONCE = 16 * 1024
"""Bytes that are written to a reader at a time: what would fill its buffers is not told, the pages are looked at anew
(RESET), or whoever reads well would be taken for somebody who does not."""
HEARTBEAT = 15.0  # seconds between two words that say nothing but that the stream lives (rails.js waits for three)
_BEAT = b"event: beat\ndata:\n\n"
"""An event, for scripts do not see comments. It has no number: a browser adds that of the event before."""
_RETRY = 3000  # milliseconds after which a reader comes back
SPREAD = (500, 5000)  # milliseconds, at shutdown: not everybody comes back at once


class Reader(Protocol):
    """Somebody who listens. `write` never waits; whoever cannot take it drops itself."""

    address: str

    def write(self, data: bytes) -> None: ...

    def finish(self, data: bytes) -> None:
        """Write a last word and end."""


@dataclass(frozen=True, slots=True)
class Caps:
    streams: int = 20_000
    per_address: int = 100
    remembered: int = 2000  # events


@dataclass(slots=True)
class Figures:
    dropped: int = 0
    refused: int = 0


class Hub:
    """Belongs to one loop, but for `listener`, which is told what to do from elsewhere."""

    def __init__(self, caps: Caps | None = None) -> None:
        self.caps = caps or Caps()
        self.figures = Figures()
        self.closing = False
        self.ready = asyncio.Event()
        """Set when it is known what was told before, or that this cannot be known now."""
        self._readers: set[Reader] = set()
        self._by_address: Counter[str] = Counter()
        self._memory: OrderedDict[str, Message] = OrderedDict()
        self._floor = 0  # the number up to which events are forgotten
        self._taken = 0  # the number of the newest event that a broadcast has taken up
        self._newest = 0
        self._pending: list[bytes] = []
        self._under_way: list[Reader] | None = None
        self._at, self._body, self._beaten = 0, b"", 0.0

    def __len__(self) -> int:
        return len(self._readers)

    # -- readers

    def admits(self, address: str) -> bool:
        caps = self.caps
        if self.closing or len(self._readers) >= caps.streams or self._by_address[address] >= caps.per_address:
            self.figures.refused += 1
            return False
        return True

    def join(self, reader: Reader, last: int | None, back: float = 0.0) -> bytes:
        """What the reader is told first. `last` is the number of the event that it has had last; None: it has not
        listened yet, and its page may be so many seconds old (`back`).

        It is told what was taken up so far: what still waits comes with the next broadcast, which includes it.
        """
        self._readers.add(reader)
        self._by_address[reader.address] += 1
        now = clock.wall().timestamp()
        self._forget(now)
        here = b"retry: %d\nid: %d\n\n" % (_RETRY, self._taken)
        if last is not None and (last < self._floor or last > self._newest):
            return b"%s%s" % (here, RESET)
        fresh = self._since(now - back) if last is None else self._after(last)
        missed = [
            each.body for each in fresh if each.number <= self._taken and (each.until is None or each.until > now)
        ]
        if sum(map(len, missed)) > MOST_AT_ONCE:
            return b"%s%s" % (here, RESET)
        return b"".join((b"retry: %d\n\n" % _RETRY, *missed, b"id: %d\n%s" % (self._taken, _BEAT)))

    def _forget(self, now: float) -> None:
        """What is too old, though nobody has told us yet that the table has it no more."""
        while self._memory and next(iter(self._memory.values())).at < now - KEPT:
            self._floor = max(self._floor, self._memory.popitem(last=False)[1].number)

    def _after(self, last: int) -> list[Message]:
        return [each for each in self._memory.values() if each.number > last]

    def _since(self, instant: float) -> list[Message]:
        """In their order. A memory all of which is younger is more than is told at once."""
        newest_first = takewhile(lambda each: each.at >= instant, reversed(self._memory.values()))
        return list(newest_first)[::-1]

    def leave(self, reader: Reader) -> None:
        if reader in self._readers:
            self._readers.discard(reader)
            self._by_address[reader.address] -= 1
            if not self._by_address[reader.address]:
                del self._by_address[reader.address]

    # -- events

    def take(self, messages: Iterable[Message]) -> None:
        """New events, in their order."""
        for each in messages:
            if each.number <= self._newest:
                continue
            self._newest = each.number
            self._memory.pop(each.key, None)
            self._memory[each.key] = each
            self._pending.append(each.body)
        while len(self._memory) > self.caps.remembered:
            self._floor = self._memory.popitem(last=False)[1].number
        self._begin()

    def remember(self, messages: Iterable[Message], floor: int, newest: int) -> None:
        """What was told before this process began, or before it lost sight of the table: everybody who is here
        looks at the pages anew."""
        self._memory = OrderedDict((each.key, each) for each in messages)
        self._floor, self._newest = floor, newest
        self._pending = [b"id: %d\n%s" % (newest, RESET)] if self._readers else []
        self._taken = newest
        self.ready.set()
        self._begin()

    def beat(self, now: float) -> None:
        """Called about once a second. Events are no beats: a page hears only of those that it asks for by name."""
        if self._readers and self._under_way is None and now - self._beaten >= HEARTBEAT:
            self._beaten = now
            self._pending.append(_BEAT)
            self._begin()

    def _begin(self) -> None:
        if self._under_way is not None or not self._pending:
            return
        self._body, self._taken = b"".join(self._pending), self._newest
        if len(self._body) > MOST_AT_ONCE:
            self._body = b"id: %d\n%s" % (self._newest, RESET)
        self._pending.clear()
        self._under_way, self._at = list(self._readers), 0
        self._slice()

    def _slice(self) -> None:
        assert self._under_way is not None
        readers, start, body = self._under_way, self._at, self._body
        for reader in readers[start : start + SLICE]:
            reader.write(body)
        self._at += SLICE
        loop = asyncio.get_running_loop()
        if self._at < len(readers):
            loop.call_soon(self._slice)
            return
        self._under_way = None
        if self._pending:
            loop.call_soon(self._begin)

    # -- the end

    def farewell(self) -> bytes:
        """The last word to a reader: come back, but not all at once."""
        return b"retry: %d\n\n" % random.randint(*SPREAD)  # noqa: S311  (spreads a load, guards nothing)

    def close(self) -> None:
        """Send everybody away, in slices."""
        if not self.closing:
            self.closing = True
            self._send_away(list(self._readers), 0)

    def _send_away(self, readers: list[Reader], start: int) -> None:
        for reader in readers[start : start + SLICE]:
            reader.finish(self.farewell())
        if start + SLICE < len(readers):
            asyncio.get_running_loop().call_soon(self._send_away, readers, start + SLICE)


class Source(Protocol):
    """Where a hub's events come from: runs beside the loop, and calls the hub in it."""

    def start(self, hub: Hub, call: Callable[..., object]) -> None:
        """`call(function, *args)` has the loop call it (call_soon_threadsafe)."""

    def stop(self) -> None: ...
