"""uvicorn's HttpToolsProtocol, with plates answered, and streams taken over, as soon as a request's head is complete.

Everything else goes on through uvicorn to the ASGI application, which can serve plates too. Ours besides:
deadlines for clients that are silent, drip, or do not read; bounds for head and body; half-closed sockets;
draining before a restart. It leans on private names of uvicorn 0.54 (pinned); the wire tests are the gate for
another version.
"""

from __future__ import annotations

import asyncio
import logging
import math
from enum import Enum, auto
from typing import Any

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from broadsheet.edge.answers import Answer
from broadsheet.edge.pulse import COUNTED_EACH, COUNTED_IN, Pulse
from broadsheet.edge.requests import MOST_HEADERS, Refused, checked, line_above, lines_alone
from broadsheet.edge.streams import PATH as LIVE
from broadsheet.edge.streams import Stream, asked_after, asked_back

logger = logging.getLogger(__name__)

NEVER = math.inf
LINGER = 5.0  # seconds that a last answer has to leave, before the connection is cut
MOST_WAITING = 16  # requests on one connection that were sent before the answer to an earlier one
_CLOSE = b"connection: close\r\n"
_AROUND = b": \r\n"
# A request that has any of these may have a body or wants something else: it goes through uvicorn.
_NOT_PLAIN = frozenset({b"content-length", b"transfer-encoding", b"expect", b"upgrade"})
_TARGETS = (b"/", b"http://", b"https://")


class Phase(Enum):
    IDLE = auto()  # between requests
    HEAD = auto()
    BODY = auto()
    BUSY = auto()  # the application is at it
    OVER = auto()  # nothing more is taken from this client


IDLE, HEAD, BODY, BUSY, OVER = Phase


