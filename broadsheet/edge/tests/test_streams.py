"""`/live/` on the wire, from our protocol class and from the plain ASGI application alike."""

from __future__ import annotations

import json
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import pairwise

import pytest

from broadsheet.edge.streams import asked_back
from broadsheet.edge.tests.listeners import Event, Listener
from broadsheet.edge.tests.paper import STORY
from broadsheet.edge.tests.running import PATIENCE, Running, running
from broadsheet.edge.tests.wire import get
from broadsheet.press.folder import Folder, Packed, pack

TOLD = 30
CROWD = 2000


@pytest.fixture(scope="module", params=["edge", "stock"])
def telling(request: pytest.FixtureRequest, paper: Folder) -> Iterator[Running]:
    """A server that began when thirty events had been told, of which ten are forgotten."""
    options = ["--patient", "--told", str(TOLD), "--proxies", "127.0.0.1"]
    with running(paper.root, *options, *(["--stock"] if request.param == "stock" else [])) as server:
        yield server


def tell(server: Running, *keys: str, data: str = "1", more: str = "") -> None:
    query = "&".join(f"key={key}" for key in keys)
    assert server.wire.ask(f"/desk/tell/?{query}&data={data}{more}").status == 200


def figures(server: Running) -> dict[str, int]:
    return json.loads(server.wire.ask("/desk/figures/").body)


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_an_event_reaches_everybody_who_listens(telling: Running) -> None:
    with Listener(telling.wire) as one, Listener(telling.wire, "/live/?x=1") as other:
        one.opened()
        other.opened()
        assert "HTTP/1.1 200" in one.head
        assert "content-type: text/event-stream" in one.head
        assert "cache-control: no-store" in one.head
        tell(telling, "brief-a", data="hello")
        assert one.until(1) == other.until(1) == [Event("brief", one.last, "hello")]


def test_who_comes_back_is_told_what_was_missed_and_nothing_twice(telling: Running) -> None:
    with Listener(telling.wire) as first:
        first.opened()
        tell(telling, "missed-a")
        last = first.until(1)[0].number
    tell(telling, "missed-b")
    tell(telling, "missed-c")
    for path, header in (("/live/", (f"Last-Event-ID: {last}",)), (f"/live/?after={last}", ())):
        with Listener(telling.wire, path, header) as again:
            again.opened()
            assert [event.number for event in again.events] == [last + 1, last + 2]
    with Listener(telling.wire, f"/live/?after={last}") as again:
        tell(telling, "later")
        assert [event.number for event in again.until(3)] == [last + 1, last + 2, last + 3]


def test_what_was_told_before_the_server_began_is_told_too(telling: Running) -> None:
    with Listener(telling.wire, headers=(f"Last-Event-ID: {TOLD - 2}",)) as back:
        assert [event.number for event in back.until(2)[:2]] == [TOLD - 1, TOLD]


@pytest.mark.parametrize("last", ["3", "999999999999"])
def test_who_missed_what_is_forgotten_looks_at_the_pages_anew(telling: Running, last: str) -> None:
    with Listener(telling.wire, headers=(f"Last-Event-ID: {last}",)) as back:
        assert [event.name for event in back.until(1)] == ["reset"]
        assert back.last != int(last)


@pytest.mark.parametrize("last", ["", "-1", "seven", "9" * 40])
def test_a_number_that_is_none_is_as_good_as_none(telling: Running, last: str) -> None:
    for path, headers in (("/live/", (f"Last-Event-ID: {last}",)), (f"/live/?after={last}", ())):
        with Listener(telling.wire, path, headers) as back:
            back.opened()
            assert back.events == []


@pytest.mark.parametrize("query", ["after=%ff", "after=1%E2%82", "after", "thereafter=11", "%61fter=11"])
def test_a_question_in_any_bytes_opens_a_stream(telling: Running, query: str) -> None:
    with Listener(telling.wire, f"/live/?{query}") as back:
        back.opened()
        assert "200 OK" in back.head
        assert back.events == []
    assert "Traceback" not in telling.said()


