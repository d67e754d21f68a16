"""How followers in other processes learn that there is something new: only a wake-up, the table is the truth.

SQLite says by itself that somebody committed (`PRAGMA data_version`), PostgreSQL by NOTIFY; through Redis or Valkey
where one is configured. While that is away, and on top of it once a second, the table is looked at.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any, Protocol

import structlog
from django.conf import settings
from django.db import connection, transaction

from broadsheet.kit.commits import Commits

CHANNEL = "broadsheet_live"
LOOK = 0.01  # seconds between two looks at SQLite's counter
SWEEP = 1.0  # seconds after which the table is looked at though nobody called
AWAY = 2.0  # seconds until a Redis that was away is tried again
_TIMEOUT = 0.5  # seconds that a word to Redis may take

log = structlog.get_logger("live")


def after_commit() -> None:
    """Wake the followers when the transaction is committed."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
    if settings.REDIS_URL:
        transaction.on_commit(_redis.publish)


class Wait(Protocol):
    def wait(self) -> bool:
        """Until there may be something new (True), or a while has passed."""

    def close(self) -> None: ...


class DatabaseWait:
    """By the database alone. To be used in one thread."""

    def __init__(self) -> None:
        self._commits = Commits()
        self._listens: Any = None  # PostgreSQL's connection that does

    def wait(self) -> bool:
        if connection.vendor == "postgresql":
            return self._heard()
        time.sleep(LOOK)
        return self._commits.came()

    def _heard(self) -> bool:
        connection.ensure_connection()
        raw: Any = connection.connection
        if self._listens is not raw:
            with connection.cursor() as cursor:
                cursor.execute(f"LISTEN {CHANNEL}")
            self._listens = raw
            return True
        with connection.wrap_database_errors:
            for _ in raw.notifies(timeout=SWEEP, stop_after=1):
                pass
        return True

    def close(self) -> None:
        self._commits, self._listens = Commits(), None


class RedisWait:
    """By Redis; while it is away, by the database."""

    def __init__(self, url: str) -> None:
        self._url, self._otherwise = url, DatabaseWait()
        self._channel: Any = None
        self._not_before = 0.0

    def wait(self) -> bool:
        if self._channel is None and not self._open():
            return self._otherwise.wait()
        with suppress(*_trouble()):
            self._channel.get_message(timeout=SWEEP)
            return True
        log.warning("Redis is away: the table of events is looked at instead")
        self._drop()
        return True

    def _open(self) -> bool:
        """True when it has just been opened: what came before is in the table."""
        if time.monotonic() < self._not_before:
            return False
        self._not_before = time.monotonic() + AWAY
        with suppress(*_trouble()):
            self._channel = _client(self._url, timeout=None).pubsub()
            self._channel.subscribe(CHANNEL)
            return True
        self._drop()
        return False

    def _drop(self) -> None:
        if self._channel is not None:
            with suppress(*_trouble()):
                self._channel.close()
        self._channel = None

    def close(self) -> None:
        self._drop()
        self._otherwise.close()


class _Publisher:
    """A Redis that is away holds nobody up for longer than one try every few seconds."""

    def __init__(self) -> None:
        self._client: Any = None
        self._not_before = 0.0

    def publish(self) -> None:
        if time.monotonic() < self._not_before:
            return
        try:
            self._client = self._client or _client(settings.REDIS_URL, timeout=_TIMEOUT)
            self._client.publish(CHANNEL, b"")
        except _trouble() as error:
            log.warning("Redis cannot be told of an event; servers look at the table", cause=str(error))
            self._not_before = time.monotonic() + AWAY


_redis = _Publisher()


def _client(url: str, timeout: float | None) -> Any:
    import redis  # noqa: PLC0415  (an extra: it is there where REDIS_URL is set)

    return redis.Redis.from_url(url, socket_timeout=timeout, socket_connect_timeout=_TIMEOUT)


def _trouble() -> tuple[type[BaseException], ...]:
    import redis  # noqa: PLC0415  (an extra: it is there where REDIS_URL is set)

    return (redis.RedisError, OSError)


def chosen() -> Wait:
    return RedisWait(settings.REDIS_URL) if settings.REDIS_URL else DatabaseWait()
