"""A connection to a mail server as bytes that are written and replies that come: no step waits for ever, and whatever
is no reply ends it."""

from __future__ import annotations

import asyncio
import re
import select
import ssl
from collections import deque
from typing import cast

from broadsheet.newsletters.senders.base import Lost, Reply

LONGEST_REPLY = 64 * 1024  # bytes; more than that is no SMTP server
LEFT = 1  # bytes on our side from which on it is full; with 0, a transport with TLS is full when it is empty
_STATUS = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?: |$)")
_LINE = re.compile(r"[2-5]\d\d(?:[ -]|$)")


class Wire(asyncio.Protocol):
    """Of one event loop, and of one who waits at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._poll = select.poll()
        self._held, self._size = b"", 0
        self._lines: list[str] = []
        self._replies: deque[list[str]] = deque()
        self._broken = ""
        self._full = False
        self._waiter: asyncio.Future[None] | None = None

    # -- what the loop tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=LEFT)
        self._poll.register(transport.get_extra_info("socket").fileno(), select.POLLIN | select.POLLRDHUP)

    def data_received(self, data: bytes) -> None:
        *lines, self._held = (self._held + data).split(b"\n")
        for line in lines:
            self._read(line.rstrip(b"\r").decode("utf-8", "replace"))
        if len(self._held) > LONGEST_REPLY:
            self._break("its answer has no end")
        self._wake()

    def _read(self, line: str) -> None:
        if not _LINE.match(line):
            self._break(f"it answered something that is no reply: {line[:80]!r}")
        self._size += len(line)
        if self._size > LONGEST_REPLY:
            self._break("its answer has no end")
        if self._broken:
            return
        if not line.isprintable():
            line = "".join(sign if sign.isprintable() else " " for sign in line)
        self._lines.append(line)
        if line[3:4] != "-":
            self._replies.append(self._lines)
            self._lines, self._size = [], 0

    def eof_received(self) -> None:
        self._break("the mail server closed the connection")

    def connection_lost(self, error: Exception | None) -> None:
        self._break(f"the connection broke: {error}" if error else "the mail server closed the connection")

    def pause_writing(self) -> None:
        self._full = True

    def resume_writing(self) -> None:
        self._full = False
        self._wake()

    def _break(self, cause: str) -> None:
        self._broken = self._broken or cause
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # -- what its user does

    def write(self, data: bytes) -> None:
        """Raises Lost."""
        if self._broken or self._transport is None:
            raise Lost(self._broken)
        self._transport.write(data)

    async def written(self, seconds: float) -> None:
        """When nothing of what was written is left on our side. Raises Lost."""
        while self._full and not self._broken:
            await self._wait(seconds, "the connection broke: timed out")
        if self._broken and not self._replies:
            raise Lost(self._broken)

    async def lines(self, seconds: float) -> list[str]:
        """Those of the next reply. Raises Lost when it is none, or does not come in time."""
        while not self._replies:
            if self._broken:
                raise Lost(self._broken)
            await self._wait(seconds, "no answer: timed out")
        return self._replies.popleft()

    async def reply(self, seconds: float) -> Reply:
        lines = await self.lines(seconds)
        text = " ".join(line[4:] for line in lines)
        status = _STATUS.match(text)
        return Reply(int(lines[0][:3]), status[1] if status else "", text[status.end() :] if status else text)

    async def unasked(self) -> str:
        """What it said without having been asked, or that it hung up; "" when it is silent, as it should be."""
        if not self._broken and self._poll.poll(0):
            for _ in range(2):  # the loop looks at its sockets between two turns
                await asyncio.sleep(0)
        said = self._held or (self._replies and self._replies[0])
        return f"it interrupted a message: {said!r:.80}" if said else self._broken

    async def encrypt(self, context: ssl.SSLContext, host: str, seconds: float) -> None:
        """Raises Lost, OSError."""
        if self._held or self._replies:
            raise Lost("it said something before the encryption began, as somebody in between would")
        if self._transport is None or self._broken:
            raise Lost(self._broken)
        loop = asyncio.get_running_loop()
        self._transport = await loop.start_tls(
            self._transport, self, context, server_hostname=host, ssl_handshake_timeout=seconds
        )
        if self._transport is None:
            raise Lost("the mail server closed the connection")
        self._transport.set_write_buffer_limits(high=LEFT)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()
        self._break("it was closed")

    async def _wait(self, seconds: float, late: str) -> None:
        """Until something happens. Raises Lost."""
        loop = asyncio.get_running_loop()
        self._waiter = waiter = loop.create_future()
        timer = loop.call_later(seconds, _fail, waiter, late)
        try:
            await waiter
        finally:
            timer.cancel()
            self._waiter = None


def _fail(waiter: asyncio.Future[None], cause: str) -> None:
    if not waiter.done():
        waiter.set_exception(Lost(cause))