@pytest.mark.parametrize(
    "behind",
    [
        get(b"/harbour/ferry/"),
        b"nonsense",
        b"POST / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n",
    ],
    ids=["a request", "nonsense", "an upgrade"],
)
def test_nothing_is_answered_into_a_stream(strict: Running, behind: bytes) -> None:
    with strict.wire.connect() as client:
        client.sendall(get(b"/live/") + behind)
        assert _hears(client, b"\nid: ")
        tell(strict, "after-that")
        client.settimeout(5)
        data = client.recv(65536)
    assert b"event: brief" in data
    assert b"HTTP/1.1" not in data
    assert "Traceback" not in strict.said()


def test_of_one_thing_only_the_newest_is_told_again(telling: Running) -> None:
    with Listener(telling.wire) as first:
        first.opened()
        last = first.last
    tell(telling, "libel", data="wrong")
    tell(telling, "libel", data="right")
    tell(telling, "gone", data="expired", more="&until=1")
    with Listener(telling.wire, headers=(f"Last-Event-ID: {last}",)) as back:
        back.opened()
        assert [event.data for event in back.events] == ["right"]
        assert back.last == last + 3


@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT"])
def test_nothing_but_get_is_allowed(telling: Running, method: str) -> None:
    reply = telling.wire.ask("/live/", method=method)
    assert (reply.status, reply.headers["allow"]) == (405, "GET")


def test_too_many_from_one_address_are_told_so_and_others_are_taken(paper: Folder) -> None:
    options = ("--patient", "--streams", "5", "--streams-each", "2", "--proxies", "127.0.0.1")
    with running(paper.root, *options) as server, ExitStack() as stack:

        def ask(address: str) -> Listener:
            return stack.enter_context(Listener(server.wire, headers=(f"X-Forwarded-For: {address}",)))

        network = [ask(f"2001:db8:0:1::{n}") for n in (1, 2, 3)]
        assert ["200 OK" in each.head for each in network] == [True, True, False]
        assert "503" in network[2].head
        assert "retry-after: 60" in network[2].head
        assert network[2].rest_of_the_answer() == (
            "As many open pages as can be told of news at once are told already. This one asks again by itself in a "
            "minute, and looks for news twice a minute until then.\n"
        )
        others = [ask(f"192.0.2.{n}") for n in (1, 2, 3, 4)]
        assert ["200 OK" in each.head for each in others] == [True, True, True, False]
        network[0].socket.close()
        wait_until(lambda: figures(server)["readers"] == 4)
        assert "200 OK" in ask("192.0.2.9").head
        assert figures(server)["refused"] == 2


def test_who_never_reads_is_dropped_and_the_others_hear_everything(telling: Running) -> None:
    before = figures(telling)["dropped"]
    deaf = telling.wire.connect(receive_buffer=4096)
    with deaf, Listener(telling.wire) as other:
        deaf.sendall(get(b"/live/"))
        other.opened()
        wait_until(lambda: figures(telling)["readers"] >= 2)
        count, word = 0, "x" * 15_000
        while figures(telling)["dropped"] == before:
            count += 10
            assert count < 2000, "what nobody reads is kept without bound"
            for n in range(10):
                tell(telling, f"long-{n}", data=word)
                assert len(other.until(count - 9 + n)) == count - 9 + n
        assert figures(telling)["dropped"] == before + 1


def test_a_reader_that_leaves_is_forgotten(telling: Running) -> None:
    with Listener(telling.wire) as one:
        one.opened()
        here = figures(telling)["readers"]
    wait_until(lambda: figures(telling)["readers"] < here)


def test_a_reader_who_talks_on_is_cut_off(strict: Running) -> None:
    with Listener(strict.wire) as one:
        one.opened()
        one.socket.sendall(b"x" * 8192)
        one.end()


