"""`/live/`: connections that become streams of events. Spec: press.md, "The live stream".

The protocol class hands a connection over as soon as the head of its request is complete: the parser is freed, and
what stays of a reader is its transport and a small object. The plain ASGI application serves streams as well, with a
task for each.
"""

from __future__ import annotations

import asyncio
import math
import re
import socket
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from uvicorn.middleware.proxy_headers import _TrustedHosts

from broadsheet.edge.answers import NOT_STORED, Answer, Header, sentence, sized
from broadsheet.edge.bodies import Receive
from broadsheet.edge.neighbours import Neighbours, Tally, household
from broadsheet.edge.wsgi import Send, send_answer
from broadsheet.live.hub import Hub, Source

PATH = b"/live/"
HEADERS: tuple[Header, ...] = (
    (b"content-type", b"text/event-stream"),
    *NOT_STORED,
    (b"x-accel-buffering", b"no"),  # nginx hands events on as they come
)
CROWDED = sentence(
    503,
    "As many open pages as can be told of news at once are told already. This one asks again by itself in a minute, "
    "and looks for news twice a minute until then.",
    (b"retry-after", b"60"),  # what the pages' script (rails.js, REFUSED) keeps to
)
_NOT_ALLOWED = sized(405, ((b"allow", b"GET"), *NOT_STORED), 0)
_HEAD = Answer(200, HEADERS).head + b"connection: close\r\n"

HIGH_WATER = 32 << 10  # bytes that a reader may owe us, besides what the kernel holds for it
KERNEL = 32 << 10  # bytes that the kernel may hold for a reader (it doubles the figure)
DEAD = 60_000  # milliseconds after which a reader that acknowledges nothing is given up
MOST_SAID = 4096  # bytes: a reader of events has nothing more to say
_LONGEST_NUMBER = 18  # digits
_AFTER = re.compile(rb"(?:^|(?<=&))after=([0-9]*)(?=&|\Z)")
_BACK = re.compile(rb"(?:^|(?<=&))back=([0-9]{1,6})(?=&|\Z)")
_PATIENCE = 2.0  # seconds that the start waits for the table of events


class Streams:
    """The streams of one process."""

    def __init__(self, hub: Hub, source: Source | None = None, trusted_proxies: Sequence[str] = ()) -> None:
        self.hub, self._source = hub, source
        self._trusted = _TrustedHosts(list(trusted_proxies))
        self.neighbours = Neighbours()

    async def start(self, refresh: Callable[[], None] = lambda: None) -> None:
        """When it returns, whoever comes back can be told what was missed. `refresh` has files looked at again."""
        if self._source is None:
            return
        self._source.start(self.hub, _caller(asyncio.get_running_loop(), refresh))
        with suppress(TimeoutError):
            await asyncio.wait_for(self.hub.ready.wait(), _PATIENCE)

    def stop(self) -> None:
        if self._source is not None:
            self._source.stop()
        self.hub.close()

    def address(self, client: tuple[str, int] | None, headers: Mapping[bytes, bytes]) -> str:
        """Whose stream it is."""
        return household(self.reader(client, headers))

    def reader(self, client: tuple[str, int] | None, headers: Mapping[bytes, bytes]) -> str:
        """Who asks: a trusted proxy's word counts."""
        address = client[0] if client else ""
        forwarded = headers.get(b"x-forwarded-for")
        if forwarded is not None and address in self._trusted:
            return self._trusted.get_trusted_client_address(forwarded.decode("latin1"))[0]
        return address

    def counted(self, client: tuple[str, int] | None) -> str:
        """By what a connection is counted; "" for one that is not, since a trusted proxy's is everybody's."""
        address = client[0] if client else ""
        return "" if address in self._trusted else household(address)

    def refusal(self, method: bytes, address: str) -> Answer | None:
        """The hub knows of the streams of this process alone."""
        if method != b"GET":
            return _NOT_ALLOWED
        caps, tally = self.hub.caps, self.neighbours.streams
        if tally.of(address) >= caps.per_address or tally.total() >= caps.streams:
            self.hub.figures.refused += 1
            return CROWDED
        return None if self.hub.admits(address) else CROWDED


def _caller(loop: asyncio.AbstractEventLoop, refresh: Callable[[], None]) -> Callable[..., object]:
    """Calls into the loop from another thread, for as long as there is one.

    The plates of an event lie on disk before it is told; whoever asks for them on its word must get them.
    """

    def refreshed(function: Callable[..., object], *arguments: Any) -> None:
        refresh()
        function(*arguments)

    def call(*what: Any) -> None:
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(refreshed, *what)

    return call


