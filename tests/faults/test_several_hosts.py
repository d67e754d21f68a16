"""A paper on several hosts, which are lost one after another: readers get everything all the time, nothing is lost,
nothing goes out twice, and in the end each host has what a full press from the database makes.

The tests share one paper, and each leaves it well."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import pytest

from broadsheet.edge.tests.listeners import Listener
from broadsheet.edge.tests.wire import Wire
from broadsheet.press.folder import Folder
from tests.desk import Desk
from tests.faults.conftest import LEDGER
from tests.faults.ledger import MORE
from tests.hosts import WEB, Hosts, Readers, several
from tests.postgres import Cluster, cluster
from tests.proof.compare import contents, differences
from tests.sending import sink
from tests.sites import Site, until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.part("nginx", "postgres", "redis-server"),
    pytest.mark.allow_hosts(["127.0.0.1", "::1", *WEB]),
]

SUBSCRIBERS = 1000
CONNECTIONS = 4  # that a worker has to the relay; a host that is lost leaves one message of each unknown at most
TRIES = 20
LOST = 3
"""Workers that are lost while letters may go out. What the database's loss interrupts is written afterwards."""
STREAMS = 3  # that one address may have on a host
EMBARGOES = (12.0, 45.0, 180.0)  # seconds: the next one where this machine was too slow
LATE = 30.0
"""Seconds that an embargo may end late when who minded the clock is lost: a lease of 3, and a slow machine."""


@pytest.fixture(scope="module")
def database() -> Iterator[Cluster]:
    """Of this file's own: it is stopped."""
    with cluster() as made:
        yield made


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sink.Running]:
    """It takes its time, so that there is a middle in which to be lost."""
    with sink.running(tmp_path_factory.mktemp("relay") / "log", sink.Faults(slow=1, delay=0.02)) as made:
        yield made


@pytest.fixture(scope="module")
def started(
    database: Cluster, relay: sink.Running, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Hosts, Readers]]:
    place = tmp_path_factory.mktemp("hosts")
    streams = {"BROADSHEET_LIVE_STREAMS_PER_ADDRESS": str(STREAMS)}
    environment = {"EMAIL_URL": f"smtp://127.0.0.1:{relay.port}", **streams}
    with several(place, database, **environment) as hosts:
        pages = {hosts.address(n): 200 for n in range(len(hosts.things["stories"]))}
        pages |= {"/": 200, "/rss.xml": 200, "/rails/editors-picks.html": 200, "/harbour/mayor/": 410}
        pages |= {"/old/ferry/": 301, "/harbour/never-written/": 404}
        for url, status in pages.items():
            hosts.everywhere(url, status, seconds=60)
        with Readers(hosts.readers, pages) as readers:
            yield hosts, readers


@pytest.fixture
def hosts(started: tuple[Hosts, Readers]) -> Iterator[Hosts]:
    """Readers were served all through the test."""
    made, readers = started
    served = readers.served
    yield made
    until(lambda: readers.served > served + 20)
    failures, readers.failures = readers.failures, []
    assert failures == []


def publish(hosts: Hosts, title: str, through: Site | None = None) -> None:
    """The first story gets this headline, at the desk of a host or of whichever nginx chooses."""
    slug = hosts.things["slugs"][1]
    desk = Desk(through or hosts.readers).sign_in()
    desk.publish_story(hosts.things["stories"][1], title, "It sails again.", slug=slug)


def shown(hosts: Hosts, title: str, seconds: float = 15) -> None:
    """On every host, and by nginx."""
    hosts.everywhere(hosts.address(1), 200, title, seconds)
    hosts.everywhere("/rails/editors-picks.html", 200, title, seconds)
    hosts.readers.shows(hosts.address(1), 200, title)


def told(hosts: Hosts) -> str:
    return "\n".join(f"{site.log.name}\n{site.log.read_text()[-1500:]}" for site in (*hosts.web, *hosts.workers))


