"""A URL that is known and not pressed yet: pressed when somebody asks, once, however many ask."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from broadsheet.edge.tests.paper import MISSING, STORY
from broadsheet.edge.tests.running import Running, running
from broadsheet.press.folder import Folder, pack


@pytest.fixture(params=["edge", "stock"])
def own_server(request: pytest.FixtureRequest, own_paper: Folder) -> Iterator[Running]:
    stock = ["--stock"] if request.param == "stock" else []
    with running(own_paper.root, "--patient", *stock) as server:
        yield server


def test_it_is_pressed_once_for_everybody(own_server: Running, own_paper: Folder) -> None:
    with ThreadPoolExecutor(24) as threads:
        replies = list(threads.map(own_server.wire.ask, ["/harbour/due/", "/harbour/due-too/"] * 12))
    assert {reply.status for reply in replies} == {200}
    assert len({reply.body for reply in replies}) == 2
    assert {reply.body.rpartition(b" ")[2] for reply in replies} == {b"1</p>", b"2</p>"}
    assert (own_paper.plates / "harbour/due/index.html").read_bytes() in {reply.body for reply in replies}


def test_then_it_is_served_from_disk(own_server: Running, own_paper: Folder) -> None:
    assert own_server.wire.ask("/harbour/due/", method="HEAD").status == 200
    own_paper.put("/harbour/due/", pack(STORY, ".html"))
    own_paper.bump()
    assert own_server.wire.ask("/harbour/due-too/").body.startswith(b"<p>/harbour/due-too/ pressed 2")
    assert own_server.wire.ask("/harbour/due/").body == STORY


def test_the_path_without_its_slash_leads_to_it(own_server: Running) -> None:
    assert own_server.wire.ask("/harbour/due").headers["location"] == "/harbour/due/"
    assert own_server.wire.ask("/harbour/due/", method="POST", body=b"x").status == 405


def test_when_it_cannot_be_pressed_the_reader_is_told_so(own_paper: Folder) -> None:
    with running(own_paper.root, "--fail-press") as server:
        reply = server.wire.ask("/harbour/due/")
        assert (reply.status, reply.headers["retry-after"]) == (503, "5")
        assert reply.body == b"This page cannot be made just now. Please try again in a moment.\n"
        assert reply.headers["cache-control"] == "no-store"
        assert "the database is not there" in server.said()
        assert server.wire.ask("/harbour/ferry/").body == STORY


def test_what_turns_out_not_to_be_public_is_not_found(own_paper: Folder) -> None:
    own_paper.write_due(["/harbour/never/"])
    with running(own_paper.root, "--press-nothing") as server:
        assert server.wire.ask("/harbour/never/").body == MISSING


def test_what_cannot_be_pressed_now_is_asked_for_again_later_and_forms_do_not_wait_for_it(own_paper: Folder) -> None:
    """Four threads for the desk; and it is no 404, which caches would keep."""
    urls = [f"/harbour/later-{number}/" for number in range(8)]
    own_paper.write_due(urls)
    go_on = own_paper.root / "go-on"
    with running(own_paper.root, "--press-waits", str(go_on)) as server, ThreadPoolExecutor(8) as threads:
        try:
            asked = [threads.submit(server.wire.ask, url) for url in urls]
            time.sleep(0.3)
            assert server.wire.ask("/desk/").body == b"desk\n"
        finally:
            go_on.touch()
        replies = [one.result() for one in asked]
    assert {(reply.status, reply.headers["retry-after"]) for reply in replies} == {(503, "5")}
