"""Whole copies of the database that lie on this server besides it, in clear: what an upgrade could go back to, what
an undo set aside, and the SQLite file of a paper that has moved to PostgreSQL. An erasure reaches none of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from broadsheet.amends.models import Erasure, Stage
from broadsheet.kit import clock
from broadsheet.running import databases
from broadsheet.running.upgrading import FOLDER

UNDONE = "undone-*"
KEPT = timedelta(days=30)
"""So long lies what an undo has set aside; then the next upgrade or undo takes it away."""


def copies(until: datetime | None = None) -> list[Path]:
    """Those that were made before then. Raises OSError."""
    found = [path for path in _all() if path.is_file()]
    return [path for path in found if until is None or _made(path) < until]


def of_what_was_erased() -> list[Path]:
    """Those that may hold a story which a court had destroyed since. Raises OSError and DatabaseError."""
    rows = Erasure.objects.filter(stage__in=(Stage.GOING, Stage.DONE)).values_list("done_at", flat=True)
    ends = [at or clock.wall() for at in rows]
    return copies(max(ends)) if ends else []


def thin() -> list[Path]:
    """Take away what was set aside long ago; what went. Raises OSError."""
    gone = [path for path in _undone() if _made(path) < clock.wall() - KEPT]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def _all() -> Iterator[Path]:
    yield from (settings.SITE / FOLDER / name for name in databases.NAMES.values())
    yield from _undone()
    if databases.kind(connection.settings_dict) == "postgresql":
        yield settings.SITE / databases.NAMES["sqlite"]


def _undone() -> list[Path]:
    return sorted((settings.SITE / FOLDER).glob(UNDONE))


def _made(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
