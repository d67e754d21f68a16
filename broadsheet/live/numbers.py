"""The numbers of events after a database came out of a copy. Needs no Django: there may be no site yet.

The copy's own sequence would give numbers a second time that readers have had for something else; whoever had the
last of them would be told nothing of the new ones. So the sequence leaps past all that can have been given since, and
what was told before counts as taken away: whoever comes back looks at the pages anew.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

LEAP = 1_000_000  # at least, should the clock have been set back
_TABLES = ("live_event", "live_pruned")


def leap_sqlite(database: Path) -> None:
    """Raises sqlite3.Error."""
    with closing(sqlite3.connect(database)) as opened, opened:
        names = {name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not names.issuperset(_TABLES):
            return  # of a version that told nothing
        given = opened.execute("SELECT seq FROM sqlite_sequence WHERE name = 'live_event'").fetchone()
        number = max((given[0] if given else 0) + LEAP, _milliseconds())
        opened.execute("DELETE FROM sqlite_sequence WHERE name = 'live_event'")
        opened.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('live_event', ?)", [number])
        opened.execute("INSERT OR REPLACE INTO live_pruned (id, upto) VALUES (1, ?)", [number])


def leap_postgresql() -> str:
    """The same in SQL."""
    return f"""DO $$ DECLARE sequence text; number bigint; BEGIN
        IF to_regclass('live_event') IS NULL OR to_regclass('live_pruned') IS NULL THEN RETURN; END IF;
        sequence := pg_get_serial_sequence('live_event', 'id');
        number := greatest(nextval(sequence) + {LEAP}, {_milliseconds()});
        PERFORM setval(sequence, number);
        INSERT INTO live_pruned (id, upto) VALUES (1, number)
            ON CONFLICT (id) DO UPDATE SET upto = EXCLUDED.upto;
    END $$"""  # noqa: S608  (our own figures)


def _milliseconds() -> int:
    """Of the clock: the same copy can be put back twice, and no paper tells a thousand events a second."""
    return time.time_ns() // 1_000_000