def test_what_is_published_on_one_host_is_on_all(hosts: Hosts) -> None:
    for site in hosts.web:
        publish(hosts, f"Ferry seen from {site.folder.name}", through=site)
        shown(hosts, f"Ferry seen from {site.folder.name}")
    until(lambda: len({_etag(site, hosts.address(1)) for site in hosts.web}) == 1)


def _etag(site: Site, url: str) -> str:
    return site.ask(url).headers["etag"]


def test_each_reader_of_the_stream_is_counted_for_themselves(hosts: Hosts) -> None:
    """nginx says who asks: as one address they would have so many streams between them, on each host."""
    with ExitStack() as stack:
        for n in range(2 * STREAMS + 1):
            at = (hosts.readers.host, hosts.readers.port)
            reader = socket.create_connection(at, timeout=60, source_address=(f"127.0.0.{20 + n}", 0))
            stack.enter_context(reader).sendall(b"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert reader.recv(15) == b"HTTP/1.1 200 OK"


def test_a_picture_of_two_megabytes_comes_through_nginx(hosts: Hosts) -> None:
    """Whatever the desk says to it, nginx is not who refuses."""
    desk = Desk(hosts.readers).sign_in()
    assert desk.send("/desk/images/multiple/add/", {"picture": "x" * (2 << 20)}).status not in (413, 502)


# -- workers


@pytest.fixture(scope="module")
def letters(started: tuple[Hosts, Readers], relay: sink.Running) -> sink.Running:
    """An issue goes out from two workers' hosts, and one of them is lost in the middle; the relay."""
    hosts, _ = started
    hosts.workers[0].inside(f"{LEDGER}:address_letters", readers=SUBSCRIBERS)
    victim = hosts.workers[0]
    until(lambda: relay.accepted().total() > SUBSCRIBERS // 20, 60, told=lambda: told(hosts))
    for _ in range(TRIES):
        until(lambda: len(_senders(hosts)) > 1 or _issue(hosts) == "done")
        with hosts.standing_still(victim):
            if len(_senders(hosts)) > 1:
                hosts.lose(victim)
                break
    else:
        pytest.fail("two workers never sent together")
    hosts.work()
    return relay


def _issue(hosts: Hosts) -> str:
    return str(hosts.asked("SELECT sending FROM newsletters_issue")[0][0])


def _senders(hosts: Hosts) -> list[str]:
    """Claims of who has letters of readers in hand."""
    held = "state IN ('claimed', 'inflight') AND lease_until > now()"
    found = hosts.asked(f"SELECT DISTINCT claim FROM newsletters_delivery WHERE {held}")
    return [claim for (claim,) in found]


def test_a_worker_lost_in_mid_send(hosts: Hosts, letters: sink.Running) -> None:
    """The other one goes on at once. What the lost one held waits until its lease is over: see below."""
    accepted = letters.accepted().total()
    assert accepted < SUBSCRIBERS
    until(lambda: letters.accepted().total() > accepted)


def test_a_worker_lost_in_mid_press(hosts: Hosts) -> None:
    victim, name = _caught_in_mid_press(hosts)
    hosts.lose(victim)
    held = hosts.asked("SELECT count(*) FROM press_plate WHERE claim <> '' AND made < wanted")
    assert held[0][0] > 0
    hosts.work()
    for n in range(MORE):
        hosts.everywhere(f"/harbour/tide-table-{n}/", 200, name, 60)


def _caught_in_mid_press(hosts: Hosts) -> tuple[Site, str]:
    """A worker that stands still with plates in hand, and the name that the section has by now."""
    for n in range(TRIES):
        name = f"Harbour and tide {n}"
        hosts.workers[0].inside(f"{LEDGER}:name_section", name=name)
        end = time.monotonic() + 10
        while time.monotonic() < end:
            for worker in hosts.workers:
                if not hosts.in_hand(worker):
                    continue
                with hosts.standing_still(worker):
                    if hosts.in_hand(worker):
                        return worker, name
    pytest.fail(f"no worker was ever seen pressing\n{told(hosts)}")


def test_the_clocks_leader_lost(hosts: Hosts) -> None:
    leader = _leader(hosts)
    url, ends = _embargo(hosts)
    until(lambda: time.time() > ends - 1, ends - time.time())
    lost = time.time()
    hosts.lose(leader)
    while time.time() < ends:
        assert {site.ask(url).status for site in hosts.web} == {404} or time.time() >= ends
    hosts.everywhere(url, 200, "Bridge to open", LATE)
    late = time.time() - ends
    sys.stdout.write(f"\nan embargo ended {late:.1f} s late, {ends - lost:.1f} s after its leader was lost\n")
    assert lost < ends
    assert late < LATE
    hosts.work()


def _embargo(hosts: Hosts) -> tuple[str, float]:
    """A story's URL, and when it shall be public: not yet."""
    for n, seconds in enumerate(EMBARGOES):
        slug, began = hosts.workers[0].inside(f"{LEDGER}:under_embargo", title=f"Bridge to open {n}", seconds=seconds)
        hosts.everywhere(f"/harbour/{slug}/", 404)
        if time.time() < began + seconds - 2:
            break
    return f"/harbour/{slug}/", began + seconds


def _leader(hosts: Hosts) -> Site:
    """The worker that had a first embargo end."""
    slug, _ = hosts.workers[0].inside(f"{LEDGER}:under_embargo", title="Lock to open", seconds=3)
    hosts.everywhere(f"/harbour/{slug}/", 200, "Lock to open", 30)
    return until(lambda: next((site for site in hosts.workers if "an instant passed" in site.log.read_text()), None))


# -- what all hosts share


def test_postgresql_lost_and_back(hosts: Hosts) -> None:
    hosts.database.stop()
    try:
        for site in hosts.web:
            until(lambda site=site: "Nothing that you sent was kept" in (_desk(site, 503) or ""))  # type: ignore[misc]  # a lambda of a default is typed by nobody
            assert site.health()[0] == 503
            site.shows(hosts.address(0), 200)
        assert _desk(hosts.readers, 503)
    finally:
        hosts.database.start()
    for site in hosts.web:
        until(lambda site=site: _desk(site, 302) is not None, 30)  # type: ignore[misc]  # a lambda of a default is typed by nobody
    publish(hosts, "Ferry found in the database")
    shown(hosts, "Ferry found in the database", 30)


def _desk(site: Site, status: int) -> str | None:
    """What somebody is told who says that they have signed in, when it has this status."""
    answer = site.ask("/desk/", Cookie=f"sessionid={'a' * 32}")
    return answer.text if answer.status == status else None


def test_postgresql_restarted_at_once(hosts: Hosts) -> None:
    """Each connection that somebody holds is dead, and nobody noticed an absence."""
    publish(hosts, "Ferry before the restart")
    hosts.database.stop()
    hosts.database.start()
    publish(hosts, "Ferry after the restart")
    shown(hosts, "Ferry after the restart", 30)


def test_redis_lost_and_back(hosts: Hosts) -> None:
    hosts.redis.stop()
    with _listening(hosts) as listener:
        publish(hosts, "Ferry without a wake-up")
        shown(hosts, "Ferry without a wake-up")
        Desk(hosts.readers).sign_in().publish_brief("Fog without a wake-up")
        _hears(listener, "Fog without a wake-up")
        hosts.redis.start()
        Desk(hosts.readers).sign_in().publish_brief("Fog with one")
        _hears(listener, "Fog with one")


@contextmanager
def _listening(hosts: Hosts) -> Iterator[Listener]:
    """A reader with an open page, to whom nginx gave one of the hosts."""
    with Listener(Wire(hosts.readers.port)) as listener:
        listener.socket.settimeout(60)
        listener.opened()
        yield listener


def _hears(listener: Listener, words: str) -> None:
    count, end = len(listener.events), time.monotonic() + 60
    while not any(words in event.data for event in listener.events):
        assert time.monotonic() < end, f"{words!r} was not told: {listener.events}"  # beats go on meanwhile
        count += 1
        listener.until(count)


def test_s3_refuses_and_is_back(hosts: Hosts) -> None:
    hosts.bucket.lose()
    publish(hosts, "Ferry kept by nobody")
    shown(hosts, "Ferry kept by nobody")
    until(lambda: hosts.asked("SELECT 1 FROM press_dispatch WHERE failure <> ''"), 30)
    cause = hosts.workers[0].inside(f"{LEDGER}:pressed")[2]
    assert "cannot be used" in cause[0], cause
    hosts.bucket.mend()
    _all_stored(hosts)


def _all_stored(hosts: Hosts) -> None:
    waiting = "SELECT url, failure FROM press_dispatch WHERE stored_at IS NULL"
    until(lambda: not hosts.asked(waiting), 60, told=lambda: hosts.asked(waiting))


# -- web hosts


def test_a_new_host_starts_from_nothing(hosts: Hosts) -> None:
    """The database has let go of all bytes, so that they come from the bucket."""
    _all_stored(hosts)
    hosts.asked("UPDATE press_dispatch SET stored_at = stored_at - interval '1 hour' RETURNING 1")
    until(lambda: not hosts.asked("SELECT 1 FROM press_dispatch WHERE body IS NOT NULL"), 30)
    new = hosts.serve()
    until(lambda: hosts.in_step(new), 60, told=lambda: new.log.read_text()[-3000:])
    for site in hosts.web:
        until(partial(hosts.in_step, site))
    assert all(contents(site.press) == contents(new.press) for site in hosts.web)
    assert len(contents(new.press)) > MORE
    for url in (hosts.address(0), hosts.address(1), "/"):
        assert len({(_etag(site, url), site.ask(url).body) for site in hosts.web}) == 1
    publish(hosts, "Ferry on all three", through=new)
    shown(hosts, "Ferry on all three")


def test_a_web_host_lost(hosts: Hosts) -> None:
    """nginx goes on with the other one, and so does an editor who had signed in."""
    desk = Desk(hosts.readers).sign_in()
    hosts.lose(hosts.web[0])
    desk.publish_brief("Fog on one host alone")
    shown(hosts, "", 30)
    for site in hosts.web:
        until(lambda site=site: "Fog on one host alone" in site.ask("/news-feed/").text)  # type: ignore[misc]  # a lambda of a default is typed by nobody


# -- what came of it


def test_nobody_got_the_issue_twice_and_nobody_was_lost(hosts: Hosts, letters: sink.Running) -> None:
    until(lambda: _issue(hosts) == "done", 120, told=lambda: told(hosts))
    rows = hosts.asked("SELECT state, count(*) FROM newsletters_delivery GROUP BY state")
    states: dict[str, int] = dict(rows)  # type: ignore[arg-type]  # rows of two columns are pairs
    mails = letters.accepted()
    accepted = {who: count for who, count in mails.items() if who.endswith("@mirna.example")}
    sys.stdout.write(f"\nof {SUBSCRIBERS} letters: {states}\n")
    assert max(mails.values()) == 1  # an editor is told of those of whom it is not known as well
    assert set(states) <= {"sent", "uncertain"}
    assert states.get("uncertain", 0) <= CONNECTIONS * LOST
    assert states["sent"] <= len(accepted) <= SUBSCRIBERS
    assert sum(states.values()) == SUBSCRIBERS


def test_each_host_has_what_a_full_press_makes(hosts: Hosts, tmp_path: Path) -> None:
    hosts.workers[0].inside(f"{LEDGER}:press_whole", folder=str(tmp_path / "whole"))
    for site in hosts.web:
        until(partial(hosts.in_step, site))
        assert differences(site.press, Folder(tmp_path / "whole")) == []
