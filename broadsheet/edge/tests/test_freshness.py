"""What was pressed is what is served, at once; and never half of it."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from broadsheet.edge.answers import Answer
from broadsheet.edge.door import DJANGO, Due, Edge
from broadsheet.edge.tests.paper import KILLED, MISSING, STORY
from broadsheet.edge.tests.running import Running, running
from broadsheet.edge.tests.test_plates_served import UNPACK
from broadsheet.edge.tests.wire import get, split
from broadsheet.press.folder import CODINGS, Folder, Packed, pack

FERRY = "/harbour/ferry/"
NEW = STORY.replace(b"late", b"early")
AT_ONCE = 0.2  # seconds; the epoch file is looked at every 20 ms, and the machine may be busy


def seen(edge: Edge, path: str = FERRY, accept: bytes = b"") -> Answer:
    decision = edge.decide(b"GET", path.encode(), {b"accept-encoding": accept})
    assert isinstance(decision, Answer)
    return decision


@pytest.mark.parametrize("accept", [b"", b"br", b"gzip", b"zstd"])
def test_a_new_plate_is_seen_after_refresh_and_not_looked_for_before(own_paper: Folder, accept: bytes) -> None:
    edge = Edge(own_paper)
    before = seen(edge, accept=accept)
    own_paper.put(FERRY, pack(NEW, ".html"))
    assert seen(edge, accept=accept) is before
    edge.refresh()
    after = seen(edge, accept=accept)
    assert after.body == pack(NEW, ".html").variants[accept.decode()]
    assert after.headers != before.headers


def test_the_same_bytes_of_the_same_length_at_the_same_time_are_told_apart(own_paper: Folder) -> None:
    edge = Edge(own_paper)
    seen(edge)
    target = own_paper.plates / "harbour/ferry/index.html"
    then = target.stat().st_mtime_ns
    own_paper.put(FERRY, pack(STORY.replace(b"late", b"lost"), ".html"))
    os.utime(target, ns=(then, then))
    edge.refresh()
    assert b"lost" in seen(edge).body


def test_every_way_out_of_a_path_is_seen_at_once(own_paper: Folder) -> None:
    edge = Edge(own_paper)
    assert seen(edge, "/harbour/new/").status == 404
    own_paper.put("/harbour/new/", pack(NEW, ".html"))
    assert seen(edge, "/harbour/new/").status == 200
    own_paper.remove("/harbour/new/")
    own_paper.put("/harbour/new/", pack(KILLED, ".html"), gone=True)
    edge.refresh()
    assert seen(edge, "/harbour/new/").status == 410
    own_paper.move("/harbour/new/", FERRY)
    edge.refresh()
    assert seen(edge, "/harbour/new/").status == 301
    own_paper.unmove("/harbour/new/")
    own_paper.remove("/harbour/new/", gone=True)
    edge.refresh()
    assert seen(edge, "/harbour/new/").body == MISSING
    own_paper.put("/404.html", pack(NEW, ".html"))
    edge.refresh()
    assert (seen(edge, "/harbour/new/").status, seen(edge, "/harbour/new/").body) == (404, NEW)


def test_a_plate_that_loses_its_siblings_is_served_plain(own_paper: Folder) -> None:
    edge = Edge(own_paper)
    assert seen(edge, accept=b"br").body != STORY
    own_paper.put(FERRY, Packed({"": NEW}))
    edge.refresh()
    assert seen(edge, accept=b"br").body == NEW


def test_new_prefixes_and_due_urls_are_seen_after_refresh(own_paper: Folder) -> None:
    edge = Edge(own_paper, press_now=lambda url: None)
    assert seen(edge, "/search/").status == 404
    assert seen(edge, "/harbour/later/").status == 404
    own_paper.write_dynamic(["/search/"])
    own_paper.write_due(["/harbour/later/"])
    edge.refresh()
    assert edge.decide(b"POST", b"/search/?q=gull", {}) is DJANGO
    assert edge.decide(b"GET", b"/harbour/later/?a", {}) == Due("/harbour/later/")
    assert edge.decide(b"GET", b"/desk/", {}) != DJANGO


def test_a_plate_below_a_dynamic_prefix_appears(own_paper: Folder) -> None:
    own_paper.write_dynamic(["/newsletters/"])
    edge = Edge(own_paper)
    assert edge.decide(b"GET", b"/newsletters/", {}) is DJANGO
    own_paper.put("/newsletters/", pack(NEW, ".html"))
    edge.refresh()
    assert seen(edge, "/newsletters/").body == NEW
    assert edge.decide(b"GET", b"/newsletters/confirm/x/", {}) is DJANGO


def test_an_empty_or_missing_folder_says_404_in_a_sentence(own_paper: Folder) -> None:
    own_paper.remove("/404.html")
    edge = Edge(own_paper)
    assert seen(edge, "/nothing/").body == b"There is no such page.\n"
    missing = Edge(Folder(own_paper.root / "nowhere"))
    assert seen(missing, "/nothing/").status == 404


def test_what_cannot_be_read_is_503_and_not_404(
    own_paper: Folder, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(path: str, flags: int) -> int:
        raise OSError(errno.EIO, "Input/output error", path)

    edge = Edge(own_paper)
    monkeypatch.setattr("broadsheet.edge.plates.os.open", broken)
    assert seen(edge).status == 503
    assert "/harbour/ferry/ cannot be read" in caplog.text
    head = edge.decide(b"HEAD", FERRY.encode(), {})
    assert isinstance(head, Answer)
    assert (head.status, head.body) == (503, b"")
    monkeypatch.undo()
    assert seen(edge).body == STORY


@pytest.fixture(params=["edge", "stock"])
def own_server(request: pytest.FixtureRequest, own_paper: Folder) -> Iterator[Running]:
    stock = ["--stock"] if request.param == "stock" else []
    with running(own_paper.root, "--patient", *stock) as server:
        yield server


def test_another_process_speaks_through_the_epoch(own_server: Running, own_paper: Folder) -> None:
    """The second look each second would find it too: only the epoch makes it this fast, five times in a row."""
    for number in range(5):
        body = STORY + b"<p>%d</p>" % number
        assert own_server.wire.ask(FERRY).status == 200
        own_paper.put(FERRY, pack(body, ".html"))
        own_paper.bump()
        assert _wait_for(own_server, body) < AT_ONCE


def test_without_an_epoch_a_second_is_enough(own_server: Running, own_paper: Folder) -> None:
    own_server.wire.ask(FERRY)
    own_paper.put(FERRY, pack(NEW, ".html"))
    assert _wait_for(own_server, NEW) < 1.0 + AT_ONCE


def _wait_for(server: Running, body: bytes) -> float:
    start = time.monotonic()
    while time.monotonic() - start < 5:
        if server.wire.ask(FERRY).body == body:
            break
        time.sleep(0.005)
    return time.monotonic() - start


VERSIONS = [pack(b"<p>%d</p>" % number * (3000 + 700 * number), ".html") for number in range(5)]
WHOLE = {data for version in VERSIONS for data in version.variants.values()}
PLAIN = {version.plain for version in VERSIONS}


def _press(folder: Folder, done: threading.Event) -> None:
    number = 0
    while not done.is_set():
        number += 1
        folder.put(FERRY, VERSIONS[number % len(VERSIONS)])
        folder.bump()


def _read(server: Running, coding: str) -> int:
    """How many versions were seen, each of them whole."""
    versions: set[bytes] = set()
    request = get(FERRY.encode(), b"Accept-Encoding: " + coding.encode())
    for _ in range(60):
        data, _ = server.wire.talk(request + request + get(b"/nothing/", last=True))
        first, second, _ = split(data)
        for reply in (first, second):
            assert (reply.status, reply.body in WHOLE) == (200, True)
            assert (UNPACK[coding](reply.body) if coding else reply.body) in PLAIN
            versions.add(reply.body)
    return len(versions)


def test_nobody_reads_half_a_page_while_it_is_pressed_again_and_again(own_server: Running, own_paper: Folder) -> None:
    own_paper.put(FERRY, VERSIONS[0])
    own_paper.bump()
    assert _wait_for(own_server, VERSIONS[0].plain) < 2
    done = threading.Event()
    with ThreadPoolExecutor(5) as threads:
        pressing = threads.submit(_press, own_paper, done)
        try:
            readers = [threads.submit(_read, own_server, coding) for coding in ("", *CODINGS)]
            assert all(reader.result() > 1 for reader in readers)
        finally:
            done.set()
        pressing.result()
