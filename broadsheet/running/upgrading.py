"""Brings a site's database to this version of the program, and back.

    before-upgrade/            what `--undo` puts back
      db.sqlite3 or postgresql.dump
      version                  of the program that upgraded the site last
      about.json               {"broadsheet": the version that worked with it, "at": ISO 8601, "kind": …}

The copy is the whole database: what was written since is lost by an undo, and is kept beside it (`undone-…`).
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from broadsheet import __version__
from broadsheet.kit import clock
from broadsheet.press.health import SILENT_AFTER
from broadsheet.press.models import Desk
from broadsheet.running import databases
from broadsheet.running.databases import CannotCopy

FOLDER, ABOUT, VERSION = "before-upgrade", "about.json", "version"


class NotUpgraded(Exception):
    """The message is the one sentence to show."""


@dataclass(frozen=True)
class Before:
    """What an undo would put back."""

    broadsheet: str
    at: datetime
    file: Path


def steps() -> int:
    """How many the database is behind the program."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


_not_behind = False
"""Known of the database once and for all: a process of this version cannot fall behind it again."""


def behind() -> int:
    """`steps`, for whoever asks again and again: it takes a moment to find out."""
    global _not_behind
    if _not_behind:
        return 0
    count = steps()
    _not_behind = count == 0
    return count


def ahead() -> list[str]:
    """Steps of ours that the database has made and the program does not know: it is older than the database."""
    known = MigrationExecutor(connection).loader.disk_migrations
    apps = {app for app, _ in known}
    return sorted(
        f"{app}.{name}"
        for app, name in MigrationRecorder(connection).applied_migrations()
        if app in apps and (app, name) not in known and not _replaced(known, app, name)
    )


def _replaced(known: Any, app: str, name: str) -> bool:
    return any((app, name) in migration.replaces for migration in known.values())


def demand_stopped(wait: Callable[[], None] = lambda: None) -> None:
    """Raises NotUpgraded while something works at the site: a worker beats every two seconds. Who was stopped a
    moment ago is waited for until it has been silent long enough; `wait` is called once, when that takes a while."""
    first = _beat()
    if first is None or clock.wall() - first > SILENT_AFTER:
        return
    wait()
    while (beat := _beat()) is not None and clock.wall() - beat <= SILENT_AFTER:
        if beat != first:
            raise NotUpgraded(f"{settings.PAPER_NAME} is being served: stop its server and worker first.")
        time.sleep(0.5)


def _beat() -> datetime | None:
    try:
        return Desk.objects.filter(pk=1).values_list("heartbeat", flat=True).first()
    except DatabaseError:
        return None  # a database so old that it has no such table


def keep() -> Before:
    """Copy the database to where `undo` finds it, in place of an older copy. Raises NotUpgraded."""
    half, place = settings.SITE / f".{FOLDER}.half", settings.SITE / FOLDER
    kind, now = databases.kind(connection.settings_dict), clock.wall().astimezone(UTC)
    shutil.rmtree(half, ignore_errors=True)
    try:
        half.mkdir(mode=0o700)
        databases.copy(connection.settings_dict, half / databases.NAMES[kind])
        about = {"broadsheet": last_version(), "at": now.isoformat(), "kind": kind}
        (half / ABOUT).write_text(json.dumps(about), encoding="utf-8")
        shutil.rmtree(place, ignore_errors=True)
        half.rename(place)
    except CannotCopy as error:
        raise NotUpgraded(str(error)) from error
    except OSError as error:
        raise NotUpgraded(f"The database cannot be copied to {place} ({error.strerror or error}).") from error
    return Before(about["broadsheet"], now, place / databases.NAMES[kind])


def last_version() -> str:
    """Of the program that upgraded this site last; "" when none did."""
    try:
        return (settings.SITE / FOLDER / VERSION).read_text(encoding="ascii").strip()
    except OSError:
        return ""


def migrate() -> None:
    """Raises NotUpgraded; then the database is as far as it came, and `undo` brings it back."""
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except (DatabaseError, ValueError) as error:
        said = " ".join(str(error).split())
        raise NotUpgraded(f"The database could not be changed ({said}): run `broadsheet upgrade --undo`.") from error
    finally:
        connection.close()


def before() -> Before | None:
    """What `undo` would put back; None when there is nothing."""
    place = settings.SITE / FOLDER
    try:
        about = json.loads((place / ABOUT).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    file = place / databases.NAMES[about["kind"]]
    return Before(about["broadsheet"], datetime.fromisoformat(about["at"]), file)


def undo(found: Before) -> Path:
    """Put the database back; where the one lies that was there. Raises NotUpgraded."""
    database = connection.settings_dict
    kind = databases.kind(database)
    if found.file.name != databases.NAMES[kind]:
        raise NotUpgraded("The copy is of another kind of database: set database_url as it was.")
    aside = settings.SITE / FOLDER / f"undone-{clock.wall().astimezone(UTC):%Y%m%dT%H%M%SZ}-{found.file.name}"
    try:
        databases.copy(database, aside)
        connection.close()
        if kind == "sqlite":
            databases.put_back_sqlite(found.file, databases.sqlite_file(database))
        else:
            databases.put_back_postgresql(found.file, database, clean=True)
    except CannotCopy as error:
        raise NotUpgraded(str(error)) from error
    except OSError as error:
        raise NotUpgraded(f"The database cannot be put back ({error.strerror or error}): it is as it was.") from error
    (settings.PRESS_ROOT / "edition").unlink(missing_ok=True)  # the next start presses the whole paper anew
    return aside


def note_version() -> None:
    """So that the next upgrade can say which program an undo goes back to."""
    place = settings.SITE / FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    (place / VERSION).write_text(f"{__version__}\n", encoding="ascii")