def test_a_thousand_come_at_once_and_pages_are_served_meanwhile(paper: Folder) -> None:
    with running(paper.root, "--patient") as server, ExitStack() as stack:
        began = time.monotonic()
        crowd = [stack.enter_context(server.wire.connect()) for _ in range(1000)]
        for one in crowd:
            one.sendall(get(b"/live/"))
        assert server.wire.ask("/harbour/ferry/").body == STORY
        wait_until(lambda: figures(server)["readers"] == 1000)
        print(f"1000 streams in {time.monotonic() - began:.2f} s")
        tell(server, "everybody", data="here")
        assert all(_hears(one, b"data: here\n\n") for one in crowd)


def _hears(client: socket.socket, word: bytes) -> bool:
    data = b""
    while word not in data:
        part = client.recv(65536)
        if not part:
            return False
        data += part
    return True


def test_at_the_end_a_reader_served_by_the_application_is_told_too(paper: Folder) -> None:
    """A request with a length goes there, even one of nothing; it once held up the stop for as long as it may."""
    with running(paper.root, "--patient") as server, Listener(server.wire, headers=("Content-Length: 0",)) as one:
        one.opened()
        assert "transfer-encoding: chunked" in one.head
        server.signal(signal.SIGTERM)
        assert one.end()
        assert len(one.retry) == 2
        server.process.wait(PATIENCE)


def test_who_hears_of_a_page_gets_it(telling: Running, paper: Folder) -> None:
    """Though no epoch says that something was pressed, which would be seen a little later."""
    before = (paper.plates / "rails/news-feed.json").read_bytes()
    with Listener(telling.wire) as one:
        one.opened()
        for number in range(1, 8):
            assert telling.wire.ask("/rails/news-feed.json").status == 200
            paper.put("/rails/news-feed.json", Packed({"": b"%d" % number}))
            tell(telling, "news")
            one.until(number)
            assert telling.wire.ask("/rails/news-feed.json").body == b"%d" % number
    paper.put("/rails/news-feed.json", pack(before, ".json"))


@pytest.mark.parametrize("kind", [[], ["--stock"]])
def test_in_silence_a_beat_comes_now_and_then_that_is_no_news(paper: Folder, kind: list[str]) -> None:
    """Proxies and telephones' networks close what says nothing for a minute."""
    with running(paper.root, "--patient", "--heartbeat", "2", *kind) as server, Listener(server.wire) as reader:
        reader.opened()
        began = reader.beaten(1)[0]
        beats = reader.beaten(4)
        assert 3 * 1.5 < beats[-1] - began < PATIENCE
        assert min(later - sooner for sooner, later in pairwise(beats)) > 1.5
        assert reader.events == []
        tell(server, "brief-a")
        assert len(reader.until(1)) == 1


def test_at_the_end_readers_are_told_to_come_back_a_little_later(paper: Folder) -> None:
    options = ("--patient", "--streams", f"{CROWD}", "--streams-each", f"{CROWD}")
    with running(paper.root, *options) as server, ExitStack() as stack:
        crowd = [stack.enter_context(Listener(server.wire)) for _ in range(CROWD)]
        for one in crowd:
            one.opened()
        began = time.monotonic()
        server.signal(signal.SIGTERM)
        assert all(one.end() for one in crowd)
        server.process.wait(PATIENCE)
        assert time.monotonic() - began < 5
        waits = [one.retry[-1] for one in crowd]
        assert len(set(waits)) > CROWD / 2
        assert max(waits) <= 5000


@pytest.mark.parametrize(
    ("target", "seconds"),
    [
        (b"/live/", 0),
        (b"/live/?back=76", 76),
        (b"/live/?after=3&back=80", 80),
        (b"/live/?back=-1", 0),
        (b"/live/?back=9999999", 0),
        (b"/live/?playback=7", 0),
        (b"/live/?back=%ff", 0),
    ],
)
def test_how_old_a_page_may_be_stands_in_the_question(target: bytes, seconds: int) -> None:
    assert asked_back(target) == seconds
