"""How the database is opened: SQLite in the site's folder, or PostgreSQL by its URL."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import dj_database_url

BUSY_TIMEOUT = 20  # seconds that a writer waits for another one
CUT_OFF = {
    "connect_timeout": 5,
    **{"keepalives_idle": 5, "keepalives_interval": 3, "keepalives_count": 3, "tcp_user_timeout": 15_000},
    "options": "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=3 -c tcp_keepalives_count=3 "
    "-c tcp_user_timeout=15000",
}
"""A host that is cut off may hold the press's lock: within a quarter of a minute both ends of a connection see that
nobody is there, and PostgreSQL gives the lock to another. (It would take two hours.)"""
SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"


def database(url: str, default: Path) -> dict[str, Any]:
    """Django's DATABASES["default"] for a DATABASE_URL; an empty one means the site's own SQLite file."""
    parts = urlsplit(url)
    if not url or parts.scheme == "sqlite":
        return sqlite(default.parent / parts.path.removeprefix("/") if url else default)
    return {
        **dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True),
        "OPTIONS": {**CUT_OFF, **dict(dj_database_url.parse(url).get("OPTIONS", {}))},
    }


def sqlite(path: Path, mode: str = "rw") -> dict[str, Any]:
    """`mode=rw` opens what is there and makes nothing: only `init` and `demo` make a database."""
    return {
        "ENGINE": "broadsheet.site.sqlite3",
        "NAME": f"file:{quote(str(path))}?mode={mode}",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": BUSY_TIMEOUT,
            "init_command": SQLITE_PRAGMAS,
        },
        "CONN_MAX_AGE": None,
    }