def asked_after(target: bytes, headers: Mapping[bytes, bytes]) -> int | None:
    """The number of the last event that a reader had, by header or, as a new EventSource cannot set one, by query."""
    given = headers.get(b"last-event-id")
    if given is None:
        found = _AFTER.findall(target.partition(b"?")[2])
        given = found[-1] if found else b""
    return int(given) if given.isdigit() and len(given) <= _LONGEST_NUMBER else None


def asked_back(target: bytes) -> int:
    """How many seconds old the page of somebody who has not listened yet may be."""
    found = _BACK.findall(target.partition(b"?")[2])
    return int(found[-1]) if found else 0


class Stream(asyncio.Protocol):
    """What a connection becomes. It takes the place of the HTTP protocol object."""

    __slots__ = ("_connections", "_hub", "_said", "_tally", "_transport", "address")
    deadline = math.inf

    def __init__(self, streams: Streams, transport: asyncio.Transport, address: str, connections: set[Any]) -> None:
        self._hub, self._tally = streams.hub, streams.neighbours.streams
        self._transport, self.address, self._connections = transport, address, connections
        self._said = 0

    def open(self, ending: bytes, last: int | None, back: int) -> None:
        """`ending` is the date line and the empty line; `last` and `back` as the hub has them."""
        transport = self._transport
        self._connections.add(self)
        self._tally.enter(self.address)
        transport.set_protocol(self)
        transport.set_write_buffer_limits(high=HIGH_WATER)
        _bound(transport.get_extra_info("socket"))
        transport.writelines((_HEAD, ending, self._hub.join(self, last, back)))

    def write(self, data: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(data)

    def finish(self, data: bytes) -> None:
        transport = self._transport
        if transport.get_write_buffer_size():
            transport.abort()
        elif not transport.is_closing():
            transport.write(data)
            transport.close()

    def pause_writing(self) -> None:
        """It does not read: nothing is kept for it."""
        self._hub.figures.dropped += 1
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._said += len(data)
        if self._said > MOST_SAID:
            self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._hub.leave(self)
        self._tally.leave(self.address)
        self._connections.discard(self)

    def expire(self) -> None:
        """It has no deadline."""

    def shutdown(self) -> None:
        """uvicorn's graceful stop calls this on every connection."""
        self._hub.close()


def _bound(connection: socket.socket | None) -> None:
    if connection is not None:
        with suppress(OSError):  # the reader has left already
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAD)


class AsgiStream:
    """The same for the plain application: what waits for a reader is bounded alike."""

    def __init__(self, hub: Hub, tally: Tally, address: str) -> None:
        self._hub, self._tally, self.address = hub, tally, address
        self._waiting = bytearray()
        self._ended = False
        self._word, self._dropped = asyncio.Event(), asyncio.Event()

    def write(self, data: bytes) -> None:
        self._waiting += data
        if len(self._waiting) > HIGH_WATER:
            self._hub.figures.dropped += 1
            self._hub.leave(self)
            self._dropped.set()
        self._word.set()

    def finish(self, data: bytes) -> None:
        self._waiting += data
        self._ended = True
        self._word.set()

    async def run(self, last: int | None, back: int, receive: Receive, send: Send) -> None:
        self._tally.enter(self.address)
        try:
            await self._stay(last, back, receive, send)
        finally:
            self._tally.leave(self.address)

    async def _stay(self, last: int | None, back: int, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": list(HEADERS)})
        self.write(self._hub.join(self, last, back))
        every = [asyncio.ensure_future(each) for each in (self._say(send), _left(receive), self._dropped.wait())]
        try:
            await asyncio.wait(every, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._hub.leave(self)
            for each in every:
                each.cancel()
            await asyncio.gather(*every, return_exceptions=True)

    async def _say(self, send: Send) -> None:
        ended = False
        while not ended:
            await self._word.wait()
            self._word.clear()
            said, self._waiting, ended = bytes(self._waiting), bytearray(), self._ended
            await send({"type": "http.response.body", "body": said, "more_body": not ended})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def serve_asgi(
    streams: Streams,
    method: bytes,
    target: bytes,
    client: tuple[str, int] | None,
    headers: Mapping[bytes, bytes],
    receive: Receive,
    send: Send,
) -> None:
    address = streams.address(client, headers)
    refusal = streams.refusal(method, address)
    if refusal is not None:
        return await send_answer(send, refusal)
    return await AsgiStream(streams.hub, streams.neighbours.streams, address).run(
        asked_after(target, headers), asked_back(target), receive, send
    )
