"""`/live/`: connections that become streams of events. Spec: press.md, "The live stream".

The protocol class hands a connection over as soon as the head of its request is complete: the parser is freed, and
what stays of a reader is its transport and a small object. The plain ASGI application serves streams as well, with a
task for each.
"""

from __future__ import annotations

import asyncio
import ipaddress
import math
import socket
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from uvicorn.middleware.proxy_headers import _TrustedHosts

from broadsheet.edge.answers import NOT_STORED, Answer, Header, sentence, sized
from broadsheet.edge.wsgi import Receive, Send, send_answer
from broadsheet.live.hub import Hub, Source

PATH = b"/live/"
HEADERS: tuple[Header, ...] = (
    (b"content-type", b"text/event-stream"),
    *NOT_STORED,
    (b"x-accel-buffering", b"no"),  # nginx hands events on as they come
)
CROWDED = sentence(
    503, "As many readers as are taken listen already. The page asks again by itself.", (b"retry-after", b"30")
)
_NOT_ALLOWED = sized(405, ((b"allow", b"GET"), *NOT_STORED), 0)
_HEAD = Answer(200, HEADERS).head + b"connection: close\r\n"

HIGH_WATER = 32 << 10  # bytes that a reader may owe us, besides what the kernel holds for it
KERNEL = 32 << 10  # bytes that the kernel may hold for a reader (it doubles the figure)
DEAD = 60_000  # milliseconds after which a reader that acknowledges nothing is given up
MOST_SAID = 4096  # bytes: a reader of events has nothing more to say
_LONGEST_NUMBER = 18  # digits
_PATIENCE = 2.0  # seconds that the start waits for the table of events


class Streams:
    """The streams of one process."""

    def __init__(self, hub: Hub, source: Source | None = None, trusted_proxies: Sequence[str] = ()) -> None:
        self.hub, self._source = hub, source
        self._trusted = _TrustedHosts(list(trusted_proxies))

    async def start(self) -> None:
        """When it returns, whoever comes back can be told what was missed."""
        if self._source is None:
            return
        self._source.start(self.hub, _caller(asyncio.get_running_loop()))
        with suppress(TimeoutError):
            await asyncio.wait_for(self.hub.ready.wait(), _PATIENCE)

    def stop(self) -> None:
        if self._source is not None:
            self._source.stop()
        self.hub.close()

    def address(self, client: tuple[str, int] | None, headers: Mapping[bytes, bytes]) -> str:
        """Whose stream it is."""
        address = self.reader(client, headers)
        return _household(address) if ":" in address else address

    def reader(self, client: tuple[str, int] | None, headers: Mapping[bytes, bytes]) -> str:
        """Who asks: a trusted proxy's word counts."""
        address = client[0] if client else ""
        forwarded = headers.get(b"x-forwarded-for")
        if forwarded is not None and address in self._trusted:
            return self._trusted.get_trusted_client_address(forwarded.decode("latin1"))[0]
        return address

    def refusal(self, method: bytes, address: str) -> Answer | None:
        if method != b"GET":
            return _NOT_ALLOWED
        return None if self.hub.admits(address) else CROWDED


def _caller(loop: asyncio.AbstractEventLoop) -> Callable[..., object]:
    """Calls into the loop from another thread, for as long as there is one."""

    def call(*what: Any) -> None:
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(*what)

    return call


def _household(address: str) -> str:
    """The /64 network of an IPv6 address: whoever has one has all of its addresses."""
    try:
        found = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    mapped = found.ipv4_mapped
    return str(mapped) if mapped else str(ipaddress.IPv6Network((found, 64), strict=False))


def asked_after(target: bytes, headers: Mapping[bytes, bytes]) -> int | None:
    """The number of the last event that a reader had, by header or, as a new EventSource cannot set one, by query."""
    given = headers.get(b"last-event-id")
    if given is None:
        query = parse_qs(target.partition(b"?")[2])
        given = query.get(b"after", [b""])[-1]
    return int(given) if given.isdigit() and len(given) <= _LONGEST_NUMBER else None


class Stream(asyncio.Protocol):
    """What a connection becomes. It takes the place of the HTTP protocol object."""

    __slots__ = ("_connections", "_hub", "_said", "_transport", "address")
    deadline = math.inf

    def __init__(self, hub: Hub, transport: asyncio.Transport, address: str, connections: set[Any]) -> None:
        self._hub, self._transport, self.address, self._connections = hub, transport, address, connections
        self._said = 0

    def open(self, ending: bytes, last: int | None) -> None:
        """`ending` is the date line and the empty line."""
        transport = self._transport
        self._connections.add(self)
        transport.set_protocol(self)
        transport.set_write_buffer_limits(high=HIGH_WATER)
        _bound(transport.get_extra_info("socket"))
        transport.writelines((_HEAD, ending, self._hub.join(self, last)))

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

    def __init__(self, hub: Hub, address: str) -> None:
        self._hub, self.address = hub, address
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

    async def run(self, last: int | None, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": list(HEADERS)})
        self.write(self._hub.join(self, last))
        every = [asyncio.ensure_future(each) for each in (self._say(send), _left(receive), self._dropped.wait())]
        try:
            await asyncio.wait(every, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._hub.leave(self)
            for each in every:
                each.cancel()
            await asyncio.gather(*every, return_exceptions=True)

    async def _say(self, send: Send) -> None:
        while not self._ended:
            await self._word.wait()
            self._word.clear()
            said, self._waiting = bytes(self._waiting), bytearray()
            await send({"type": "http.response.body", "body": said, "more_body": not self._ended})


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
    return await AsgiStream(streams.hub, address).run(asked_after(target, headers), receive, send)
