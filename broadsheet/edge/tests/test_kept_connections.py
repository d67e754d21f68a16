"""On a connection that is kept, lines that come again are not read again, and no client can tell."""

from __future__ import annotations

import itertools
import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.edge.requests import line_above, lines_alone
from broadsheet.edge.tests.paper import AUDIO, STORY
from broadsheet.edge.tests.running import Running
from broadsheet.edge.tests.wire import Reply, split

HOST = b"Host: ledger.example\r\n"
BLOCKS = (
    HOST,
    HOST + b"Accept-Encoding: gzip\r\n",
    HOST + b"Accept-Encoding: br, zstd\r\nUser-Agent: a reader\r\n",
    HOST + b'If-None-Match: "nothing", *\r\n',
    HOST + b"Range: bytes=5-9\r\n",
    HOST + b"Content-Length: 0\r\n",
    b"Host: elsewhere.example:80\r\n",
)
PATHS = (
    *(b"/harbour/ferry/", b"/harbour/ferry/audio.mp3", b"/harbour/regatta/audio.mp3", b"/harbour/killed/"),
    *(
        b"/harbour/old-ferry/",
        b"/harbour/ferry",
        b"/nothing/",
        b"/desk/any/",
        b"/harbour/due/",
        b"/rails/news-feed.json",
    ),
)
METHODS = (b"GET", b"GET", b"GET", b"HEAD", b"POST", b"DELETE")
REQUESTS = st.tuples(st.sampled_from(METHODS), st.sampled_from(PATHS), st.sampled_from(BLOCKS))


def told(client: socket.socket, request: bytes, method: bytes) -> Reply | None:
    """The answer to one request; None where the connection ended instead."""
    client.sendall(request)
    data = b""
    while True:
        part = client.recv(65536)
        data += part
        if not part and not data:
            return None
        try:
            return split(data, [method.decode()])[0]
        except AssertionError:  # not all of it has come
            assert part, data[:300]


def said(reply: Reply | None) -> tuple[int, dict[str, str], bytes] | None:
    if reply is None:
        return None
    return reply.status, {name: value for name, value in reply.headers.items() if name != "date"}, reply.body


@settings(max_examples=40, deadline=None)
@given(st.lists(REQUESTS, min_size=2, max_size=12))
def test_a_kept_connection_answers_as_a_new_one(strict: Running, asked: list[tuple[bytes, bytes, bytes]]) -> None:
    with strict.wire.connect() as kept:
        for method, path, lines in asked:
            request = b"%s %s HTTP/1.1\r\n%s\r\n" % (method, path, lines)
            with strict.wire.connect() as new:
                expected = told(new, request, method)
            assert said(told(kept, request, method)) == said(expected)
            if expected is None or expected.headers.get("connection") == "close":
                return


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_head_in_two_reads_is_not_mixed_with_the_last_one(strict: Running, cut: int) -> None:
    first = b"GET /harbour/ferry/audio.mp3 HTTP/1.1\r\n" + HOST + b"\r\n"
    other = b"GET /harbour/ferry/audio.mp3 HTTP/1.1\r\n" + HOST + b"Range: bytes=0-4\r\n\r\n"
    with strict.wire.connect() as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(2):
            assert told(client, first, b"GET").body == AUDIO  # type: ignore[union-attr]  # it is kept
        client.sendall(other[:cut])
        while not _is_read(client):
            pass
        assert told(client, other[cut:], b"GET").status == 206  # type: ignore[union-attr]  # it is kept
        assert told(client, first, b"GET").body == AUDIO  # type: ignore[union-attr]  # it is kept


def _is_read(client: socket.socket) -> bool:
    """Whether the other side has taken everything: nothing of ours is unacknowledged for a moment."""
    client.settimeout(0.02)
    try:
        assert not client.recv(1, socket.MSG_PEEK)
    except TimeoutError:
        return True
    finally:
        client.settimeout(12)
    return False


@pytest.mark.parametrize(
    "line",
    [
        b"GET /harbour/ferry/ HTTP/1.0",
        b"GET  /harbour/ferry/ HTTP/1.1",
        b"GET /harbour/fer ry/ HTTP/1.1",
        b"GET /harbour/ferry/ HTTP/1.1\nX: y",
        b"GET /harbour/ferry/\x00 HTTP/1.1",
        b"GET /harbour/gr\xc3\xbcn/ HTTP/1.1",
        b"GET http://ledger.example/ HTTP/1.1",
        b"get /harbour/ferry/ HTTP/1.1",
        b"POST /harbour/ferry/ HTTP/1.1",
        b"GET * HTTP/1.1",
        b"",
    ],
)
def test_what_is_no_plain_line_is_left_to_the_parser(line: bytes) -> None:
    lines = HOST + b"\r\n"
    assert line_above(b"GET /harbour/ferry/ HTTP/1.1\r\n" + lines, lines) == (b"GET", b"/harbour/ferry/")
    assert line_above(line + b"\r\n" + lines, lines) is None


def test_only_a_head_and_nothing_else_is_kept() -> None:
    head = b"GET / HTTP/1.1\r\n" + HOST + b"\r\n"
    assert lines_alone(head) == HOST + b"\r\n"
    for more in (
        head + head,
        head + b"x",
        head[:-2],
        b"\r\n" + head,
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 900 + b"\r\n",
    ):
        assert lines_alone(more) == b"", more


def test_a_second_request_behind_the_same_lines_is_answered_too(strict: Running) -> None:
    head = b"GET /harbour/ferry/ HTTP/1.1\r\n" + HOST + b"\r\n"
    with strict.wire.connect() as client:
        for _ in range(2):
            assert told(client, head, b"GET").body == STORY  # type: ignore[union-attr]  # it is kept
        client.sendall(head + head)
        data = b""
        for _ in itertools.count():
            data += client.recv(1 << 20)
            if data.count(b"HTTP/1.1 200") == 2 and data.endswith(STORY[-40:]):
                break
    assert [reply.body for reply in split(data)] == [STORY, STORY]
