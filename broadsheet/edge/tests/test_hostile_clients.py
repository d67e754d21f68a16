"""Clients that are silent, drip, do not read, break the rules, or try to be understood in two ways."""

from __future__ import annotations

import hashlib
import os
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

import pytest

from broadsheet.edge.protocol import MOST_WAITING
from broadsheet.edge.tests.paper import STORY
from broadsheet.edge.tests.running import Running
from broadsheet.edge.tests.wire import HOST, Wire, get, rest, split

FERRY = b"/harbour/ferry/"
UPLOAD = b"POST /desk/upload/ HTTP/1.1\r\n" + HOST
UPLOAD_CHUNKED = UPLOAD + b"Transfer-Encoding: chunked\r\n\r\n"
DEADLINE = 2.0  # seconds, of the strict server
AT_MOST = 2 * DEADLINE + 3.0


@dataclass(frozen=True)
class ShownOut:
    """What a client got before the server closed, and after how many seconds that was."""

    data: bytes
    seconds: float


# -- deadlines: all these clients wait at the same time

SILENT: dict[str, tuple[bytes, tuple[bytes, ...]]] = {
    "silent": (b"", (b"", b"408")),
    "idle": (get(FERRY), (b"200",)),
    "half a head": (b"GET /harbour/ferry/ HTTP/1.1\r\nHo", (b"408",)),
    "half a body": (UPLOAD + b"Content-Length: 1000\r\n\r\nabc", (b"408",)),
    "half a chunked body": (UPLOAD_CHUNKED + b"3\r\nabc", (b"408",)),
    "half a pipelined head": (get(b"/desk/") + b"GET /harbour/ferry/ HTTP/1.1\r\n", (b"200",)),
}
DRIPPING = {
    "head": (b"GET /harbour/ferry/ HTTP/1.1\r\n", b"X-a: b\r\n"),
    "body": (UPLOAD + b"Content-Length: 9999\r\n\r\n", b"x" * 8),
}


def _fall_silent(wire: Wire, sent: bytes) -> ShownOut:
    with wire.connect() as client:
        client.sendall(sent)
        start = time.monotonic()
        data, end = rest(client, AT_MOST + 2)
        assert end != "open"
        return ShownOut(data, time.monotonic() - start)


def _drip(wire: Wire, first: bytes, drop: bytes) -> ShownOut:
    start = time.monotonic()
    with wire.connect() as client, suppress(OSError):
        client.sendall(first)
        while time.monotonic() - start < AT_MOST + 2:
            client.sendall(drop)
            time.sleep(0.2)
    return ShownOut(b"", time.monotonic() - start)


def test_a_body_slower_than_a_telephone_of_old_is_not_waited_for(strict: Running) -> None:
    """Four kilobytes a second, for thirty seconds or until it is shown out."""
    with strict.wire.connect() as client:
        client.sendall(UPLOAD + b"Content-Length: 999999\r\n\r\n")
        with pytest.raises(OSError, match=r"reset|[Pp]ipe"):
            _trickle(client, 30)


