"""Triggers that write the outbox: a change and its row in `press_change` are one transaction by construction.

Signals would miss what Django does by `.update()`, `bulk_create`, raw SQL or a tree's move, and a crash between
a save and its signal. The database misses nothing. See docs/decisions for the reasons.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from broadsheet.kit import triggers
from broadsheet.press.models import Change, Instant
from broadsheet.press.watch import WATCHES, Watch, column

PREFIX = "broadsheet_press_"
CHANNEL = "broadsheet_press"


def install(using: str = "default") -> None:
    """(Re)make the triggers of every watched table."""
    connection = connections[using]
    drop(using)
    tables = set(connection.introspection.table_names())
    if not {Change._meta.db_table, Instant._meta.db_table} <= tables:
        return
    statements = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        for watched in WATCHES.values():
            if watched.table in tables:
                for statement in statements(connection, watched):
                    cursor.execute(statement)


def drop(using: str = "default") -> None:
    """Take all of them away, so that a migration can rebuild tables freely."""
    triggers.drop(PREFIX, using)


def installed(using: str = "default") -> dict[str, str]:
    """{name: statement or definition} of the triggers that are there, for the currency check."""
    return triggers.definitions(PREFIX, using)


def expected_sqlite() -> dict[str, str]:
    """{name: statement} that `install` makes on SQLite: what `installed` must show."""
    connection = connections["default"]
    made = [statement for watched in WATCHES.values() for statement in _sqlite(connection, watched)]
    return {statement.split('"')[1]: statement for statement in made}


def _sqlite(connection: BaseDatabaseWrapper, watched: Watch) -> Iterator[str]:
    q, table = connection.ops.quote_name, watched.table
    key = q(column(watched.model._meta.pk))

    def json(side: str) -> str:
        return "json_object(" + ", ".join(f"'{column(f)}', {side}.{q(column(f))}" for f in watched.carried) + ")"

    def body(row: str, before: str, after: str, instants: str) -> str:
        change = (
            f"INSERT INTO {q(Change._meta.db_table)} ({q('table')}, {q('row')}, {q('before')}, {q('after')}) "
            f"VALUES ('{table}', {row}.{key}, {before}, {after}); "
        )
        return "BEGIN " + change + instants + "END"

    differs = " OR ".join(f"OLD.{q(column(f))} IS NOT NEW.{q(column(f))}" for f in watched.compared)
    name = PREFIX + table
    yield (
        f"CREATE TRIGGER {q(name + '_ins')} AFTER INSERT ON {q(table)} "
        + body("NEW", "NULL", json("NEW"), _instants(connection, watched, changed_only=False))
    )
    yield (
        f"CREATE TRIGGER {q(name + '_upd')} AFTER UPDATE ON {q(table)} WHEN {differs} "
        + body("NEW", json("OLD"), json("NEW"), _instants(connection, watched, changed_only=True))
    )
    yield f"CREATE TRIGGER {q(name + '_del')} AFTER DELETE ON {q(table)} " + body("OLD", json("OLD"), "NULL", "")


def _instants(connection: BaseDatabaseWrapper, watched: Watch, *, changed_only: bool) -> str:
    q, distinct = (
        connection.ops.quote_name,
        "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT",
    )
    made = ""
    for f in watched.instants:
        name = q(column(f))
        when = f"NEW.{name} IS NOT NULL"
        if changed_only:
            when += f" AND OLD.{name} {distinct} NEW.{name}"
        made += (
            f"INSERT INTO {q(Instant._meta.db_table)} ({q('at')}, {q('table')}, {q('row')}) "
            f"SELECT NEW.{name}, '{watched.table}', NEW.{q(column(watched.model._meta.pk))} WHERE {when}; "
        )
    return made


def _postgresql(connection: BaseDatabaseWrapper, watched: Watch) -> Iterator[str]:
    q, table = connection.ops.quote_name, watched.table
    key = q(column(watched.model._meta.pk))
    name = (PREFIX + table)[:59]

    def json(side: str) -> str:
        pairs = ", ".join(f"'{column(f)}', {side}.{q(column(f))}" for f in watched.carried)
        return f"jsonb_build_object({pairs})::text"

    def insert(row: str, before: str, after: str) -> str:
        return (
            f"INSERT INTO {q(Change._meta.db_table)} ({q('table')}, {q('row')}, {q('before')}, {q('after')}) "
            f"VALUES ('{table}', {row}.{key}, {before}, {after}); "
        )

    differs = " OR ".join(f"OLD.{q(column(f))} IS DISTINCT FROM NEW.{q(column(f))}" for f in watched.compared)
    yield (
        f"CREATE OR REPLACE FUNCTION {q(name)}() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN "
        f"IF TG_OP = 'INSERT' THEN {insert('NEW', 'NULL', json('NEW'))}"
        f"{_instants(connection, watched, changed_only=False)}"
        f"ELSIF TG_OP = 'DELETE' THEN {insert('OLD', json('OLD'), 'NULL')}"
        f"ELSIF {differs} THEN {insert('NEW', json('OLD'), json('NEW'))}"
        f"{_instants(connection, watched, changed_only=True)}"
        f"ELSE RETURN NULL; END IF; PERFORM pg_notify('{CHANNEL}', ''); RETURN NULL; END $body$"
    )
    yield (
        f"CREATE TRIGGER {q(name)} AFTER INSERT OR UPDATE OR DELETE ON {q(table)} "
        f"FOR EACH ROW EXECUTE FUNCTION {q(name)}()"
    )
