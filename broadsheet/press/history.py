"""Has a database say that it came out of a copy. Needs no Django: there may be no site yet.

What was written after the copy was made is of another history: mail that went out then, sessions that were ended, and
dispatches whose numbers are given a second time. So the row (models.History) gets a new random name, and stands at
BACK until somebody goes on from there. A database of a version that has no such table is left alone.
"""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

TABLE, BACK = "press_history", "back"
NAME_BYTES = 16


def begin_sqlite(database: Path, made: datetime) -> bool:
    """`made`: when the copy was. Whether there is a table for it. Raises sqlite3.Error."""
    with closing(sqlite3.connect(database)) as opened, opened:
        if not opened.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", [TABLE]).fetchone():
            return False
        row = [new_name(), _plain(made), BACK]
        opened.execute(f"INSERT OR REPLACE INTO {TABLE} (id, name, made, state) VALUES (1, ?, ?, ?)", row)  # noqa: S608  (our own words)
    return True


def begin_postgresql(made: datetime) -> str:
    """The same in SQL."""
    return f"""DO $$ BEGIN
        IF to_regclass('{TABLE}') IS NULL THEN RETURN; END IF;
        INSERT INTO {TABLE} (id, name, made, state) VALUES (1, '{new_name()}', '{_plain(made)}+00', '{BACK}')
            ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, made = EXCLUDED.made, state = EXCLUDED.state;
    END $$"""  # noqa: S608  (our own words)


def known_postgresql() -> str:
    """SQL that asks whether there is a table for it."""
    return f"SELECT to_regclass('{TABLE}') IS NOT NULL"


def new_name() -> str:
    return secrets.token_hex(NAME_BYTES)


def _plain(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
