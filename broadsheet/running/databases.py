"""A copy of the database as it is at one instant, while others write to it, and the way back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from broadsheet.live import numbers
from broadsheet.press import history

LONGEST = 6 * 3600  # seconds that pg_dump and pg_restore may take
ALONE = 0x62726F6164
"""The number of that lock, which no other program has: "broad"."""
NAMES = {"sqlite": "db.sqlite3", "postgresql": "postgresql.dump"}


class CannotCopy(Exception):
    """The message is the one sentence to show."""


class Another(Exception):
    """Somebody else is alone with the database."""


@contextmanager
def alone(settings: dict[str, Any]) -> Iterator[None]:
    """Nobody else who asks for this, on whatever host, gets it meanwhile: on PostgreSQL, by a lock that ends with its
    connection. For SQLite presence.alone does. Raises Another and CannotCopy."""
    if kind(settings) != "postgresql":
        yield
        return
    with _connected(settings) as connection:
        if connection.execute("SELECT pg_try_advisory_lock(%s)", [ALONE]).fetchone() != (True,):
            raise Another
        yield


def kind(settings: dict[str, Any]) -> str:
    return "postgresql" if settings["ENGINE"].endswith("postgresql") else "sqlite"


def copy(settings: dict[str, Any], target: Path) -> None:
    """`settings` is Django's DATABASES["default"]; `target` must not exist. Raises CannotCopy, OSError."""
    target.touch(0o600, exist_ok=False)
    if kind(settings) == "postgresql":
        _run(
            "pg_dump",
            settings,
            "--format=custom",
            "--compress=0",
            "--no-owner",
            "--no-privileges",
            f"--file={target}",
        )
    else:
        _copy_sqlite(str(settings["NAME"]), target)


def _copy_sqlite(name: str, target: Path) -> None:
    """By SQLite's backup API, in one step: readers and writers go on meanwhile. The copy is looked at."""
    try:
        with closing(sqlite3.connect(name, uri=True, timeout=30)) as source, closing(sqlite3.connect(target)) as copy:
            source.execute("PRAGMA query_only = 1")
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            said = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        raise CannotCopy(f"The database cannot be copied ({error}): run `broadsheet check`.") from error
    if said != "ok":
        raise CannotCopy(f"The database is damaged ({said}): restore an older backup.")


def put_back_sqlite(copied: Path, target: Path, made: datetime) -> bool:
    """Durably, all of it or nothing; as `begin_sqlite`. Nobody may have the database open, and whoever copied it last
    has closed it, so that nothing of it is left in what lies beside it. Raises CannotCopy, OSError."""
    half = target.with_name(f".{target.name}.half")
    try:
        shutil.copyfile(copied, half)
        half.chmod(0o600)
        known = begin_sqlite(half, made)
        with half.open("rb") as file:
            os.fsync(file.fileno())
        for side in ("-wal", "-shm"):
            target.with_name(target.name + side).unlink(missing_ok=True)
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)
    sync(target.parent)
    return known


def begin_sqlite(database: Path, made: datetime) -> bool:
    """Have a database that came out of a copy, which was `made` then, say so, and give no number of an event twice.
    Whether it says so: one of an older version cannot. Raises CannotCopy."""
    try:
        numbers.leap_sqlite(database)
        return history.begin_sqlite(database, made)
    except sqlite3.Error as error:
        raise CannotCopy(f"The copy of the database cannot be used ({error}).") from error


