"""How large SQLite's tables are, told to SQLite itself, which decides by it in which order to go through those that a
question joins (PostgreSQL keeps such counts by itself).

It counts only when it is told to (ANALYZE). Until then all tables are the same to it: for the dozen sections of a
menu it went through all hundred thousand pages, on every page that was pressed. Of a table that has no rows it keeps
nothing, and takes it for a very large one; those are written down as small ones. (Decision 95.)
"""

from __future__ import annotations

import time

from django.db import connection, transaction

EVERY = 3600.0  # seconds
LOOKED_AT = 1000  # entries of an index, at most: enough to tell a dozen from a thousand
EMPTY = 100  # rows that a table without any counts as: it may have some before we look again
_TABLES = """
    SELECT name FROM sqlite_master WHERE type = 'table'
    AND substr(name, 1, 7) <> 'sqlite_' AND substr(sql, 1, 14) <> 'CREATE VIRTUAL'"""


def tell() -> None:
    """Have every table counted, each by itself, so that nobody waits long for the database. On SQLite alone."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        names = [name for (name,) in cursor.fetchall()]
        cursor.execute(f"PRAGMA analysis_limit = {LOOKED_AT:d}")
        for name in names:
            _count(name)
        cursor.execute("ANALYZE sqlite_master")  # have it read what was written


@transaction.atomic
def _count(table: str) -> None:
    quoted = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {quoted}")
        cursor.execute(f"SELECT 1 FROM {quoted} LIMIT 1")  # noqa: S608 - a name of the database's own
        if cursor.fetchone() is None:
            cursor.execute("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (%s, NULL, %s)", [table, str(EMPTY)])


class Telling:
    """Does it once an hour; `run` is called every minute or so."""

    def __init__(self) -> None:
        self._next = 0.0

    def run(self) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY
            tell()
