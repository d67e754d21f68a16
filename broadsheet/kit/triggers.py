"""Triggers of ours in the database, those of one purpose by the beginning of their names: which there are, and how
they keep out of a migration's way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate

WithDatabase = Callable[[str], None]


def drop(prefix: str, using: str = "default") -> None:
    """Take away all whose name begins so."""
    connection = connections[using]
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            find = "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE %s"
            cursor.execute(find, [prefix + "%"])
            found = [f"{quoted(name)} ON {table}" for name, table in cursor.fetchall()]
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type='trigger' AND name LIKE %s", [prefix + "%"])
            found = [quoted(name) for (name,) in cursor.fetchall()]
        for each in found:
            cursor.execute(f"DROP TRIGGER {each}")


def definitions(prefix: str, using: str = "default") -> dict[str, str]:
    """{name: statement or definition} of all whose name begins so."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        find = "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname LIKE %s"
    else:
        find = "SELECT name, sql FROM sqlite_master WHERE type='trigger' AND name LIKE %s"
    with connection.cursor() as cursor:
        cursor.execute(find, [prefix + "%"])
        return dict(cursor.fetchall())


def around_migrations(app: AppConfig, drop: WithDatabase, install: WithDatabase) -> None:
    """Have them dropped before the tables of `app` are migrated, and made anew afterwards: SQLite rebuilds a table
    under another name, and would take them along."""

    def before(using: str, **_: Any) -> None:
        drop(using)

    def after(using: str, **_: Any) -> None:
        install(using)

    pre_migrate.connect(before, sender=app, weak=False)
    post_migrate.connect(after, sender=app, weak=False)
