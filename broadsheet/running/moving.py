"""Moves a site's database from SQLite to an empty PostgreSQL: every row, in one transaction there.

Tables and the rows that come with them are made by the same migrations, in a process that knows the new one alone;
then each table is emptied and filled from the old one, and counted. Numbers of rows stay, so that addresses, tokens
and the press's ledger stay true and nothing is pressed again. The readers' and editors' indexes of words are another
thing on each database: the desk's is made anew at once, the readers' by the worker that starts there.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import DataError, Error, connection, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from broadsheet.press import triggers
from broadsheet.running import databases
from broadsheet.running.upgrading import NotUpgraded as NotUpgraded
from broadsheet.running.upgrading import ahead, alone, steps

NEW = "new"
"""The name of the new database among Django's connections."""
ANEW = {"wagtailsearch", "search"}
"""Apps whose tables differ from database to database, and hold nothing that cannot be made again."""
BATCH = 500
LONGEST = 3600  # seconds that making tables, or the index, may take
Model = type[models.Model]


class NotMoved(Exception):
    """The message is the one sentence to show. The old database is as it was."""


def demand_movable(new: dict[str, Any]) -> None:
    """Raises NotMoved, and CannotCopy unless `new` is empty."""
    if connection.vendor != "sqlite":
        raise NotMoved("The site's database is PostgreSQL already.")
    if databases.kind(new) != "postgresql":
        raise NotMoved("Name a PostgreSQL: postgresql://user:password@host/name.")
    if steps() or ahead():
        raise NotMoved("The database is not of this version: run `broadsheet upgrade` first.")
    databases.demand_empty_postgresql(new)


@contextmanager
def all_or_nothing(new: dict[str, Any], wait: Callable[[], None]) -> Iterator[None]:
    """With both databases to ourselves. What ends in the middle leaves the new one as empty as it was, to be named
    again. Raises NotMoved, NotUpgraded while something works at the site, CannotCopy unless `new` is empty."""
    with alone(wait), _alone_with(new):
        databases.demand_empty_postgresql(new)
        try:
            yield
        except BaseException:  # Ctrl-C too
            with suppress(databases.CannotCopy):
                databases.empty(new)
            raise


@contextmanager
def _alone_with(new: dict[str, Any]) -> Iterator[None]:
    with ExitStack() as held:
        try:
            held.enter_context(databases.alone(new))
        except databases.Another:
            raise NotMoved(f"Another site is being moved to the database {new['NAME']}: name another one.") from None
        yield


def make_tables(site: Path, url: str) -> None:
    """By the migrations. Raises NotMoved."""
    _manage(site, url, "migrate", "--verbosity=0")


def make_index(site: Path, url: str) -> None:
    """The desk's search. Raises NotMoved."""
    _manage(site, url, "wagtail_update_index", "--verbosity=0")


def _manage(site: Path, url: str, *arguments: str) -> None:
    command = [sys.executable, "-m", "broadsheet", "manage", *arguments, "--site", str(site)]
    environment = {**os.environ, "DATABASE_URL": url}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=LONGEST, check=False)  # noqa: S603  (our own words, no shell)
    except subprocess.TimeoutExpired:
        raise NotMoved(f"{arguments[0]} took longer than an hour: look at the new database.") from None
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise NotMoved(f"The new database cannot be prepared ({said[-1] if said else done.returncode}).")


def tables() -> list[Model]:
    """Every model with a table of its own that is moved."""
    found = apps.get_models(include_auto_created=True)
    ours = [m for m in found if m._meta.managed and not m._meta.proxy and m._meta.app_label not in ANEW]
    there = set(connection.introspection.table_names())
    return [model for model in ours if model._meta.db_table in there]


def move(new: dict[str, Any], told: Callable[[str, int], None]) -> int:
    """Copy every row, all or nothing; how many. `told(table, rows)` after each table. Raises NotMoved."""
    connections.settings[NEW] = {**connections["default"].settings_dict, **new}
    there = connections[NEW]
    try:
        with transaction.atomic(), transaction.atomic(using=NEW):
            triggers.drop(NEW)
            _empty(there)
            count = sum(_copy(model, there, told) for model in tables())
            _go_on_counting(there)
            triggers.install(NEW)
        return count
    except Error as error:
        raise NotMoved(f"The new database takes not everything ({' '.join(str(error).split())}).") from error
    finally:
        there.close()
        del connections[NEW]
        connections.settings.pop(NEW)


def _empty(there: BaseDatabaseWrapper) -> None:
    names = [there.ops.quote_name(model._meta.db_table) for model in tables()]
    names.append(there.ops.quote_name("django_migrations"))
    with there.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(names)} CASCADE")
    with connection.cursor() as old, there.cursor() as cursor:
        old.execute("SELECT id, app, name, applied FROM django_migrations")
        rows = [(pk, app, name, str(applied) + "+00") for pk, app, name, applied in old.fetchall()]
        cursor.executemany("INSERT INTO django_migrations (id, app, name, applied) VALUES (%s, %s, %s, %s)", rows)


def _copy(model: Model, there: BaseDatabaseWrapper, told: Callable[[str, int], None]) -> int:
    fields = model._meta.local_concrete_fields
    quoted = there.ops.quote_name
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quoted(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608  (our own names)
    count = 0
    with there.cursor() as cursor:
        for batch in _batches(model, fields, there):
            try:
                cursor.executemany(statement, batch)
            except DataError as error:
                raise NotMoved(_what(model, batch, error)) from error
            count += len(batch)
        cursor.execute(f"SELECT count(*) FROM {quoted(model._meta.db_table)}")  # noqa: S608  (names of our own tables)
        if (arrived := cursor.fetchone()[0]) != count:
            raise NotMoved(f"Of {count} rows of {model._meta.db_table} {arrived} arrived.")
    told(model._meta.db_table, count)
    return count


def _batches(model: Model, fields: Any, there: BaseDatabaseWrapper) -> Iterator[list[tuple[Any, ...]]]:
    attributes = [field.attname for field in fields]
    rows = model._base_manager.order_by("pk").values_list(*attributes).iterator(BATCH)
    while batch := list(islice(rows, BATCH)):
        yield [
            tuple(field.get_db_prep_save(value, there) for field, value in zip(fields, row, strict=True))
            for row in batch
        ]


def _what(model: Model, batch: list[tuple[Any, ...]], error: DataError) -> str:
    """SQLite takes longer texts than a column says, and characters that PostgreSQL has not."""
    first, last = batch[0][0], batch[-1][0]
    said = str(error).splitlines()[0]
    where = f"{model._meta.db_table} between {first} and {last}"
    return f"A row of {where} does not fit ({said}): shorten it, then move again."


def _go_on_counting(there: BaseDatabaseWrapper) -> None:
    """New rows get numbers after those that came."""
    with there.cursor() as cursor:
        for statement in there.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)
        of_migrations = "pg_get_serial_sequence('django_migrations', 'id')"
        cursor.execute(f"SELECT setval({of_migrations}, (SELECT max(id) FROM django_migrations))")  # noqa: S608  (names of our own tables)
