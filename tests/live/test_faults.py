"""Readers listen while things go wrong: each has every event once, and nothing that was taken back in words."""

from __future__ import annotations

import signal
import time

import pytest

from broadsheet.live.waking import AWAY, SWEEP
from tests.live.conftest import Redis, act, listening, said
from tests.postgres import Cluster
from tests.sites import Site, until

pytestmark = pytest.mark.slow


def test_an_event_comes_when_its_plates_are_on_disk_and_not_before(site: Site) -> None:
    site.serve()
    with listening(site) as reader:
        act(site, "publish", headline="The harbour master resigns.")
        (event,) = reader.until(1)
        assert (event.name, "The harbour master resigns." in said(event)) == ("brief", True)
        for url in ("/rails/news-feed.html", "/rails/news-feed.json", "/news-feed/"):
            assert "The harbour master resigns." in site.ask(url).text, url
        act(site, "story", title="The tide gate is to be sold")
        event = reader.until(2)[1]
        assert (event.name, "The tide gate is to be sold" in event.data) == ("story", True)


def test_a_server_is_killed_and_started_again_and_each_client_has_every_event_once(site: Site) -> None:
    server = site.serve()
    with listening(site) as reader:
        act(site, "publish", headline="One.")
        reader.until(1)
        site.end(server, signal.SIGKILL)
        act(site, "publish", headline="Two.")
        site.serve()
        until(lambda: "Two." in site.ask("/rails/news-feed.html").text)
        act(site, "publish", headline="Three.")
        with listening(site, reader.last) as again:
            assert [said(event).count("Two.") + 2 * said(event).count("Three.") for event in again.until(2)] == [1, 2]
            act(site, "publish", headline="Four.")
            events = again.until(3)
    assert "Four." in said(events[2])
    numbers = [event.number for event in (*reader.events, *events)]
    assert len(set(numbers)) == len(numbers) == 4
    assert numbers == sorted(numbers)


@pytest.mark.parametrize("verb", ["withdraw", "kill"])
def test_what_was_taken_back_while_readers_were_away_is_told_without_its_words(site: Site, verb: str) -> None:
    site.serve()
    with listening(site) as reader:
        last = reader.last
        key = act(site, "publish", headline="Untrue news of the mayor.")
        reader.until(1)
    with listening(site) as another:
        act(site, verb, key=key)
        another.until(1)
    assert "Untrue" not in site.ask("/rails/news-feed.html").text
    act(site, "publish", headline="Other news.")
    with listening(site, last) as late:
        events = late.until(2)
        assert [event.name for event in events] == ["brief-removed", "brief"]
        assert not any("Untrue" in event.data for event in events)
    with listening(site, reader.last) as back:
        assert [event.name for event in back.until(2)] == ["brief-removed", "brief"]


def test_a_correction_takes_the_place_of_what_was_wrong(site: Site) -> None:
    site.serve()
    with listening(site) as reader:
        last = reader.last
        key = act(site, "publish", headline="The bridge opens on Monday.")
        reader.until(1)
        act(site, "rewrite", key=key, headline="The bridge opens on Tuesday.")
        assert reader.until(2)[1].name == "brief-changed"
    with listening(site, last) as late:
        assert ["Tuesday" in said(event) for event in late.until(1)] == [True]


def test_every_process_of_a_machine_tells_its_readers(site: Site) -> None:
    site.serve("--workers", "2")
    with listening(site) as first, listening(site) as second, listening(site) as third, listening(site) as fourth:
        act(site, "publish", headline="One for all.")
        numbers = {reader.until(1)[0].number for reader in (first, second, third, fourth)}
    assert len(numbers) == 1


@pytest.mark.part("redis-server")
def test_redis_goes_and_comes_back_and_nobody_misses_anything(site: Site, redis: Redis) -> None:
    site.environment["REDIS_URL"] = redis.url
    site.serve()
    with listening(site) as reader:
        act(site, "publish", headline="With Redis.")
        reader.until(1)
        redis.stop()
        act(site, "publish", headline="Without.")
        assert "Without." in said(reader.until(2)[1])
        redis.start()
        time.sleep(AWAY)
        act(site, "publish", headline="With it again.")
        assert "With it again." in said(reader.until(3)[2])
    numbers = [event.number for event in reader.events]
    assert numbers == sorted(set(numbers))


@pytest.mark.part("redis-server")
def test_a_redis_that_answers_nothing_holds_up_no_event(site: Site, redis: Redis) -> None:
    site.environment["REDIS_URL"] = redis.url
    redis.freeze()
    site.serve()
    with listening(site) as reader:
        act(site, "publish", headline="Frozen from the start.")
        assert "from the start" in said(reader.until(1)[0])
        redis.thaw()
        until(lambda: site.log.read_text().count("Redis is there again") == 1)
        act(site, "publish", headline="It answers.")
        reader.until(2)
        redis.stop()
        redis.start()
        redis.freeze()
        time.sleep(AWAY + SWEEP)  # by now it was tried anew
        act(site, "publish", headline="Frozen when it came back.")
        assert "when it came back" in said(reader.until(3)[2])
    assert site.log.read_text().count("Redis is away: the table of events") == 2


@pytest.mark.part("postgres")
def test_servers_of_several_machines_tell_the_same_through_postgresql(on_postgres: Site) -> None:
    on_postgres.serve()
    with Site(on_postgres.folder, environment=on_postgres.environment) as other:
        other.serve()
        with listening(on_postgres) as here, listening(other) as there:
            act(on_postgres, "publish", headline="One for all.")
            numbers = {reader.until(1)[0].number for reader in (here, there)}
    assert len(numbers) == 1


@pytest.mark.part("postgres")
def test_who_listens_goes_on_listening_when_postgresql_was_started_anew(on_postgres: Site, postgres: Cluster) -> None:
    on_postgres.serve()
    with listening(on_postgres) as reader:
        act(on_postgres, "publish", headline="Before.")
        reader.until(1)
        postgres.stop()
        time.sleep(SWEEP)
        postgres.start()
        act(on_postgres, "publish", headline="After.")
        assert "After." in said(next(event for event in reader.until(2)[1:] if event.name != "reset"))