class EdgeProtocol(HttpToolsProtocol):
    # Slots keep uvicorn's own attributes few enough for a dictionary that all connections share the keys of.
    __slots__ = (
        "address",
        "answered",
        "asked",
        "began",
        "block",
        "deadline",
        "edge",
        "kept_deadline",
        "largest",
        "limits",
        "owed",
        "phase",
        "pulse",
        "reading",
        "taken",
    )

    def __init__(
        self,
        pulse: Pulse,
        *,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.pulse, self.edge, self.limits = pulse, pulse.edge, pulse.limits
        self.phase = IDLE
        self.deadline = NEVER
        self.url, self.headers = b"", []
        self.block = b""  # the last request's header lines as they came
        self.asked: dict[bytes, bytes] = {}  # and as they were checked
        self.address = ""  # by which the connection is counted
        self.answered = False  # by us: uvicorn hears nothing of this request
        self.taken = 0  # bytes of the request's head as far as it has come, then of its body; -1 in the first read
        self.reading = 0  # bytes of the read under way: a head that came in it is no longer
        self.began = 0.0  # when the body did
        self.largest = 0  # bytes that it may have
        self.owed: int | None = None  # bytes that waited for a client that did not read, when last looked at
        self.kept_deadline = NEVER

    # -- the connection

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        self.pulse.connections = self.connections  # type: ignore[assignment]  # all are of this class
        self.deadline = self.pulse.now + self.limits.head
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections or not self._counted():
            self.phase = OVER
            transport.abort()

    def _counted(self) -> bool:
        """Whether this connection's address may have another one."""
        most, streams = self.limits.connections_each, self.pulse.streams
        self.address = streams.counted(self.client) if most else ""
        if not self.address:
            return True
        tally = streams.neighbours.connections
        tally.enter(self.address)
        return tally.of(self.address) <= most

    def _uncount(self) -> None:
        if self.address:
            self.pulse.streams.neighbours.connections.leave(self.address)
            self.address = ""

    def connection_lost(self, exc: Exception | None) -> None:
        self._uncount()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.phase is OVER:
            return
        if self.timeout_keep_alive_task is not None:
            self._unset_keepalive_if_required()
        begins = self.phase is IDLE
        if begins and self.block and self._asked_again(data):
            return
        self.reading = len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            if self.phase is not OVER:
                self._stay_with_http()
        except httptools.HttpParserError as error:
            if self.phase is not OVER:  # nor would it be a request: the connection may be a stream by now
                self._not_understood(error)
        if self.phase is HEAD or self.phase is BODY:
            self._count(len(data))
        elif begins and self.answered and self.phase is IDLE:
            self.block = lines_alone(data)

    def _asked_again(self, data: bytes) -> bool:
        """Answer a request whose header lines are those of the last one, byte for byte, as clients send them on a
        connection that they keep: what the parser said of them holds. False: let the parser see it."""
        found = line_above(data, self.block)
        waiting = self.cycle is not None and not self.cycle.response_complete
        if found is None or waiting or self.transport.is_closing():
            return False
        method, self.url = found
        decision = self.edge.decide(method, self.url, self.asked)
        if type(decision) is not Answer or self.url.startswith(LIVE):
            return False
        self._give(decision, self.asked, keep=True)
        self._rest()
        return True

    def _count(self, size: int) -> None:
        if self.phase is HEAD:
            self.taken = self.taken + size if self.taken >= 0 else self._head_size()
            if self.taken > self.limits.largest_head or len(self.headers) > MOST_HEADERS:
                self.refuse(431)
            return
        self.taken = self.taken + size if self.taken >= 0 else 0
        limits = self.limits
        silence = self.pulse.now + limits.body
        self.deadline = min(silence, self.began + limits.body_begins + self.taken / limits.slowest_body)
        if self.taken > self.largest + limits.largest_head:
            self.refuse(413)

    def _stay_with_http(self) -> None:
        """An upgrade that was asked for and not made: what follows may be another protocol, so read no more."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.keep_alive = False
            self.phase, self.deadline = OVER, NEVER
        else:
            self.refuse(400)

    def _not_understood(self, error: httptools.HttpParserError) -> None:
        cause = error.__context__
        if isinstance(error, httptools.HttpParserCallbackError) and not isinstance(cause, httptools.HttpParserError):
            logger.error("The edge failed on a request for %s.", self.url[:200], exc_info=cause)
            self.refuse(500)
        else:
            self.refuse(400)

    def eof_received(self) -> bool | None:  # type: ignore[override]  # uvicorn's says None; asyncio takes both
        """A client that closed its side is still answered what it asked; True keeps our side open."""
        asked = self.cycle is not None and not self.cycle.response_complete
        if asked and self.phase in (BUSY, OVER) and self.scheme == "http":
            self.cycle.keep_alive = False
            return True
        return None

    def pause_writing(self) -> None:
        """The client does not read as fast as it asks: take no more requests from it."""
        super().pause_writing()
        if self.owed is None:
            self.kept_deadline = self.deadline
        self.owed = self.transport.get_write_buffer_size()
        self.deadline = self.pulse.now + self.limits.stall
        if not self.transport.is_closing():
            self.transport.pause_reading()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.owed is None:
            return
        self.owed = None
        self.deadline = self.pulse.now + self.limits.idle if self.phase is IDLE else self.kept_deadline
        if not self.flow.read_paused and not self.transport.is_closing():
            self.transport.resume_reading()

    def expire(self) -> None:
        """The deadline has passed."""
        left = self.transport.get_write_buffer_size()
        if self.owed is not None and left <= self.owed - self.limits.slowest_read:
            self.owed, self.deadline = left, self.pulse.now + self.limits.stall
        elif self.phase is BODY and self.flow.read_paused:  # we let it wait
            self.deadline = self.pulse.now + self.limits.body
        elif left or self.transport.is_closing() or self.phase is OVER:
            self.transport.abort()
        elif self.phase is IDLE:
            self.deadline = self.pulse.now + LINGER
            self.transport.close()
        else:
            self.refuse(408)

    def refuse(self, status: int, text: str = "") -> None:
        """Say why and close; cut where an earlier answer is still under way, or they would mix."""
        cycle = self.cycle
        if cycle is not None and not cycle.response_complete:
            if self.phase is not BODY or self.pipeline or cycle.response_started:
                self.transport.abort()
            cycle.disconnected = True  # the application hears that its client has left
            cycle.message_event.set()
        self.phase, self.deadline, self.answered = OVER, self.pulse.now + LINGER, True
        if not self.transport.is_closing():
            answer = self.edge.refuse(status, text)
            self.pulse.figures.refused[status // 100] += 1
            self.transport.writelines((answer.head, _CLOSE, self.pulse.ending, answer.body))
            self.transport.close()

    def shutdown(self) -> None:
        """The next answer says `connection: close`; who asks for nothing more is closed a little later."""
        self.pulse.draining = True
        self.pulse.streams.hub.close()  # a stream that the application serves is a request that would never end
        if self.phase is IDLE:
            self.loop.call_later(self.limits.drain, self._close_idle)
        else:
            super().shutdown()

    def _close_idle(self) -> None:
        if self.phase is IDLE:
            self.transport.close()

    def _rest(self) -> None:
        self.phase, self.deadline = IDLE, self.pulse.now + self.limits.idle

    # -- what the parser says

    def on_message_begin(self) -> None:
        if self.phase is OVER:
            return
        self.url, self.headers, self.answered = b"", [], False
        self.phase, self.taken = HEAD, -1
        self.deadline = self.pulse.now + self.limits.head

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        if self.phase is OVER or self.transport.is_closing():
            self.answered = True
            return
        if self.reading + self.taken > self.limits.largest_head and self._head_size() > self.limits.largest_head:
            self.refuse(431)
            return
        version = self.parser.get_http_version()
        try:
            headers = checked(version, self.url, self.headers, self.edge.hosts)
        except Refused as refused:
            self.refuse(refused.status, str(refused))
            return
        if not self.url.startswith(_TARGETS):
            self.refuse(400)
            return
        waiting = self.cycle is not None and not self.cycle.response_complete
        if not waiting and self._answer(version, headers):  # pipelined requests keep their order
            return
        if len(self.pipeline) >= MOST_WAITING:
            self._take_no_more()
        elif self._bounded(headers):
            self._hand_on(headers.get(b"expect", b"").lower() == b"100-continue")

    def _head_size(self) -> int:
        """Bytes of what has come of the head."""
        return len(self.url) + sum(len(name) + len(value) + len(_AROUND) for name, value in self.headers)

    def _take_no_more(self) -> None:
        """What waits is answered; then the client connects anew for the rest, as RFC 9112 §9.3.2 has it."""
        latest, _ = self.pipeline[0]
        latest.keep_alive = False
        self.phase, self.deadline, self.answered = OVER, NEVER, True

    def _answer(self, version: str, headers: dict[bytes, bytes]) -> bool:
        """Answer from memory or disk; False when it is for the application."""
        if not _NOT_PLAIN.isdisjoint(headers) or not self.url.startswith(b"/"):
            return False
        parser = self.parser
        decision: object
        if self.url.startswith(LIVE) and self.url.partition(b"?")[0] == LIVE:
            decision = self._stream(headers)
            if decision is None:
                return True
        else:
            decision = self.edge.decide(parser.get_method(), self.url, headers)
        if type(decision) is not Answer:
            return False
        self.answered, self.asked, self.block = True, headers, b""
        self._give(decision, headers, keep=version == "1.1" and parser.should_keep_alive())
        return True

    def _give(self, answer: Answer, headers: dict[bytes, bytes], *, keep: bool) -> None:
        """Write the answer; `keep` the connection, unless the server is about to end."""
        pulse = self.pulse
        pulse.figures.pressed[answer.status // 100] += 1
        if answer.page:
            pulse.pages += 1
            if pulse.pages <= COUNTED_EACH or not pulse.pages & COUNTED_IN:
                pulse.opened(self.url, headers, self.client)
        if keep and not pulse.draining:
            self.transport.writelines((answer.head, pulse.ending, answer.body))
        else:
            self.transport.writelines((answer.head, _CLOSE, pulse.ending, answer.body))
            self.transport.close()

    def _stream(self, headers: dict[bytes, bytes]) -> Answer | None:
        """Give the connection away, and the parser up; or say why not."""
        streams = self.pulse.streams
        address = streams.address(self.client, headers)
        refusal = streams.refusal(self.parser.get_method(), address)
        if refusal is not None:
            return refusal
        self.pulse.figures.stream[2] += 1
        self.phase, self.answered, self.deadline = OVER, True, NEVER
        self.connections.discard(self)
        self._uncount()
        stream = Stream(streams, self.transport, address, self.connections)
        stream.open(self.pulse.ending, asked_after(self.url, headers), asked_back(self.url))
        self.parser = self.flow = None  # type: ignore[assignment]  # frees them: they hold each other
        return None

    def _bounded(self, headers: dict[bytes, bytes]) -> bool:
        length = headers.get(b"content-length", b"0")
        self.largest = self.limits.largest(self.url)
        if not length.isdigit() or int(length) > self.largest:
            self.refuse(413)
        return not self.answered

    def _hand_on(self, expect: bool) -> None:
        """Only now does uvicorn build its scope. `expect` a word from us before the body is sent."""
        self.phase, self.began = BODY, self.pulse.now
        self.deadline = self.began + self.limits.body
        url, headers = self.url, self.headers
        super().on_message_begin()
        self.url, self.expect_100_continue = url, expect
        self.headers.extend(headers)
        super().on_headers_complete()
        self.headers = []  # trailers go nowhere
        if self.pulse.draining:
            self.cycle.keep_alive = False

    def on_body(self, body: bytes) -> None:
        if not self.answered:
            super().on_body(body)

    def on_message_complete(self) -> None:
        if self.phase is OVER:
            return
        if self.answered:
            self._rest()
            return
        if self.cycle.response_complete:  # before its body had ended
            self._rest()
        else:
            self.phase, self.deadline = BUSY, NEVER
        super().on_message_complete()

    def on_response_complete(self) -> None:
        if self.phase is BUSY and not self.pipeline:
            self._rest()
        super().on_response_complete()
