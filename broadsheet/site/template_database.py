"""Makes the migrated database that ships in the package, so that a new site need not run every migration.

`make template` runs this file. Made twice from the same code, it holds the same rows: instants are fixed,
identifiers are made from the table's name and the row's key.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
import uuid
from pathlib import Path

import django
import zstandard

from broadsheet.site import founding
from broadsheet.site.config import DATABASE_NAME

INSTANT = "2026-01-01 00:00:00"
GUARDS = "SELECT name, sql FROM sqlite_master WHERE name LIKE 'broadsheet_log_%'"
"""Triggers that refuse changes of the log."""


def main(target: Path) -> None:
    """Write the packed database to `target`."""
    with tempfile.TemporaryDirectory(prefix="broadsheet-template-") as folder:
        target.write_bytes(zstandard.ZstdCompressor(level=19).compress(_made(Path(folder))))


def _made(site: Path) -> bytes:
    founding.found(site, founding.Choices(), database=False)
    (site / DATABASE_NAME).touch()  # an empty file is an empty database, which mode=rw opens
    os.environ["BROADSHEET_SITE"] = str(site)
    os.environ["DJANGO_SETTINGS_MODULE"] = "broadsheet.site.settings"
    django.setup()
    __import__("broadsheet.site.first_content")
    __import__("broadsheet.site.working")
    sys.modules["broadsheet.site.first_content"].begin()
    sys.modules["broadsheet.site.working"].run_waiting()
    same_each_time(site / DATABASE_NAME, site / "smooth.sqlite3")
    return (site / "smooth.sqlite3").read_bytes()


def same_each_time(database: Path, target: Path) -> None:
    connection = sqlite3.connect(database)
    with connection:
        guards = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE name LIKE 'broadsheet_log_%'"
        ).fetchall()
        for guard, _sql in guards:  # they refuse changes of the log
            connection.execute(f'DROP TRIGGER "{guard}"')
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in names:
            _fix_columns(connection, table)
        for _guard, sql in guards:
            connection.execute(sql)
        connection.execute("DELETE FROM press_change")  # the first start presses everything anyhow
        # they are done, and would be long overdue
        connection.execute("DELETE FROM django_tasks_database_dbtaskresult")
    connection.execute("VACUUM INTO ?", (str(target),))
    connection.close()


def _fix_columns(connection: sqlite3.Connection, table: str) -> None:
    # The names come from the database's own schema.
    for _, column, kind, *_ in connection.execute(f'PRAGMA table_info("{table}")').fetchall():
        filled = f'"{column}" IS NOT NULL'
        if kind == "datetime":
            connection.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE {filled}', (INSTANT,))  # noqa: S608  (names of our own tables)
        elif kind == "char(32)":
            for (key,) in connection.execute(f'SELECT rowid FROM "{table}" WHERE {filled}').fetchall():  # noqa: S608  (names of our own tables)
                value = uuid.uuid5(uuid.NAMESPACE_URL, f"{table}/{column}/{key}").hex
                connection.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?', (value, key))  # noqa: S608  (names of our own tables)


if __name__ == "__main__":
    main(Path(__file__).with_name(founding.TEMPLATE_DATABASE))
