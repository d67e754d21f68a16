"""Which old backups go: all of the last day stay, and of each of the last days, weeks and months the newest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import PurePath
from typing import TypeVar

P = TypeVar("P", bound=PurePath)

NAME = re.compile(r"^(?P<paper>[a-z0-9-]+)-(?P<made>\d{8}T\d{6}Z)\.tar\.zst(\.age)?$")
STAMP = "%Y%m%dT%H%M%SZ"
FRESH = timedelta(days=1)
"""What somebody had made before a risky step is not taken away by the next one."""
PERIODS = {
    "day": lambda at: at.strftime("%Y-%m-%d"),
    "week": lambda at: at.strftime("%G-%V"),
    "month": lambda at: at.strftime("%Y-%m"),
}


def made_at(path: PurePath) -> datetime | None:
    """When a backup was made, by its name; None for any other file."""
    found = NAME.match(path.name)
    return datetime.strptime(found["made"], STAMP).replace(tzinfo=UTC) if found else None


def backups(files: Iterable[P], paper: str) -> list[P]:
    """Those of this paper among the files of a place, the newest first."""
    found = [path for path in files if (name := NAME.match(path.name)) and name["paper"] == paper]
    return sorted(found, key=lambda path: (made_at(path), path.name), reverse=True)


def superfluous(found: Iterable[P], keep: Mapping[str, int], zone: tzinfo, now: datetime) -> list[P]:
    """`keep`: {"day": 7, "week": 5, "month": 12}; periods are those of the paper's clock. The newest always stays,
    and periods in which no backup was made do not count."""
    newest_first = sorted(found, key=lambda path: (made_at(path), path.name), reverse=True)
    kept = {path for path in newest_first if (at := made_at(path)) and at > now - FRESH} | set(newest_first[:1])
    for period, name in PERIODS.items():
        seen: set[str] = set()
        for path in newest_first:
            at = made_at(path)
            assert at is not None
            if (key := name(at.astimezone(zone))) not in seen and len(seen) < keep.get(period, 0):
                seen.add(key)
                kept.add(path)
    return [path for path in newest_first if path not in kept]