def _trickle(client: socket.socket, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        client.sendall(b"x" * 400)
        time.sleep(0.1)


@pytest.fixture(scope="module")
def shown_out(strict: Running) -> dict[str, ShownOut]:
    with ThreadPoolExecutor(len(SILENT) + len(DRIPPING)) as threads:
        waiting = {name: threads.submit(_fall_silent, strict.wire, sent) for name, (sent, _) in SILENT.items()}
        for name, (first, drop) in DRIPPING.items():
            waiting[name] = threads.submit(_drip, strict.wire, first, drop)
        return {name: one.result() for name, one in waiting.items()}


@pytest.mark.parametrize("name", SILENT)
def test_who_falls_silent_is_shown_out(shown_out: dict[str, ShownOut], name: str) -> None:
    assert DEADLINE - 1.1 < shown_out[name].seconds < AT_MOST
    assert shown_out[name].data[9:12] in SILENT[name][1]


@pytest.mark.parametrize("name", DRIPPING)
def test_who_drips_has_one_deadline(shown_out: dict[str, ShownOut], name: str) -> None:
    assert DEADLINE - 1.1 < shown_out[name].seconds < AT_MOST


def test_who_asks_and_never_reads_is_cut_and_costs_little(strict: Running) -> None:
    before = strict.resident()
    clients = [strict.wire.connect(receive_buffer=4096) for _ in range(20)]
    for client in clients:
        client.settimeout(0.1)
        _push(client)
    grown = strict.resident() - before
    end = time.monotonic() + AT_MOST + 6
    left = set(clients)
    while left and time.monotonic() < end:
        left -= {client for client in left if _cut(client)}
        time.sleep(0.2)
    for client in clients:
        client.close()
    assert not left
    assert grown < 24 << 20


def _push(client: socket.socket) -> None:
    try:
        for _ in range(100):
            client.sendall(get(FERRY) * 100)
    except OSError:
        pass


def _cut(client: socket.socket) -> bool:
    try:
        client.send(b"G")
    except TimeoutError:
        return False
    except OSError:
        return True
    return False


def test_a_slow_reader_gets_everything(strict: Running) -> None:
    count = 12
    with strict.wire.connect(receive_buffer=4096) as client:
        client.sendall(get(FERRY) * (count - 1) + get(FERRY, last=True))
        data, start = b"", time.monotonic()
        while part := client.recv(16384):
            data += part
            time.sleep(0.03)
    assert time.monotonic() - start > DEADLINE
    assert [reply.body for reply in split(data)] == [STORY] * count


# -- bounds


def _many_headers(client: socket.socket) -> None:
    for number in range(4000):
        client.sendall(b"X-%d: %s\r\n" % (number, b"a" * 1000))


def _endless_chunks(client: socket.socket) -> None:
    client.sendall(UPLOAD_CHUNKED)
    for _ in range(400):
        client.sendall(b"10000\r\n" + b"a" * 65536 + b"\r\n")


def _endless_value(client: socket.socket) -> None:
    client.sendall(b"X: ")
    for _ in range(300):
        client.sendall(b"a" * 65536)


@pytest.mark.parametrize("pour", [_many_headers, _endless_value])
def test_a_head_without_end_is_refused(strict: Running, pour: Callable[[socket.socket], None]) -> None:
    before = strict.resident()
    with strict.wire.connect() as client:
        client.sendall(b"GET /harbour/ferry/ HTTP/1.1\r\n" + HOST)
        with pytest.raises(OSError, match=r"reset|[Pp]ipe"):
            pour(client)
    assert strict.resident() - before < 16 << 20


@pytest.mark.parametrize(
    ("request_head", "status"),
    [
        (b"GET /desk/ HTTP/1.1\r\n" + HOST + b"Cookie: " + b"a" * 50_000 + b"\r\n\r\n", b"431"),
        (b"GET /desk/" + b"a" * 50_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", b"431"),
        (get(FERRY, b"Accept-Encoding: " + b"gzip," * 10_000), b"431"),
        (get(FERRY, *(b"X-%d: 1" % number for number in range(100))), b"431"),
        (get(FERRY, *[b"X:"] * 100), b"431"),
        (get(FERRY, *[b"X: 1"] * 300)[:-2], b"431"),  # and no end of the head
        (UPLOAD + b"Content-Length: 99999999999\r\n\r\nabc", b"413"),
        (b"POST /nothing/ HTTP/1.1\r\n" + HOST + b"Content-Length: 1048577\r\n\r\nabc", b"413"),
        (UPLOAD + b"Connection: close\r\nContent-Length: 1048577\r\n\r\n" + b"a" * 1_048_577, b"200"),
        (UPLOAD + b"Content-Length: " + b"9" * 30 + b"\r\n\r\nabc", b"4"),
    ],
)
def test_too_much_is_refused(strict: Running, request_head: bytes, status: bytes) -> None:
    data, _ = strict.wire.talk(request_head)
    assert data[9:12].startswith(status), data[:80]


def test_a_chunked_body_without_end_is_refused(strict: Running) -> None:
    with strict.wire.connect() as client, pytest.raises(OSError, match=r"reset|[Pp]ipe"):
        _endless_chunks(client)


# -- order and framing


def test_pipelined_requests_are_answered_in_their_order(served: Running) -> None:
    data, end = served.wire.talk(
        get(FERRY)
        + get(b"/desk/slow/?s=0.3")
        + get(FERRY)
        + get(b"/desk/any/")
        + get(b"/nothing/")
        + get(FERRY, last=True)
    )
    replies = split(data)
    assert [reply.status for reply in replies] == [200, 200, 200, 200, 404, 200]
    assert [replies[i].body for i in (0, 1, 2, 3, 5)] == [STORY, b"slow\n", STORY, b"desk\n", STORY]
    assert end == "closed"


def test_who_asks_far_ahead_is_answered_for_a_while_and_connects_anew(strict: Running) -> None:
    data, end = strict.wire.talk(get(b"/desk/slow/?s=0.3") + get(FERRY) * 500)
    replies = split(data)
    assert [reply.body for reply in replies] == [b"slow\n"] + [STORY] * MOST_WAITING
    assert [reply.headers.get("connection") for reply in replies] == [None] * MOST_WAITING + ["close"]
    assert end in ("closed", "reset")


def test_byte_by_byte(served: Running) -> None:
    with served.wire.connect() as client:
        for byte in get(FERRY, last=True):
            client.sendall(bytes([byte]))
            time.sleep(0.001)
        data, _ = rest(client, 5)
    assert split(data)[0].body == STORY


def test_http_1_0_is_answered_and_closed(served: Running) -> None:
    data, end = served.wire.talk(b"GET /harbour/ferry/ HTTP/1.0\r\n\r\n")
    assert split(data)[0].body == STORY
    assert end == "closed"


@pytest.mark.parametrize(("path", "body"), [(FERRY, STORY), (b"/desk/slow/?s=0.4", b"slow\n")])
def test_who_has_closed_its_side_is_still_answered(strict: Running, path: bytes, body: bytes) -> None:
    data, end = strict.wire.talk(get(path), half_close=True)
    assert split(data)[0].body == body
    assert end == "closed"


def test_an_upgrade_is_not_made_and_the_page_is_given(strict: Running) -> None:
    data, end = strict.wire.talk(
        get(FERRY, b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABk")
    )
    assert split(data)[0].body == STORY
    assert end == "closed"


def test_expect_100_continue(served: Running) -> None:
    with served.wire.connect() as client:
        client.sendall(UPLOAD + b"Connection: close\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 100 ")
        client.sendall(b"abc")
        data, _ = rest(client, 5)
    assert b'"size": 3' in data


def test_a_chunked_upload_arrives_whole(served: Running) -> None:
    body = os.urandom(400_000)
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in (body[i : i + 7777] for i in range(0, 400_000, 7777)))
    data, _ = served.wire.talk(
        UPLOAD + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\nX-Trailer: a\r\n\r\n"
    )
    assert hashlib.sha256(body).hexdigest().encode() in data
    assert b'"size": 400000' in data


# -- requests that a proxy in front might read in another way

HIDDEN = get(b"/desk/hidden/")


def test_a_body_of_a_get_is_no_request(served: Running) -> None:
    body = HIDDEN + b"abcde"
    length = b"Content-Length: %d" % len(body)
    data, _ = served.wire.talk(get(FERRY, length) + body + get(FERRY, last=True))
    assert [(reply.status, reply.body) for reply in split(data)] == [(200, STORY)] * 2


SMUGGLED = {
    "length and chunked": UPLOAD + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "chunked and length": UPLOAD + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + HIDDEN,
    "two lengths": UPLOAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\na" + HIDDEN,
    "the same length twice": UPLOAD + b"Content-Length: 1\r\nContent-Length: 1\r\n\r\na" + HIDDEN,
    "a list of lengths": UPLOAD + b"Content-Length: 1, 1\r\n\r\na" + HIDDEN,
    "a signed length": UPLOAD + b"Content-Length: +1\r\n\r\na" + HIDDEN,
    "a hexadecimal length": UPLOAD + b"Content-Length: 0x1\r\n\r\na" + HIDDEN,
    "a negative chunk": UPLOAD + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n" + HIDDEN,
    "a hexadecimal prefix on a chunk": UPLOAD + b"Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n" + HIDDEN,
    "a chunk ended by line feed": UPLOAD + b"Transfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n" + HIDDEN,
    "chunked twice": UPLOAD + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "another coding": UPLOAD + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "chunked not last": UPLOAD + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + HIDDEN,
    "chunked in HTTP/1.0": b"POST /desk/upload/ HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "a folded header": b"GET /harbour/ferry/ HTTP/1.1\r\n" + HOST + b"X: a\r\n b\r\n\r\n",
    "a folded Transfer-Encoding": UPLOAD + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "a space before the colon": b"GET /harbour/ferry/ HTTP/1.1\r\nHost : x\r\n\r\n",
    "bare line feeds": b"GET /harbour/ferry/ HTTP/1.1\nHost: x\n\n",
    "a bare carriage return": b"GET /harbour/ferry/ HTTP/1.1\r\n" + HOST + b"X: a\rb\r\n\r\n",
    "NUL in a header": b"GET /harbour/ferry/ HTTP/1.1\r\n" + HOST + b"X: a\0b\r\n\r\n",
    "a header without a colon": b"GET /harbour/ferry/ HTTP/1.1\r\n" + HOST + b"X\r\n\r\n",
    "no host": b"GET /harbour/ferry/ HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /harbour/ferry/ HTTP/1.1\r\n" + HOST + HOST + b"\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "another version": b"GET /harbour/ferry/ HTTP/3.7\r\n" + HOST + b"\r\n",
    "another protocol": b"EHLO mirnabay.example\r\n",
    "everything": b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n",
    "a tunnel": b"CONNECT ledger.example:443 HTTP/1.1\r\n" + HOST + b"\r\n" + HIDDEN,
    "a control character in the path": b"GET /harbour/\x01 HTTP/1.1\r\n" + HOST + b"\r\n",
}


@pytest.mark.parametrize("name", SMUGGLED)
def test_what_can_be_read_in_two_ways_is_refused(strict: Running, name: str) -> None:
    data, end = strict.wire.talk(SMUGGLED[name], 1.0)
    assert data[9:12] in (b"400", b"501", b"505"), data[:100]
    assert data.count(b"HTTP/1.1 ") == 1
    assert b"connection: close" in data
    assert end != "open"


def test_an_upgrade_hides_no_second_request(strict: Running) -> None:
    with strict.wire.connect() as client:
        client.sendall(UPLOAD + b"Connection: upgrade\r\nUpgrade: h2c\r\nContent-Length: 200\r\n\r\n")
        time.sleep(0.1)
        with suppress(OSError):
            client.sendall(HIDDEN)
        data, end = rest(client, 5)
    assert data.count(b"HTTP/1.1 ") <= 1
    assert b"desk\n" not in data
    assert end != "open"


def test_after_all_this_the_paper_is_served(strict: Running) -> None:
    assert strict.wire.ask("/harbour/ferry/").body == STORY
    assert "Traceback" not in strict.said()
