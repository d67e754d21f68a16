"""Counts the pages that readers open, in memory, while they are served.

`saw` is on the reader's way: it looks a few things up and adds one. What takes longer (telling programs from
readers by a list of many patterns, finding the story, the database) is done in a thread, with what was set aside.
The loop's thread owns the minute that is being counted; the thread gets minutes that are closed.
Every collection here is bounded: whoever asks for a million made-up things makes one row grow.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from broadsheet.readership.agents import LONGEST, Agent
from broadsheet.readership.salting import Salt

Key = tuple[bytes, Agent, bytes]
"""(path as it was asked for, who asks, host of the referrer)."""
Unknown = tuple[bytes, bytes, bytes, bytes, int]
"""(path, User-Agent, host of the referrer, the reader's hash, times) of an agent that was not met before."""

MOST_KEYS = 20_000
MOST_READERS = 50_000
MOST_UNKNOWN = 2_000  # a second
MOST_AGENTS = 10_000
MOST_CLOSED = 60  # minutes that wait for a database
MINUTE = 60.0
_OTHER_PATH, _NO_HOST = b"", b""
_LONGEST_HOST = 253
_UNKNOWN_HASH = b""


@dataclass(slots=True)
class Minute:
    """What was counted since `began` (seconds of the epoch)."""

    began: float
    views: dict[Key, int] = field(default_factory=dict)
    readers: dict[bytes, bytes] = field(default_factory=dict)
    """The hash of a reader: the path that was opened last."""
    unknown: list[Unknown] = field(default_factory=list)

    def add(self, path: bytes, agent: Agent, host: bytes, reader: bytes, times: int = 1) -> None:
        key = path, agent, host
        if key not in self.views and len(self.views) >= MOST_KEYS:
            key = _OTHER_PATH, agent, _NO_HOST
        self.views[key] = self.views.get(key, 0) + times
        if reader and (len(self.readers) < MOST_READERS or reader in self.readers):
            self.readers[reader] = path


class Turnstile:
    """Of one process. `saw` and `tick` belong to the loop's thread, `closed` and `agents` to both."""

    def __init__(self, salt: Salt, today: Callable[[], date], now: Callable[[], float] = time.time) -> None:
        self.salt, self._today, self._now = salt, today, now
        self.agents: dict[bytes, Agent] = {}
        self.closed: deque[Minute] = deque(maxlen=MOST_CLOSED)
        self._minute = Minute(now())
        self._unknown = self._minute.unknown

    def saw(self, target: bytes, headers: Mapping[bytes, bytes], address: str, times: int = 1) -> None:
        """A page was given to whoever asked for `target` with these headers (names in lower case); it stands for so
        many that were given in this second."""
        get = headers.get
        if get(b"sec-fetch-dest", b"document") != b"document" or _ahead(headers):
            return
        said = get(b"user-agent", b"")[:LONGEST]
        agent = self.agents.get(said)
        if agent is Agent.BOT:
            return
        path = target.partition(b"?")[0]
        if get(b"sec-gpc") == b"1" or get(b"dnt") == b"1":
            host, reader = _NO_HOST, _UNKNOWN_HASH
        else:
            host = _host(get(b"referer"))
            reader = self.salt.hashed(address.encode() + said)
        if agent is not None:
            self._minute.add(path, agent if reader else Agent.QUIET, host, reader, times)
        elif len(self._unknown) < MOST_UNKNOWN:
            self._unknown.append((path, said, host, reader, times))

    def tick(self) -> None:
        """Called every second."""
        now, minute = self._now(), self._minute
        if now - minute.began >= MINUTE or now < minute.began:
            self.close()
            self.salt.turn(self._today())
        elif self._unknown:
            self.closed.append(Minute(minute.began, unknown=self._unknown))
            self._unknown = minute.unknown = []

    def close(self) -> None:
        """What was counted goes to whoever writes it down."""
        self.closed.append(self._minute)
        self._minute = Minute(self._now())
        self._unknown = self._minute.unknown


def _ahead(headers: Mapping[bytes, bytes]) -> bool:
    """Whether a browser fetches the page for a reader who may never open it."""
    return b"sec-purpose" in headers or b"purpose" in headers or b"x-moz" in headers


def _host(referrer: bytes | None) -> bytes:
    if referrer is None:
        return _NO_HOST
    parts = referrer.split(b"/", 3)
    return parts[2] if len(parts) > 2 and len(parts[2]) <= _LONGEST_HOST else _NO_HOST
