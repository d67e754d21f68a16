"""What Django is told, what it sends, and that a busy desk never slows the paper."""

from __future__ import annotations

import json
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from broadsheet.edge.tests.paper import STORY
from broadsheet.edge.tests.running import Running, running
from broadsheet.edge.tests.wire import HOST, get, rest, split
from broadsheet.press.folder import Folder


def told(server: Running, path: str = "/desk/told/", *headers: str) -> dict[str, str]:
    return json.loads(server.wire.ask(path, *headers).body)


def test_the_environment_of_a_request(served: Running) -> None:
    found = told(
        served,
        "/desk/told/?q=gr%C3%BCn&x=1",
        "Cookie: a=1",
        "Cookie: b=2",
        "X-Twice: 1",
        "X-Twice: 2",
        "Content-Type: text/plain",
    )
    assert found["REQUEST_METHOD"] == "GET"
    assert found["QUERY_STRING"] == "q=gr%C3%BCn&x=1"
    assert found["REMOTE_ADDR"] == "127.0.0.1"
    assert found["SERVER_PORT"] == str(served.wire.port)
    assert found["CONTENT_LENGTH"] == "0"
    assert found["CONTENT_TYPE"] == "text/plain"
    assert found["HTTP_COOKIE"] == "a=1; b=2"
    assert found["HTTP_X_TWICE"].replace(" ", "") == "1,2"
    assert found["HTTP_HOST"] == "ledger.example"
    assert found["wsgi.url_scheme"] == "http"


def test_a_path_is_told_as_it_is_percent_decoded(served: Running) -> None:
    assert told(served, "/desk/told%2F")["PATH_INFO"] == "/desk/told/"
    assert served.wire.ask("/desk/gr%C3%BCn/%ff/").status == 200


def test_nobody_can_invent_an_address_or_a_setting(served: Running) -> None:
    found = told(
        served,
        "/desk/told/",
        "X-Forwarded-For: 192.0.2.7",
        "X-Forwarded-Proto: https",
        "X_Forwarded_For: 192.0.2.7",
        "X-Real-IP: 192.0.2.7",
        "Forwarded: for=192.0.2.7",
        "Proxy: http://192.0.2.7/",
        "Content_Length: 7",
    )
    if served.kind == "edge":  # stock uvicorn believes loopback by default
        assert (found["REMOTE_ADDR"], found["wsgi.url_scheme"]) == ("127.0.0.1", "http")
    assert not any("FORWARDED" in key or "PROXY" in key or "REAL" in key for key in found)
    assert found["CONTENT_LENGTH"] == "0"


def test_a_trusted_proxy_is_believed(paper: Folder) -> None:
    with running(paper.root, "--proxies", "127.0.0.0/8") as server:
        found = told(server, "/desk/told/", "X-Forwarded-For: 203.0.113.9, 192.0.2.7", "X-Forwarded-Proto: https")
    assert (found["REMOTE_ADDR"], found["wsgi.url_scheme"]) == ("192.0.2.7", "https")


def test_only_the_hosts_of_the_paper_are_served(paper: Folder) -> None:
    with running(paper.root, "--hosts", "ledger.example") as server:
        assert server.wire.ask("/harbour/ferry/").body == STORY
        for host, status in ((b"LEDGER.example:8000", 200), (b"evil.example", 400), (b"ledger.example.evil", 400)):
            for path in (b"/harbour/ferry/", b"/desk/"):
                data, _ = server.wire.talk(b"GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n" % (path, host))
                assert split(data)[0].status == status


def test_a_stream_comes_in_parts_and_ends_well(served: Running) -> None:
    reply = served.wire.ask("/desk/drip/?n=5")
    assert reply.headers["transfer-encoding"] == "chunked"
    assert reply.body == b"x" * 5000


def test_a_stream_ends_when_its_reader_has_left(served: Running) -> None:
    with served.wire.connect() as client:
        client.sendall(get(b"/desk/drip/?n=317"))
        client.recv(2000)
    end = time.monotonic() + 5
    while "drip closed after" not in served.said().rpartition("drip closed after 5\n")[2]:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert "drip closed after 317" not in served.said()


def test_an_error_is_500_and_the_connection_goes_on_or_closes_cleanly(served: Running) -> None:
    assert served.wire.ask("/desk/broken/").status == 500
    assert "broken on purpose" in served.said()
    assert served.wire.ask("/desk/").body == b"desk\n"


def test_head_has_no_body(served: Running) -> None:
    reply = served.wire.ask("/desk/", method="HEAD")
    assert (reply.status, reply.body, reply.headers["content-length"]) == (200, b"", "5")


@pytest.mark.parametrize("size", [0, 1, 65_536, 3_000_000])
def test_an_upload_arrives_whole(served: Running, size: int) -> None:
    body = b"ab" * (size // 2) + b"c" * (size % 2)
    found = json.loads(served.wire.ask("/desk/upload/", method="POST", body=body).body)
    assert found["size"] == size


def test_slow_uploads_hold_no_thread(strict: Running) -> None:
    """Four threads, and six uploads that stop half way."""
    clients = [strict.wire.connect() for _ in range(6)]
    for client in clients:
        client.sendall(
            b"POST /desk/upload/ HTTP/1.1\r\n" + HOST + b"Connection: close\r\nContent-Length: 10\r\n\r\nabc"
        )
    assert strict.wire.ask("/desk/").body == b"desk\n"
    for client in clients:
        client.sendall(b"defghij")
        assert split(rest(client, 5)[0])[0].status == 200
        client.close()


def test_when_too_many_wait_the_desk_says_so_and_the_paper_is_served(strict: Running) -> None:
    """Four threads, of which one address has three, and a queue of four."""
    with ThreadPoolExecutor(16) as threads:
        asked = [threads.submit(strict.wire.ask, "/desk/slow/?s=0.8") for _ in range(14)]
        time.sleep(0.3)
        start = time.monotonic()
        assert strict.wire.ask("/harbour/ferry/").body == STORY
        assert time.monotonic() - start < 0.3
        replies = [one.result() for one in asked]
    busy = [reply for reply in replies if reply.status == 429]
    assert len(busy) == 7
    assert {reply.headers["retry-after"] for reply in busy} == {"2"}
    assert {reply.body for reply in busy} == {
        b"More comes from your address at once than can be answered. Please try again.\n"
    }
    assert [reply.body for reply in replies].count(b"slow\n") == 7
    assert strict.wire.ask("/desk/").status == 200


def test_a_desk_that_computes_does_not_hold_up_the_paper(strict: Running) -> None:
    """With Python's own switch interval each page would wait 5 ms for the thread that computes."""
    took: list[float] = []
    with ThreadPoolExecutor(1) as threads, strict.wire.connect() as kept:
        computing = threads.submit(strict.wire.ask, "/desk/burn/?s=1.0")
        time.sleep(0.1)
        for _ in range(60):
            start = time.monotonic()
            kept.sendall(b"HEAD /harbour/ferry/ HTTP/1.1\r\n" + HOST + b"\r\n")
            assert kept.recv(1000).startswith(b"HTTP/1.1 200")
            took.append(time.monotonic() - start)
        assert not computing.done()
        assert computing.result().status == 200
    assert statistics.median(took) < 0.003
