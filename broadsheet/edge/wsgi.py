"""Django as WSGI in lasting threads of this process.

A body is taken in whole before a thread is asked for, in memory or in a temporary file: a slow upload holds
no thread, and Django always gets a CONTENT_LENGTH, without which it would see an empty body.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
import threading
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication
from wsgiref.util import FileWrapper

from broadsheet.edge.answers import Answer, Header, sentence
from broadsheet.edge.bodies import Bodies, ClientLeft, Crowded, Message, Receive, TooLarge
from broadsheet.edge.limits import Limits
from broadsheet.edge.neighbours import household
from broadsheet.edge.threads import Full, Threads, TooMany

Scope = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

BUSY = sentence(503, "The desk is busy. Please try again in a moment.", (b"retry-after", b"2"))
GREEDY = sentence(
    429, "More comes from your address at once than can be answered. Please try again.", (b"retry-after", b"2")
)
CROWDED = sentence(
    503,
    "More is being sent here at once than is taken. Please try again in a moment.",
    (b"retry-after", b"5"),
    (b"connection", b"close"),
)
TOO_LARGE = sentence(413, "That is more than is taken here at once.", (b"connection", b"close"))
FILE_BLOCK = 256 << 10  # bytes

# What a proxy says was taken over into `client` and `scheme` where the proxy is trusted; from anybody else it
# is an invention. `Proxy` would become HTTP_PROXY, which libraries take for a setting.
_NOT_PASSED_ON = frozenset(
    {
        b"content-length",
        b"transfer-encoding",
        b"proxy",
        b"forwarded",
        b"x-forwarded-for",
        b"x-forwarded-proto",
        b"x-forwarded-host",
        b"x-forwarded-port",
        b"x-real-ip",
    }
)


async def send_answer(send: Send, answer: Answer) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": list(answer.headers)})
    await send({"type": "http.response.body", "body": answer.body})


class Desk:
    """An ASGI application around a WSGI one. `counted` says whose a client's requests are: "" for a proxy's own,
    which are everybody's."""

    def __init__(
        self,
        app: WSGIApplication,
        threads: Threads,
        limits: Limits,
        counted: Callable[[tuple[str, int] | None], str],
    ) -> None:
        self._app, self._threads, self._limits, self._counted = app, threads, limits, counted
        self._bodies = Bodies(limits)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        address, largest = household((scope.get("client") or ("",))[0]), self._limits.largest(scope["raw_path"])
        with SpooledTemporaryFile(self._limits.body_in_memory) as body:
            try:
                size = await self._bodies.take_in(receive, body, address, largest)
            except ClientLeft:
                return None
            except Crowded:
                return await send_answer(send, CROWDED)
            except TooLarge:
                return await send_answer(send, TOO_LARGE)
            body.seek(0)
            whose = self._counted(scope.get("client"))
            return await self._respond(whose, environ(scope, body, size), receive, send)

    async def _respond(self, household: str, environment: dict[str, Any], receive: Receive, send: Send) -> None:
        call = Call(self._app, environment, send)
        try:
            running = self._threads.run_for(household, call.run)
        except Full as full:
            return await send_answer(send, _refusal(full))
        watching = asyncio.ensure_future(receive())  # after a whole body: the client left, or it was answered
        watching.add_done_callback(lambda _: call.left.set())
        try:
            answer = await running
        except ClientLeft:
            return None
        except Full as full:  # somebody came who has asked for less
            return await send_answer(send, _refusal(full))
        finally:
            watching.cancel()
        if answer is not None:
            await send_answer(send, answer)
        return None


def _refusal(full: Full) -> Answer:
    return GREEDY if isinstance(full, TooMany) else BUSY


class Call:
    """One request on its way through a WSGI application, in a thread of its own."""

    def __init__(self, app: WSGIApplication, environment: dict[str, Any], send: Send) -> None:
        self._app, self._environment, self._send = app, environment, send
        self._loop = asyncio.get_running_loop()
        self._status = 0
        self._headers: list[Header] = []
        self._written: list[bytes] = []
        self.left = threading.Event()
        """Set when the client has gone."""

    def run(self) -> Answer | None:
        """The whole answer, or None when it was streamed. Raises ClientLeft and what the application raises."""
        if self.left.is_set():
            raise ClientLeft
        response = self._app(self._environment, self._start)
        try:
            if _is_whole(response):
                return self._answer(b"".join((*self._written, *response)))
            self._stream(response)
            return None
        finally:
            close = getattr(response, "close", None)
            if close is not None:
                close()

    def _start(
        self, status: str, headers: list[tuple[str, str]], exc_info: object = None
    ) -> Callable[[bytes], object]:
        self._status = int(status[:3])
        self._headers = [(name.lower().encode("latin1"), value.encode("latin1")) for name, value in headers]
        return self._written.append

    def _answer(self, body: bytes) -> Answer:
        headers = self._headers
        if self._status not in (204, 304) and not any(name == b"content-length" for name, _ in headers):
            headers = [*headers, (b"content-length", b"%d" % len(body))]
        return Answer(self._status, tuple(headers), body)

    def _stream(self, response: Iterable[bytes]) -> None:
        started = False
        for part in itertools.chain(self._written, response):
            if self.left.is_set():
                raise ClientLeft
            if part:
                started = self._put(part, started)
        self._put(b"", started, more=False)

    def _put(self, part: bytes, started: bool, *, more: bool = True) -> bool:
        """The head goes out with the first part: until then the application may change its mind (PEP 3333)."""
        if not started:
            self._wait({"type": "http.response.start", "status": self._status, "headers": self._headers})
        self._wait({"type": "http.response.body", "body": part, "more_body": more})
        return True

    def _wait(self, message: Message) -> None:
        """Send from this thread, no faster than the client reads."""

        async def sending() -> None:
            await self._send(message)

        asyncio.run_coroutine_threadsafe(sending(), self._loop).result()


def _is_whole(response: Iterable[bytes]) -> bool:
    """Django says whether a response is streamed; elsewhere a list is whole."""
    streaming = getattr(response, "streaming", None)
    return isinstance(response, list | tuple) if streaming is None else not streaming


def environ(scope: Scope, body: IO[bytes], size: int) -> dict[str, Any]:
    """The CGI view of a request (PEP 3333); a body of `size` bytes lies in `body`."""
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    found: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin1"),
        "QUERY_STRING": scope["query_string"].decode("latin1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        "CONTENT_LENGTH": str(size),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": lambda file, block=0: FileWrapper(file, max(block, FILE_BLOCK)),
    }
    for name, value in scope["headers"]:
        if name in _NOT_PASSED_ON or b"_" in name:  # `x_forwarded_for` must not pass for `x-forwarded-for`
            continue
        text = value.decode("latin1")
        key = _key(name)
        found[key] = found[key] + ("; " if name == b"cookie" else ",") + text if key in found else text
    return found


def _key(name: bytes) -> str:
    upper = name.decode("latin1").upper().replace("-", "_")
    return upper if upper == "CONTENT_TYPE" else f"HTTP_{upper}"