def sync(folder: Path) -> None:
    """Have what was renamed in a folder outlive a lost current. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sqlite_file(settings: dict[str, Any]) -> Path:
    """Where a SQLite database lies."""
    with closing(sqlite3.connect(str(settings["NAME"]), uri=True)) as connection:
        return Path(connection.execute("PRAGMA database_list").fetchone()[2])


def put_back_postgresql(copied: Path, settings: dict[str, Any], made: datetime, *, clean: bool = False) -> bool:
    """All of it or nothing; as `begin_sqlite`. `clean`: what is in the database goes before. Raises CannotCopy."""
    options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    if clean:
        options += ["--clean", "--if-exists"]
        empty(settings)
    _run("pg_restore", settings, *options, str(copied))
    _asked(settings, f"{numbers.leap_postgresql()}; {history.begin_postgresql(made)}")
    ((known,),) = _asked(settings, history.known_postgresql())
    return bool(known)


def _run(program: str, settings: dict[str, Any], *arguments: str) -> None:
    found = shutil.which(program) or next(
        map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))), None
    )
    if found is None:
        raise CannotCopy(f"{program} is missing: install PostgreSQL's client (`apt install postgresql-client`).")
    command = [found, f"--dbname={_address(settings)}", *arguments]
    environment = {**os.environ, "PGPASSWORD": str(settings.get("PASSWORD") or "")}
    try:
        done = subprocess.run(  # noqa: S603  (our own words, no shell)
            command, env=environment, capture_output=True, text=True, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        raise CannotCopy(f"{program} took longer than {LONGEST // 3600} hours: look at the database.") from None
    if done.returncode:
        said = " ".join(done.stderr.split()) or f"exit status {done.returncode}"
        raise CannotCopy(f"{program} says: {said[:300]}")


def _address(settings: dict[str, Any]) -> str:
    """libpq's words for where it is; without the password, which others could see among the processes."""
    parts = {"dbname": settings["NAME"], "user": settings.get("USER"), "host": settings.get("HOST")}
    parts |= {"port": settings.get("PORT")} | {
        k: v for k, v in settings.get("OPTIONS", {}).items() if type(v) in (str, int)
    }
    escaped = {key: str(value).replace("\\", "\\\\").replace("'", "\\'") for key, value in parts.items() if value}
    return " ".join(f"{key}='{value}'" for key, value in escaped.items())


def demand_empty_postgresql(settings: dict[str, Any]) -> None:
    """Raises CannotCopy when there are tables, when not every letter fits, or the database does not answer."""
    ((encoding,),) = _asked(settings, "SHOW server_encoding")
    if isinstance(encoding, bytes):  # of such a database psycopg decodes nothing
        encoding = encoding.decode()
    if encoding != "UTF8":  # as PostgreSQL makes it on a machine whose language is "C"
        raise CannotCopy(
            f"The database {settings['NAME']} keeps letters as {encoding}: make another one "
            "(`createdb --encoding UTF8 --template template0`), and name that."
        )
    if _asked(settings, "SELECT 1 FROM pg_tables WHERE schemaname = 'public'"):
        raise CannotCopy(f"The database {settings['NAME']} is not empty: make a new one (`createdb`), and name that.")


def empty(settings: dict[str, Any]) -> None:
    """Drop every table, those of later versions too, of which a copy knows nothing."""
    _asked(
        settings,
        """DO $$ DECLARE one text; BEGIN
            FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
                EXECUTE format('DROP TABLE public.%I CASCADE', one);
            END LOOP;
        END $$""",
    )


def _asked(settings: dict[str, Any], sql: str) -> list[Any]:
    psycopg = import_module("psycopg")
    with _connected(settings) as connection:
        try:
            answer = connection.execute(sql)
            return list(answer.fetchall()) if answer.description else []
        except psycopg.Error as error:
            raise _unusable(error) from error


@contextmanager
def _connected(settings: dict[str, Any]) -> Iterator[Any]:
    """What fails inside is no fault of the connection's. Raises CannotCopy."""
    psycopg = import_module("psycopg")
    password = str(settings.get("PASSWORD") or "")
    try:
        connection = psycopg.connect(_address(settings), password=password, autocommit=True)
    except psycopg.Error as error:
        raise _unusable(error) from error
    with closing(connection):
        yield connection


def _unusable(error: Exception) -> CannotCopy:
    return CannotCopy(f"The database cannot be used ({' '.join(str(error).split())}).")
