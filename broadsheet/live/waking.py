"""How followers in other processes learn that there is something new: only a wake-up, the table is the truth.

SQLite says by itself that somebody committed (`PRAGMA data_version`), PostgreSQL by NOTIFY; through Redis or Valkey
where one is configured. While that is away or does not answer, and on top of it once a second, the table is
looked at.
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
_TIMEOUT = 0.5  # seconds that a word to Redis, or its answer, may take
_THERE = "there"  # what it is asked, and says when it is

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
    """By Redis; while it is away, or takes connections and says nothing, by the database."""

    def __init__(self, url: str) -> None:
        self._url, self._otherwise = url, DatabaseWait()
        self._channel: Any = None
        self._asked = False  # whether it is there, and it has not answered yet
        self._away = False
        self._not_before = 0.0

    def wait(self) -> bool:
        if self._channel is None and not self._open():
            return self._otherwise.wait()
        try:
            self._listen()
        except _trouble() as error:
            self._lose(error)
        return True

    def _listen(self) -> None:
        """One that says nothing is asked whether it is there: else a stopped one would be taken for a quiet one."""
        if self._channel.get_message(timeout=SWEEP) is not None:
            self._asked = False
            self._found()
            return
        if self._asked:
            raise TimeoutError("it does not answer")
        self._channel.ping(_THERE)
        self._asked = True

    def _open(self) -> bool:
        """True when it has just been opened: what came before is in the table."""
        if time.monotonic() < self._not_before:
            return False
        try:
            self._channel = _client(self._url).pubsub()
            self._channel.subscribe(CHANNEL)
        except _trouble() as error:
            self._lose(error)
            return False
        self._asked = False
        return True

    def _lose(self, error: BaseException) -> None:
        """Said once, however often it is tried again."""
        if not self._away:
            log.warning("Redis is away: the table of events is looked at instead", cause=str(error))
        self._away = True
        self._not_before = time.monotonic() + AWAY
        self._drop()

    def _found(self) -> None:
        if self._away:
            log.info("Redis is there again: it says when there is something new")
        self._away = False

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
            self._client = self._client or _client(settings.REDIS_URL)
            self._client.publish(CHANNEL, b"")
        except _trouble() as error:
            log.warning("Redis cannot be told of an event; servers look at the table", cause=str(error))
            self._not_before = time.monotonic() + AWAY


_redis = _Publisher()


def _client(url: str) -> Any:
    """It gives up by itself: its own ways of trying again take many seconds, in which nobody would look at the table.
    (Messages are waited for with a deadline of their own.)"""
    import redis  # noqa: PLC0415  (an extra: it is there where REDIS_URL is set)
    from redis.backoff import NoBackoff  # noqa: PLC0415  (as above)
    from redis.retry import Retry  # noqa: PLC0415  (as above)

    return redis.Redis.from_url(
        url, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT, retry=Retry(NoBackoff(), 0)
    )


def _trouble() -> tuple[type[BaseException], ...]:
    import redis  # noqa: PLC0415  (an extra: it is there where REDIS_URL is set)

    return (redis.RedisError, OSError)


def chosen() -> Wait:
    return RedisWait(settings.REDIS_URL) if settings.REDIS_URL else DatabaseWait()
