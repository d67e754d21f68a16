"""The edge as a plain ASGI application: plates, streams, then Django. Any ASGI server can run it.

The protocol class answers what lies in memory before this is reached; it only makes things faster.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from typing import Any
from wsgiref.types import WSGIApplication

from broadsheet.edge.answers import Answer, FilePart, sentence
from broadsheet.edge.bodies import Message, Receive
from broadsheet.edge.door import DJANGO, Decision, Due, Edge
from broadsheet.edge.limits import Limits
from broadsheet.edge.plates import stamp_of
from broadsheet.edge.pressing import OnDemand
from broadsheet.edge.pulse import Pulse, Readers
from broadsheet.edge.requests import Refused, checked
from broadsheet.edge.streams import PATH as LIVE
from broadsheet.edge.streams import Streams
from broadsheet.edge.streams import serve_asgi as serve_stream
from broadsheet.edge.threads import Threads
from broadsheet.edge.wsgi import Desk, Scope, Send, send_answer
from broadsheet.live.hub import Hub

CANNOT_PRESS = sentence(
    503, "This page cannot be made just now. Please try again in a moment.", (b"retry-after", b"5")
)
logger = logging.getLogger(__name__)

FILE_BLOCK = 256 << 10  # bytes read from a large plate at a time
BY_DJANGO = "broadsheet.django"
"""Marks the scope of a request that Django answers."""
_TRIES = 3

Hook = Callable[[], Awaitable[None]]


async def _nothing() -> None:
    pass


class App:
    """`on_start` and `on_stop` are awaited when the loop runs and before it ends."""

    def __init__(
        self,
        edge: Edge,
        wsgi_app: WSGIApplication,
        limits: Limits | None = None,
        *,
        streams: Streams | None = None,
        readers: Readers | None = None,
        on_start: Hook = _nothing,
        on_stop: Hook = _nothing,
    ) -> None:
        self.edge, self.limits = edge, limits or Limits()
        self.streams = streams or Streams(Hub())
        self.pulse = Pulse(edge, self.limits, self.streams, readers)
        self._threads = Threads(self.limits.threads, self.limits.queue, each=self.limits.threads_each)
        self._pressing = Threads(self.limits.pressing, self.limits.queue, "pressing")  # forms do not wait for pages
        self._desk = Desk(wsgi_app, self._threads, self.limits, self.streams.counted)
        self._on_demand = OnDemand(edge.press_now, self._pressing) if edge.press_now else None
        self._on_start, self._on_stop = on_start, on_stop

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._surely(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        readers = self.pulse.readers
        if readers is not None:
            readers.start()
        self.pulse.start()
        await self.streams.start(self.edge.refresh)
        await self._on_start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._on_stop()
        self.streams.stop()
        self.pulse.stop()
        if readers is not None:
            await asyncio.to_thread(readers.stop)
        self._threads.stop()
        self._pressing.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _surely(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An answer also when we fail, as long as none was begun."""
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            if message["type"] == "http.response.start":
                counted = self.pulse.figures.django if scope.get(BY_DJANGO) else self.pulse.figures.pressed
                counted[message["status"] // 100] += 1
            await send(message)

        try:
            await self._http(scope, receive, sending)
        except Exception:
            if begun:
                raise
            logger.exception("The edge failed on a request for %s.", scope["path"][:200])
            await send_answer(send, self.edge.refuse(500, "", (b"connection", b"close")))

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        target = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
        try:
            headers = checked(scope["http_version"], target, scope["headers"], self.edge.hosts)
        except Refused as refused:
            return await send_answer(send, self.edge.refuse(refused.status, str(refused), (b"connection", b"close")))
        method = scope["method"].encode()
        if scope["raw_path"] == LIVE:
            return await serve_stream(self.streams, method, target, scope["client"], headers, receive, send)
        for _ in range(_TRIES):
            decision = self.edge.decide(method, target, headers)
            if isinstance(decision, Due):
                decision = await self._press(decision, method, target, headers)
            if decision is DJANGO:
                scope[BY_DJANGO] = True
                return await self._desk(scope, receive, send)
            if isinstance(decision, Answer):
                self._count(decision, scope, target, headers)
                return await send_answer(send, decision)
            if isinstance(decision, FilePart) and await _send_file(decision, send):
                self._count(decision, scope, target, headers)
                return None
            self.edge.refresh()
        return await send_answer(send, CANNOT_PRESS)

    def _count(self, found: Answer | FilePart, scope: Scope, target: bytes, headers: dict[bytes, bytes]) -> None:
        """It is slow here, so each is looked at."""
        if found.page and self.pulse.readers is not None:
            self.pulse.readers.saw(target, headers, self.streams.reader(scope["client"], headers))

    async def _press(self, due: Due, method: bytes, target: bytes, headers: dict[bytes, bytes]) -> Decision:
        if self._on_demand is None or not await self._on_demand.press(due.url):
            return CANNOT_PRESS
        self.edge.refresh()
        return self.edge.decide(method, target, headers, pressed=True)


async def _send_file(part: FilePart, send: Send) -> bool:
    """False when the file is another one by now, so that nothing was sent."""
    try:
        file = await asyncio.to_thread(open, part.path, "rb", buffering=0)
    except FileNotFoundError:
        return False
    with file:
        if stamp_of(os.fstat(file.fileno())) != part.stamp:
            return False
        start: dict[str, Any] = {"status": part.answer.status, "headers": list(part.answer.headers)}
        await send({"type": "http.response.start", **start})
        at = part.start
        while at < part.stop:
            block = await asyncio.to_thread(os.pread, file.fileno(), min(FILE_BLOCK, part.stop - at), at)
            if not block:
                raise OSError(f"{part.path} became shorter while it was read; plates must be renamed into place")
            at += len(block)
            await send({"type": "http.response.body", "body": block, "more_body": at < part.stop})
    return True
