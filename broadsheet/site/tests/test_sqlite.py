"""Who writes to SQLite beside others: waits for the lock, has it soon after it is free, and gives up in the end."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django import DjangoDbBlocker

from broadsheet.site.database import sqlite
from broadsheet.site.sqlite3.base import LOOK, DatabaseWrapper


@pytest.fixture
def file(tmp_path: Path) -> Path:
    with closing(sqlite3.connect(tmp_path / "db.sqlite3", isolation_level=None)) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE thought (words text)")
    return tmp_path / "db.sqlite3"


@pytest.fixture
def connection(file: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseWrapper]:
    settings = {**connections["default"].settings_dict, **sqlite(file)}
    opened = DatabaseWrapper({**settings, "OPTIONS": {**settings["OPTIONS"], "timeout": 0.5}}, "default")
    with django_db_blocker.unblock(), closing(opened):
        yield opened


@contextmanager
def another_writer(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def write(connection: BaseDatabaseWrapper, words: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO thought VALUES (%s)", [words])


def words(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as look:
        return [row[0] for row in look.execute("SELECT words FROM thought")]


@pytest.mark.parametrize("in_a_transaction", [False, True])
def test_a_writer_waits_until_the_other_one_is_through(
    connection: BaseDatabaseWrapper, file: Path, in_a_transaction: bool
) -> None:
    connection.ensure_connection()
    with another_writer(file) as other:
        threading.Timer(0.1, other.execute, ["COMMIT"]).start()
        if in_a_transaction:
            connection.cursor().execute("BEGIN IMMEDIATE")
        write(connection, "After you.")
    if in_a_transaction:
        connection.connection.commit()
    assert words(file) == ["After you."]


def test_a_writer_gives_up_when_its_time_is_over(connection: BaseDatabaseWrapper, file: Path) -> None:
    began = time.monotonic()
    with another_writer(file), pytest.raises(OperationalError, match="database is locked"):
        write(connection, "Never.")
    assert time.monotonic() - began >= 0.5
    assert words(file) == []


def test_waiting_leaves_the_connection_as_it_was(connection: BaseDatabaseWrapper, file: Path) -> None:
    with another_writer(file), pytest.raises(OperationalError):
        write(connection, "Never.")
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (500,)
    write(connection, "Now.")
    assert words(file) == ["Now."]


def test_other_faults_of_a_statement_are_told_at_once(connection: BaseDatabaseWrapper) -> None:
    began = time.monotonic()
    with pytest.raises(OperationalError, match="no such table"), connection.cursor() as cursor:
        cursor.execute("INSERT INTO nowhere VALUES (1)")
    assert time.monotonic() - began < 0.4


def test_the_lock_is_looked_at_often_enough_for_somebody_who_has_a_moment(
    connection: BaseDatabaseWrapper, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two others who write again and again leave gaps that SQLite's own sleeps of a tenth of a second miss."""
    slept: list[float] = []
    real = time.sleep

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        real(seconds)

    monkeypatch.setattr("broadsheet.site.sqlite3.base.time.sleep", sleep)
    connection.ensure_connection()
    with another_writer(file) as other:
        threading.Timer(0.2, other.execute, ["COMMIT"]).start()
        connection.cursor().execute("BEGIN IMMEDIATE")
    connection.connection.rollback()
    assert slept
    assert set(slept) == {LOOK}
