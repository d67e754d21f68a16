"""Bodies that are being received: how many at once, and from whom, so that nobody takes all the room there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from typing import IO, Any

from broadsheet.edge.limits import Limits

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]


class ClientLeft(Exception):
    """Nobody is there any more to take the answer."""


class TooLarge(Exception):
    """The body is longer than its path takes: 413."""


class Crowded(Exception):
    """Too much is being sent to us at once, altogether or from this address: 503."""


class Bodies:
    """Used from one loop."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._size = 0  # bytes of all that are under way
        self._by_address: Counter[str] = Counter()
        self._count = 0

    async def take_in(self, receive: Receive, into: IO[bytes], address: str, largest: int) -> int:
        """Write a body of at most `largest` bytes and return its length. Raises ClientLeft, TooLarge, Crowded.

        One that came whole with its head takes nobody's room.
        """
        part, more = await _next(receive)
        if not more:
            return _write(part, into, 0, largest)
        self._enter(address)
        size = 0
        try:
            while True:
                size = _write(part, into, size, largest)
                self._size += len(part)
                if not more:
                    return size
                if self._size > self._limits.bodies_size:
                    raise Crowded
                part, more = await _next(receive)
        finally:
            self._leave(address, size)

    def _enter(self, address: str) -> None:
        if self._count >= self._limits.bodies or self._by_address[address] >= self._limits.bodies_each:
            raise Crowded
        self._count += 1
        self._by_address[address] += 1

    def _leave(self, address: str, size: int) -> None:
        self._size -= size
        self._count -= 1
        self._by_address[address] -= 1
        if not self._by_address[address]:
            del self._by_address[address]


def _write(part: bytes, into: IO[bytes], size: int, largest: int) -> int:
    if size + len(part) > largest:
        raise TooLarge
    into.write(part)
    return size + len(part)


async def _next(receive: Receive) -> tuple[bytes, bool]:
    """A part of the body, and whether more comes."""
    message = await receive()
    if message["type"] == "http.disconnect":
        raise ClientLeft
    return message.get("body", b""), message.get("more_body", False)
