"""Makes a backup of the site while it works.

Files are read first, then the database is copied as it is at one instant, then what is new among the files is read.
So whatever the copy of the database speaks of is there: it lay in the folder before the copy was made, or still does.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils.text import slugify

from broadsheet import __version__
from broadsheet.kit import clock
from broadsheet.running import contents, databases, thinning
from broadsheet.running.archive.packing import DATABASE, SITE, Packer, archive
from broadsheet.running.databases import CannotCopy
from broadsheet.running.targets import NotReached, Target

LOOKS = 5  # at files that change while they are read
ROOM = 64 << 20  # bytes that must be free for the copy of the database, besides its size


class NotBackedUp(Exception):
    """The message is the one sentence to show."""


@dataclass(frozen=True)
class Made:
    path: Path
    size: int
    files: int
    seconds: float


def paper() -> str:
    """What a backup's name begins with."""
    return slugify(settings.PAPER_NAME) or "paper"


def make(place: Path, recipients: Sequence[str] = ()) -> Made:
    """Write a backup into the folder `place`, which is made if it is missing. Raises NotBackedUp."""
    began, now = time.monotonic(), clock.wall().astimezone(UTC)
    name = f"{paper()}-{now.strftime(thinning.STAMP)}.tar.zst{'.age' if recipients else ''}"
    try:
        place.mkdir(parents=True, exist_ok=True)
        _sweep(place)
        with (
            tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.SITE) as aside,
            archive(place / name, _about(now.isoformat()), recipients) as packer,
        ):
            _pack(packer, place, Path(aside))
    except CannotCopy as error:
        raise NotBackedUp(str(error)) from error
    except OSError as error:
        what = error.filename or place
        raise NotBackedUp(
            f"{what} cannot be read or written ({error.strerror or error}): no backup was made."
        ) from error
    path = place / name
    return Made(path, path.stat().st_size, packer.files, time.monotonic() - began)


def _pack(packer: Packer, place: Path, aside: Path) -> None:
    database = connection.settings_dict
    local = settings.BACKUP_TO and "://" not in settings.BACKUP_TO
    out = [place, *([settings.SITE / settings.BACKUP_TO] if local else [])]
    if databases.kind(database) == "sqlite":
        out += contents.database_files(databases.sqlite_file(database))
    _add_files(packer, out)
    copied = aside / databases.NAMES[databases.kind(database)]
    _demand_room(database, aside)
    databases.copy(database, copied)
    packer.add_file(DATABASE + copied.name, copied)
    copied.unlink()
    for _ in range(LOOKS):
        _add_files(packer, out)
        if not packer.restless():
            return
        time.sleep(0.2)
    raise NotBackedUp(
        f"{packer.restless()[0]} changes all the time, so that it cannot be copied: see what writes it."
    )


def _add_files(packer: Packer, out: Sequence[Path]) -> None:
    for name, path in contents.files(settings.SITE, out):
        packer.add_file(SITE + name, path)


def _demand_room(database: Mapping[str, Any], aside: Path) -> None:
    if databases.kind(dict(database)) == "sqlite":
        size = databases.sqlite_file(dict(database)).stat().st_size
        if shutil.disk_usage(aside).free < size + ROOM:
            raise NotBackedUp(f"The disk of {settings.SITE} has no room for a copy of the database: make some.")


def _about(now: str) -> dict[str, Any]:
    database = connection.settings_dict
    kind = databases.kind(database)
    name = databases.NAMES["sqlite"]
    if kind == "sqlite" and (file := databases.sqlite_file(database)).is_relative_to(settings.SITE):
        name = file.relative_to(settings.SITE).as_posix()
    return {
        "broadsheet": __version__,
        "made": now,
        "paper": settings.PAPER_NAME,
        "database": {"kind": kind, "name": name},
    }


def _sweep(place: Path) -> None:
    """What was left by one who died at it."""
    for half in place.glob(".*.half"):
        if time.time() - half.stat().st_mtime > 24 * 3600:
            half.unlink(missing_ok=True)
    for aside in settings.SITE.glob(".backup-*"):
        if time.time() - aside.stat().st_mtime > 24 * 3600:
            shutil.rmtree(aside, ignore_errors=True)


def thin(to: Target, keep: Mapping[str, int]) -> list[str]:
    """Remove what the rule does not keep; names of what was removed. Raises NotBackedUp."""
    try:
        zone = ZoneInfo(settings.PAPER_TIME_ZONE)
        gone = thinning.superfluous(thinning.backups(to.names(), paper()), keep, zone, clock.wall())
        for path in gone:
            to.remove(path.name)
    except NotReached as error:
        raise NotBackedUp(f"Old backups cannot be removed: {error}") from error
    return [path.name for path in gone]
