"""That a site came out of a copy of its database, where the database itself cannot say so (press/history.py): one of
an older version has no table for it. Needs no Django: there may be no site yet."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

MARK = "restored"
"""A file in the site's folder, until it is taken up into the database: the instant of the copy, ISO 8601."""


def note(site: Path, made: datetime) -> None:
    """Durably. Raises OSError."""
    half = site / f".{MARK}.half"
    with half.open("w", encoding="utf-8") as file:
        file.write(f"{made.astimezone(UTC).isoformat()}\n")
        file.flush()
        os.fsync(file.fileno())
    half.replace(site / MARK)


def noted(site: Path) -> datetime | None:
    """When the copy was made that this site came out of and has not gone on from. Of words that nobody understands
    the file's own time. Raises OSError."""
    try:
        words = (site / MARK).read_text(encoding="utf-8").strip()
        at = datetime.fromisoformat(words)
    except FileNotFoundError:
        return None
    except ValueError:
        return datetime.fromtimestamp((site / MARK).stat().st_mtime, UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def taken_up(site: Path) -> None:
    """Raises OSError."""
    (site / MARK).unlink(missing_ok=True)
