"""Somebody who reads `/live/`, event by event."""

from __future__ import annotations

import re
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType

from broadsheet.edge.tests.wire import Wire

LONGEST = 90.0
"""Seconds until an event has to have come."""


@dataclass(frozen=True)
class Event:
    name: str
    number: int | None
    data: str


@dataclass
class Listener:
    """Use it in a `with`. Chunks of HTTP/1.1, which the plain application sends, are taken apart."""

    wire: Wire
    path: str = "/live/"
    headers: tuple[str, ...] = ()
    rest: bytes = b""
    head: str = ""
    events: list[Event] = field(default_factory=list)
    retry: list[int] = field(default_factory=list)
    last: int | None = None
    """What an EventSource would send as Last-Event-ID."""
    beats: list[float] = field(default_factory=list)
    """When a beat came (time.monotonic), besides that of the first words: what says nothing is closed on the way."""

    def __enter__(self) -> Listener:
        self.socket: socket.socket = self.wire.connect()
        lines = "".join(f"{line}\r\n" for line in self.headers)
        self.socket.sendall(f"GET {self.path} HTTP/1.1\r\nHost: ledger.example\r\n{lines}\r\n".encode())
        while b"\r\n\r\n" not in self.rest:
            self._more()
        head, _, self.rest = self.rest.partition(b"\r\n\r\n")
        self.head = head.decode()
        self._chunked = "transfer-encoding: chunked" in self.head.lower()
        self._text, self._raw, self.rest = b"", self.rest, b""
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.socket.close()

    def _more(self) -> None:
        part = self.socket.recv(65536)
        if not part:
            raise EOFError
        self.rest += part

    def until(self, count: int) -> list[Event]:
        """Read until so many events have come in all. TimeoutError when they do not, though beats go on."""
        end = time.monotonic() + LONGEST
        self._parse()
        while len(self.events) < count:
            if time.monotonic() > end:
                raise TimeoutError(f"{len(self.events)} of {count} events in {LONGEST:.0f} s")
            self._more()
            self._raw, self.rest = self._raw + self.rest, b""
            self._parse()
        return self.events

    def opened(self) -> None:
        """Read until the first words are there."""
        self._parse()
        while not self.retry or self.last is None:
            self._more()
            self._raw, self.rest = self._raw + self.rest, b""
            self._parse()

    def rest_of_the_answer(self) -> str:
        """What an answer that is no stream says, as long as it says it is."""
        found = re.search(r"content-length: (\d+)", self.head, re.I)
        size = int(found[1]) if found else 0
        while len(self._raw) < size:
            self._more()
            self._raw, self.rest = self._raw + self.rest, b""
        return self._raw[:size].decode()

    def whatever_comes(self, seconds: float) -> bytes:
        """All that is said until nothing came for so long."""
        self.socket.settimeout(seconds)
        with suppress(TimeoutError):
            self.end()
        return "\n".join(event.data for event in self.events).encode()

    def beaten(self, count: int) -> list[float]:
        """Read until so many beats have come in all."""
        while len(self.beats) < count:
            self._more()
            self._raw, self.rest = self._raw + self.rest, b""
            self._parse()
        return self.beats

    def end(self) -> bool:
        """Read to the end; False when the connection was cut."""
        try:
            while True:
                self.until(len(self.events) + 1)
        except EOFError:
            return True
        except ConnectionResetError:
            return False

    def _parse(self) -> None:
        if self._chunked:
            while found := re.match(rb"([0-9a-f]+)\r\n", self._raw, re.I):
                size, start = int(found[1], 16), found.end()
                if len(self._raw) < start + size + 2:
                    break
                self._text += self._raw[start : start + size]
                self._raw = self._raw[start + size + 2 :]
        else:
            self._text, self._raw = self._text + self._raw, b""
        while b"\n\n" in self._text:
            block, _, self._text = self._text.partition(b"\n\n")
            self._take(block.decode())

    def _take(self, block: str) -> None:
        if block == "event: beat\ndata:":
            self.beats.append(time.monotonic())
        fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
        number = int(fields["id"]) if "id" in fields else None
        if number is not None:
            self.last = number
        if "retry" in fields:
            self.retry.append(int(fields["retry"]))
        if "data" in fields:
            self.events.append(Event(fields.get("event", "message"), number, fields["data"]))
