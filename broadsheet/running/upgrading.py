"""Brings a site's database to this version of the program, and back.

    before-upgrade/            what `--undo` puts back
      db.sqlite3 or postgresql.dump
      version                  of the program that upgraded the site last
      about.json               {"broadsheet": the version that worked with it, "at": ISO 8601, "kind": …,
                                "steps": a sum of those that the copy has made, "under_way": …}

The copy is the whole database: what was written since is lost by an undo, and is kept beside it (`undone-…`).
While something is under way that was broken off (a full disk, a lost current), the copy is the only database that
is of one version, and no later one takes its place.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from broadsheet import __version__
from broadsheet.kit import clock
from broadsheet.press.health import SILENT_AFTER
from broadsheet.press.models import Desk
from broadsheet.running import databases, presence, resuming
from broadsheet.running.databases import CannotCopy

FOLDER, ABOUT, VERSION = "before-upgrade", "about.json", "version"
ROOM = 64 << 20  # bytes that must be free, besides the copy and as much again for changing the database

log = structlog.get_logger(__name__)


class NotUpgraded(Exception):
    """The message is the one sentence to show."""


@dataclass(frozen=True)
class Before:
    """What an undo would put back."""

    broadsheet: str
    at: datetime
    file: Path
    fresh: bool = True
    """False: it is of an earlier try, which never came to its end."""


def steps() -> int:
    """How many the database is behind the program."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


_not_behind = False
"""Known of the database once and for all: a process of this version cannot fall behind it again."""
_finding_out = threading.Lock()


def behind() -> int:
    """`steps`, for whoever asks again and again: it takes a moment to find out."""
    global _not_behind
    with _finding_out:
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


@contextmanager
def alone(wait: Callable[[], None] = lambda: None) -> Iterator[None]:
    """While it lasts nothing else works at the site: a server or a worker of this machine, which is known at once and
    waits when it is started meanwhile; a worker of another one, which beats every two seconds; another upgrade. Who
    was stopped a moment ago is waited for until it has been silent long enough; `wait` is called once, when that
    takes a while. Raises NotUpgraded."""
    with ExitStack() as held:
        try:
            held.enter_context(presence.alone(settings.SITE))
            held.enter_context(databases.alone(connection.settings_dict))
        except presence.AtWork:
            raise _at_work() from None
        except (presence.Another, databases.Another):
            raise NotUpgraded(
                f"Another upgrade is at work on {settings.PAPER_NAME}, or its database is being moved: wait until "
                "that has ended."
            ) from None
        except CannotCopy as error:
            raise NotUpgraded(str(error)) from error
        except OSError as error:
            raise NotUpgraded(f"{settings.SITE} cannot be written ({error.strerror}): make room there.") from error
        _demand_silence(wait)
        yield


def demand_stopped(wait: Callable[[], None] = lambda: None) -> None:
    """As `alone`, for the moment. Raises NotUpgraded."""
    with alone(wait):
        pass


def _demand_silence(wait: Callable[[], None]) -> None:
    """By a clock that nobody sets: a beat may be of one that ran ahead. Raises NotUpgraded."""
    first = _beat()
    if first is None or clock.wall() - first > SILENT_AFTER:
        return
    wait()
    end = time.monotonic() + (SILENT_AFTER - max(clock.wall() - first, timedelta())).total_seconds()
    while time.monotonic() < end:
        time.sleep(0.5)
        if _beat() != first:
            raise _at_work()


def _at_work() -> NotUpgraded:
    return NotUpgraded(f"{settings.PAPER_NAME} is being served: stop its server and worker first.")


def _beat() -> datetime | None:
    try:
        return Desk.objects.filter(pk=1).values_list("heartbeat", flat=True).first()
    except DatabaseError:
        return None  # a database so old that it has no such table


def keep() -> Before:
    """Copy the database to where `undo` finds it, in place of an older copy. One that an upgrade took which never
    came to its end stays: the database is of no version any more. Raises NotUpgraded."""
    if (earlier := _of_an_earlier_try()) is not None:
        return earlier
    place, kind = settings.SITE / FOLDER, databases.kind(connection.settings_dict)
    file, now = place / databases.NAMES[kind], clock.wall().astimezone(UTC)
    half = place / f".{file.name}.half"
    about = {"broadsheet": last_version(), "at": now.isoformat(), "kind": kind, "steps": _steps_made()}
    try:
        _demand_room(kind)
        place.mkdir(mode=0o700, exist_ok=True)
        half.unlink(missing_ok=True)
        databases.copy(connection.settings_dict, half)
        (place / ABOUT).unlink(missing_ok=True)  # what it said is true of neither copy from here to the end
        half.replace(file)
        _write_about({**about, "under_way": True})
    except CannotCopy as error:
        raise NotUpgraded(f"{error} Nothing was changed.") from error
    except OSError as error:
        raise NotUpgraded(
            f"The database cannot be copied to {place} ({error.strerror or error}): nothing was changed."
        ) from error
    finally:
        half.unlink(missing_ok=True)
    return Before(about["broadsheet"], now, file)


