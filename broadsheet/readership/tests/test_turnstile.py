"""What is counted when pages are opened, and what is not."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any

import pytest

from broadsheet.readership import sketch, sums, turnstile
from broadsheet.readership.agents import Agent, agent
from broadsheet.readership.salting import Salt
from broadsheet.readership.tests.counted import BOT, DESKTOP, NOON, PHONE, TABLET, TELEVISION, Gate

FERRY = b"/harbour/ferry/"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (PHONE, Agent.PHONE),
        (TABLET, Agent.TABLET),
        (DESKTOP, Agent.DESKTOP),
        (TELEVISION, Agent.OTHER),
        (BOT, Agent.BOT),
        (b"curl/8.14.1", Agent.BOT),
        (b"a reader of feeds that nobody knows/1.0", Agent.BOT),
        (b"", Agent.BOT),
        (b"Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140 Mobile Safari/537.36", Agent.PHONE),
        (b"Mozilla/5.0 (Linux; Android 15; SM-X910) AppleWebKit/537.36 Chrome/140 Safari/537.36", Agent.TABLET),
    ],
)
def test_devices_and_programs_are_told_by_what_they_say(said: bytes, found: Agent) -> None:
    assert agent(said) is found


def test_a_page_is_counted_with_device_and_host() -> None:
    gate = Gate()
    gate.opens(FERRY, PHONE, referer=b"https://www.search.example/find?q=somebody%27s+secret")
    gate.opens(FERRY + b"?utm_source=a", DESKTOP, referer=b"https://forum.example:8443/thread/7")
    assert gate.views() == {FERRY: 2}
    assert gate.shares("source") == {"search.example": 1, "forum.example": 1}
    assert gate.shares("device") == {"phone": 1, "desktop": 1}


def test_programs_and_what_is_fetched_ahead_are_not_counted() -> None:
    gate = Gate()
    for _ in range(2):  # an agent that was met already takes another way
        gate.opens(FERRY, BOT)
        gate.opens(FERRY, sec_purpose=b"prefetch;prerender")
        gate.opens(FERRY, purpose=b"prefetch")
        gate.opens(FERRY, x_moz=b"prefetch")
        gate.opens(FERRY, sec_fetch_dest=b"empty")
        assert gate.views() == {}


def test_a_reader_who_asks_not_to_be_followed_is_a_view_and_nothing_else() -> None:
    gate = Gate()
    for _ in range(2):
        gate.opens(FERRY, PHONE, dnt=b"1", referer=b"https://forum.example/")
        gate.opens(FERRY, PHONE, sec_gpc=b"1", referer=b"https://forum.example/")
        found = gate.added_up()
    assert gate.views() == {FERRY: 4}
    assert (found.shares, found.now, found.sketches) == ({}, {}, {})


def test_the_paper_is_no_source_of_itself(settings: Any) -> None:
    settings.PAPER_BASE_URL, settings.ALLOWED_HOSTS = "https://ledger.example", ["www.ledger.example"]
    gate = Gate()
    for referrer in (b"https://ledger.example/", b"https://www.ledger.example/harbour/", b"about:blank", b"\xff//x"):
        gate.opens(FERRY, referer=referrer)
    assert (gate.views(), gate.shares("source")) == ({FERRY: 4}, {})


def test_who_opened_a_page_in_five_minutes_reads_the_one_opened_last() -> None:
    gate = Gate()
    gate.opens(FERRY, address="192.0.2.1")
    gate.opens(FERRY, address="192.0.2.2")
    gate.opens(b"/", address="192.0.2.2")
    assert gate.added_up().reading(gate.watch.now() + 60) == {FERRY: 1, b"/": 1}
    assert gate.added_up().reading(gate.watch.now() + 301) == {}
    assert gate.sums.now == {}


def test_readers_of_a_day_are_told_apart_and_not_kept() -> None:
    gate = Gate()
    for number in range(3000):
        gate.opens(FERRY, address=f"192.0.{number // 250}.{number % 250}")
        if number % 1000 == 0:
            gate.added_up()
            gate.opens(FERRY, address="192.0.0.1")  # met before
    found = sketch.estimate(gate.added_up().sketches[NOON.date()])
    assert abs(found - 3000) < 3000 * 0.1


def test_the_salt_of_yesterday_is_gone_and_forked_processes_agree_on_that_of_today() -> None:
    first = Salt(NOON.date())
    second = Salt(NOON.date())
    second.__dict__.update(first.__dict__)  # as after a fork
    before = first.hashed(b"a reader")
    first.turn(NOON.date() + timedelta(days=2))
    second.turn(NOON.date() + timedelta(days=2))
    assert before != first.hashed(b"a reader") == second.hashed(b"a reader")
    second.turn(NOON.date())
    assert second.day == NOON.date() + timedelta(days=2)


def test_a_flood_of_made_up_things_takes_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MOST_KEYS", "MOST_READERS", "MOST_UNKNOWN"):
        monkeypatch.setattr(turnstile, name, 100)
    for name in ("MOST_ROWS", "MOST_HOSTS", "MOST_READING", "MOST_AGENTS"):
        monkeypatch.setattr(sums, name, 100)
    gate = Gate()
    gate.opens(FERRY)
    gate.added_up()
    for number in range(2000):
        gate.opens(b"/%d/" % number, address=f"192.0.2.{number}", referer=b"https://h%d.example/" % number)
        gate.opens(FERRY, DESKTOP + b"%d" % number, address=f"192.0.2.{number}")
        gate.turnstile.tick()
        if number % 40 == 0:
            gate.added_up()
    assert sum(gate.views().values()) == 1 + 2 * 2000
    found = gate.sums
    sizes = [len(found.views), len(found.now), len(found.hosts), len(gate.turnstile.agents)]
    assert max(sizes) <= 102
    assert len(found.shares) <= 210


def test_a_minute_is_closed_by_the_clock_even_when_that_goes_back() -> None:
    gate = Gate()
    gate.turnstile.tick()
    assert not gate.turnstile.closed
    gate.watch.at += timedelta(seconds=61)
    gate.turnstile.tick()
    gate.watch.at -= timedelta(hours=1)
    gate.turnstile.tick()
    assert len(gate.turnstile.closed) == 2


def test_merged_sketches_count_nobody_twice() -> None:
    salt, one, other = Salt(NOON.date()), sketch.empty(), sketch.empty()
    for number in range(20_000):
        for registers in ([one] if number < 12_000 else []) + ([other] if number > 8_000 else []):
            sketch.add(registers, salt.hashed(b"%d" % number))
    sketch.merge(one, other)
    assert abs(sketch.estimate(one) - 20_000) < 2_400
    assert sketch.estimate(sketch.empty()) == sketch.estimate(b"") == 0
    assert sys.getsizeof(one) < 5000
