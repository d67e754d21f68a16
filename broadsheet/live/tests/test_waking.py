"""Who waits for Redis, or tells it something, when it takes connections and says nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from structlog.testing import capture_logs

from broadsheet.live import waking
from broadsheet.live.waking import SWEEP, RedisWait
from tests.live.conftest import Redis

pytest.importorskip("redis")
pytestmark = [pytest.mark.slow, pytest.mark.part("redis-server")]
NOW = 5.0  # seconds: what is said to come at once, on a busy machine


@pytest.fixture
def redis() -> Iterator[Redis]:
    server = Redis()
    server.start()
    yield server
    server.stop()


def waited(wait: RedisWait, seconds: float) -> int:
    """How often the table would have been looked at in that time."""
    end, looked = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        looked += wait.wait()
    return looked


def test_one_that_is_quiet_is_kept_and_one_that_stops_is_left_and_said_once(db: None, redis: Redis) -> None:
    wait = RedisWait(redis.url)
    with capture_logs() as said:
        assert waited(wait, 4 * SWEEP) >= 4
        assert wait._channel is not None
        assert said == []
        redis.freeze()
        waited(wait, 8 * SWEEP)
        assert [each["log_level"] for each in said] == ["warning"]
        redis.thaw()
        waited(wait, 4 * SWEEP)
        assert [each["log_level"] for each in said] == ["warning", "info"]
        assert wait._channel is not None
    wait.close()


def test_while_it_says_nothing_the_database_says_what_is_new(db: None, redis: Redis) -> None:
    redis.freeze()
    wait = RedisWait(redis.url)
    begun = time.monotonic()
    wait.wait()
    assert time.monotonic() - begun < NOW
    if connection.vendor == "sqlite":
        begun = time.monotonic()
        wait.wait()
        assert time.monotonic() - begun < SWEEP / 2
    wait.close()


def test_who_tells_it_something_is_not_held_up(redis: Redis, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.REDIS_URL = redis.url
    redis.freeze()
    begun = time.monotonic()
    publisher = waking._Publisher()
    with capture_logs() as said:
        publisher.publish()
        publisher.publish()
    assert time.monotonic() - begun < 2 * waking._TIMEOUT
    assert len(said) == 1
