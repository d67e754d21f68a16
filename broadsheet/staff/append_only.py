"""The log of who did what is only added to: the database itself refuses everything else.

What stays allowed: an erasure empties the words of an entry (label and data), a type of content that is not there any
more leaves it, and entries of the door go when they are older than DOOR_KEPT.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connections
from wagtail.models import ModelLogEntry, PageLogEntry

from broadsheet.kit import triggers

PREFIX = "broadsheet_log_"
TABLES = (PageLogEntry._meta.db_table, ModelLogEntry._meta.db_table)
DOOR = ("staff.sign_in", "staff.sign_out", "staff.sign_in_failed", "staff.locked_out")
DOOR_KEPT = 365  # days
REFUSED = "the log of who did what is only added to"
_OF_ALL = ("id", "action", "timestamp", "uuid", "user_id", "revision_id", "content_changed", "deleted")
_ABOUT = {TABLES[0]: "page_id", TABLES[1]: "object_id"}


def install(using: str = "default") -> None:
    connection = connections[using]
    drop(using)
    there = set(connection.introspection.table_names())
    statements = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        for table in TABLES:
            if table in there:
                for statement in statements(table):
                    cursor.execute(statement)


def drop(using: str = "default") -> None:
    """Take them away, so that a migration can rebuild the tables."""
    triggers.drop(PREFIX, using)


def _may_go(now_less_kept: str) -> str:
    door = ", ".join(f"'{action}'" for action in DOOR)
    return f"(OLD.action IN ({door}) AND OLD.timestamp < {now_less_kept})"


def _may_change(table: str, same: str, empty: str) -> str:
    kept = " AND ".join(f"OLD.{column} {same} NEW.{column}" for column in (*_OF_ALL, _ABOUT[table]))
    kept += f" AND (NEW.content_type_id {same} OLD.content_type_id OR NEW.content_type_id IS NULL)"
    words = f"(OLD.label {same} NEW.label AND OLD.data {same} NEW.data)"
    return f"({kept} AND ({words} OR (NEW.label = '' AND {empty})))"


def _sqlite(table: str) -> Iterator[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    old = f"strftime('%Y-%m-%d %H:%M:%f', 'now', '-{DOOR_KEPT} days')"
    change = _may_change(table, "IS", "NEW.data = '{}'")
    yield f'CREATE TRIGGER "{PREFIX}{table}_upd" BEFORE UPDATE ON "{table}" WHEN NOT {change} {refuse}'
    yield f'CREATE TRIGGER "{PREFIX}{table}_del" BEFORE DELETE ON "{table}" WHEN NOT {_may_go(old)} {refuse}'


def _postgresql(table: str) -> Iterator[str]:
    name, old = f"{PREFIX}{table}", f"now() - interval '{DOOR_KEPT} days'"
    change = _may_change(table, "IS NOT DISTINCT FROM", "NEW.data::text = '{}'")
    yield (
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN '
        f"IF TG_OP = 'DELETE' AND {_may_go(old)} THEN RETURN OLD; END IF; "
        f"IF TG_OP = 'UPDATE' THEN IF {change} THEN RETURN NEW; END IF; END IF; "
        f"RAISE EXCEPTION '{REFUSED}'; END $body$"
    )
    yield (f'CREATE TRIGGER "{name}" BEFORE UPDATE OR DELETE ON "{table}" FOR EACH ROW EXECUTE FUNCTION "{name}"()')