def _of_an_earlier_try() -> Before | None:
    """Its copy, unless the database is still as it was then."""
    about = _about()
    if not about or not about.get("under_way") or about.get("steps") == _steps_made():
        return None
    found = before()
    return None if found is None or not found.file.exists() else replace(found, fresh=False)


def _steps_made() -> str:
    """A sum (BLAKE2b-128, hex) of the steps that the database has made."""
    made = sorted(".".join(step) for step in MigrationRecorder(connection).applied_migrations())
    return hashlib.blake2b("\n".join(made).encode(), digest_size=16).hexdigest()


def _demand_room(kind: str) -> None:
    if kind != "sqlite":
        return
    size = databases.sqlite_file(connection.settings_dict).stat().st_size
    short = 2 * size + ROOM - shutil.disk_usage(settings.SITE).free
    if short > 0:
        raise NotUpgraded(
            f"The disk of {settings.SITE} lacks {short / 1e6:.0f} MB to change the database on: make room; nothing "
            "was changed."
        )


def _about() -> dict[str, Any]:
    """Empty when there is none. Raises NotUpgraded."""
    file = settings.SITE / FOLDER / ABOUT
    try:
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise NotUpgraded(
            f"{file} cannot be read ({error}): see whether the database beside it is the one of before, and take "
            f"{file.name} away."
        ) from error
    return found


def _write_about(about: dict[str, Any]) -> None:
    """Durably, whole or not at all."""
    file = settings.SITE / FOLDER / ABOUT
    half = file.with_name(f".{file.name}.half")
    with half.open("w", encoding="utf-8") as opened:
        opened.write(json.dumps(about))
        opened.flush()
        os.fsync(opened.fileno())
    half.replace(file)
    databases.sync(file.parent)


def _under_way(yes: bool) -> None:
    if about := _about():
        _write_about({**about, "under_way": yes})


def last_version() -> str:
    """Of the program that upgraded this site last; "" when none did."""
    try:
        return (settings.SITE / FOLDER / VERSION).read_text(encoding="ascii").strip()
    except OSError:
        return ""


def migrate() -> None:
    """Raises NotUpgraded; then the database is as far as it came, and `undo` brings it back."""
    back = "run `broadsheet upgrade` again once that is mended, or `broadsheet upgrade --undo`"
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except KeyboardInterrupt as error:
        raise NotUpgraded(f"It was stopped while the database was being changed: {back}.") from error
    except (DatabaseError, ValueError) as error:
        said = " ".join(str(error).split())
        raise NotUpgraded(f"The database could not be changed ({said}): {back}.") from error
    except Exception as error:
        log.exception("a step of the upgrade broke off")
        raise NotUpgraded(f"The database could not be changed ({type(error).__name__}: {error}): {back}.") from error
    finally:
        connection.close()


def before() -> Before | None:
    """What `undo` would put back; None when there is nothing. Raises NotUpgraded."""
    about = _about()
    if not about:
        return None
    file = settings.SITE / FOLDER / databases.NAMES[about["kind"]]
    return Before(about["broadsheet"], datetime.fromisoformat(about["at"]), file)


def undo(found: Before) -> Path:
    """Put the database back; where the one lies that was there. Raises NotUpgraded."""
    database = connection.settings_dict
    kind = databases.kind(database)
    if found.file.name != databases.NAMES[kind]:
        raise NotUpgraded("The copy is of another kind of database: set database_url as it was.")
    aside = settings.SITE / FOLDER / f"undone-{clock.wall().astimezone(UTC):%Y%m%dT%H%M%SZ}-{found.file.name}"
    try:
        _set_aside(database, aside)
        connection.close()
        resuming.note(settings.SITE, found.at)  # whatever becomes of this, mail that went out goes to nobody again
        if kind == "sqlite":
            known = databases.put_back_sqlite(found.file, databases.sqlite_file(database), found.at)
        else:
            _under_way(True)  # it is emptied before it is filled
            known = databases.put_back_postgresql(found.file, database, found.at, clean=True)
        _under_way(False)
        if known:
            resuming.taken_up(settings.SITE)
    except CannotCopy as error:
        raise NotUpgraded(
            f"{str(error).rstrip('.')}; run `broadsheet upgrade --undo` again once that is mended."
        ) from error
    except OSError as error:
        raise NotUpgraded(f"The database cannot be put back ({error.strerror or error}): it is as it was.") from error
    # the next start presses the whole paper anew, and takes away what was published since
    for name in ("edition", "held"):
        (settings.PRESS_ROOT / name).unlink(missing_ok=True)
    return aside


def _set_aside(database: dict[str, Any], aside: Path) -> None:
    try:
        databases.copy(database, aside)
    except BaseException:
        aside.unlink(missing_ok=True)  # half of one takes the room that is lacking
        raise


def note_version() -> None:
    """The upgrade came to its end; the next one can say which program an undo goes back to."""
    _under_way(False)
    place = settings.SITE / FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    (place / VERSION).write_text(f"{__version__}\n", encoding="ascii")
