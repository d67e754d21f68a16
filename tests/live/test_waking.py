"""What one process tells wakes those that follow in others: by the word itself, not when they look anyway."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.live.conftest import Redis, act
from tests.sites import Site, until

pytestmark = pytest.mark.slow
SWEEP = 120.0
"""Seconds until they would look by themselves: a word that takes so long was none."""


def woken(site: Site, place: Path) -> None:
    """Another process tells something while one waits; it must hear of that in no time."""
    listening = place / "listening"
    with ThreadPoolExecutor(1) as beside:
        waiting = beside.submit(act, site, "woken", sweep=SWEEP, listening=str(listening))
        until(lambda: listening.exists() or waiting.done(), told=lambda: "it never began to listen")
        act(site, "tell_of_nothing", key="brief-7")
        seconds, keys = waiting.result()
    assert keys == ["brief-7"]
    assert seconds < SWEEP / 2


@pytest.mark.part("redis-server")
def test_a_word_through_redis_wakes_who_follows_in_another_process(site: Site, redis: Redis, tmp_path: Path) -> None:
    site.environment["REDIS_URL"] = redis.url
    woken(site, tmp_path)


@pytest.mark.part("postgres")
def test_a_word_through_postgresql_wakes_who_follows_in_another_process(on_postgres: Site, tmp_path: Path) -> None:
    woken(on_postgres, tmp_path)
