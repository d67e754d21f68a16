"""Backups as they are had by the clock or by a person: made, written down, and old ones thinned."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from broadsheet.kit import clock
from broadsheet.running import backing, removals, targets, upgrading
from broadsheet.running.backing import NotBackedUp
from broadsheet.running.models import Backup
from broadsheet.running.targets import NotReached, Target

AGAIN_AFTER = timedelta(hours=1)
"""After a backup that failed, its host waits so long before the next one by the clock; others do not."""
DEAD_AFTER = timedelta(hours=12)
"""Whoever has not ended a backup in that time never will."""
LATELY = timedelta(days=7)
SMALL = 4 << 20
"""Bytes of a backup of next to nothing: those of new papers change as they like."""
AHEAD = timedelta(hours=1)
"""What is said to have been later than so much after now was written under a clock that ran ahead."""
KEPT = timedelta(days=90)
"""So long is written down what became of a backup."""


@dataclass(frozen=True)
class Outcome:
    made: backing.Made
    to: Target
    removed: list[str] = field(default_factory=list)


def target() -> Target | None:
    """Where backups of this site go; None while nothing is said."""
    return targets.at(settings.BACKUP_TO, settings.SITE, settings.BACKUP_S3) if settings.BACKUP_TO else None


def own_host() -> str:
    return socket.gethostname()[:250]


def place() -> Path | None:
    """The folder in which they lie; None while nothing is said, or when it is not on this machine."""
    found = target()
    return found.local if found else None


def due(now: datetime) -> str:
    """The paper's date when `backup_at` passed last, when the backup of that day should be made; "" when not."""
    if not settings.BACKUP_TO:
        return ""
    here = now.astimezone(ZoneInfo(settings.PAPER_TIME_ZONE))
    passed = here.strftime("%H:%M") >= settings.BACKUP_AT
    day = (here.date() - timedelta(days=0 if passed else 1)).isoformat()
    _bury(now)
    _set_right(now)
    lately = Q(day=day) | (Q(ended__gt=now - AGAIN_AFTER, host=own_host()) & ~Q(failure=""))
    return "" if Backup.objects.filter(lately).exists() else day


def _bury(now: datetime) -> None:
    dead = Backup.objects.filter(ended=None, began__lt=now - DEAD_AFTER)
    dead.update(ended=now, day="", failure="It never came to its end.")
    Backup.objects.filter(ended__lt=now - KEPT).delete()


def _set_right(now: datetime) -> None:
    """What was written under a clock that ran ahead is of now, and of no day: the days that it names are to come."""
    Backup.objects.filter(began__gt=now + AHEAD).update(began=now, day="")
    Backup.objects.filter(ended__gt=now + AHEAD).update(ended=now)


def run(to: Target, *, day: str = "", thin: bool = True) -> Outcome | None:
    """Make a backup in `to`. None when another process makes that of the day. Raises NotBackedUp."""
    try:
        with transaction.atomic():
            row = Backup.objects.create(began=clock.wall(), day=day, host=own_host())
    except IntegrityError:
        return None
    try:
        made = make(to)
        row.name, row.size = made.path.name, made.size
        row.save(update_fields=["name", "size"])
        thin = thin and much_larger(row) is None
        removed = backing.thin(to, settings.BACKUP_KEEP) if thin else []
    except SystemExit:  # asked to stop: it is as if it had not begun
        row.delete()
        raise
    except BaseException as error:
        said = str(error) if isinstance(error, NotBackedUp) else f"It was broken off ({type(error).__name__})."
        Backup.objects.filter(pk=row.pk).update(ended=clock.wall(), failure=said, day="")
        raise
    Backup.objects.filter(pk=row.pk).update(ended=clock.wall())
    return Outcome(made, to, removed)


def make(to: Target) -> backing.Made:
    """Make one and bring it there, with the list of what was removed beside it; nothing is written down. Raises
    NotBackedUp."""
    try:
        listed = removals.listed() if upgrading.steps() else removals.note()
        with to.workplace() as aside:
            made = backing.make(aside, settings.BACKUP_RECIPIENTS)
            to.bring(made.path)
        if listed:
            removals.bring(to, listed)
    except OSError as error:
        raise NotBackedUp(f"{error.filename} cannot be written ({error.strerror or error}).") from error
    except NotReached as error:
        raise NotBackedUp(f"{str(error).rstrip('.')}: no backup was made.") from error
    return made


def last() -> Backup | None:
    """The newest that is whole."""
    return _until_now().exclude(name="").order_by("-began").first()


def much_larger(than: Backup) -> Backup | None:
    """One of the days before that was more than twice as large: much of what was in it is not in this one. Old ones
    are not removed then, since they may be all that is left."""
    lately = Backup.objects.filter(began__lt=than.began, began__gt=than.began - LATELY).exclude(name="")
    before = lately.order_by("-size").first()
    return before if before is not None and before.size > max(2 * than.size, SMALL) else None


def failure() -> Backup | None:
    """The newest, when it failed."""
    newest = _until_now().exclude(ended=None).order_by("-began").first()
    return newest if newest is not None and newest.failure else None


def _until_now() -> QuerySet[Backup]:
    return Backup.objects.filter(began__lte=clock.wall() + AHEAD)


class Nightly:
    """Has the backup made when its time has come. `call` runs a command of ours in a process of its own, to its end;
    `run` is called again and again, and may take as long as that."""

    def __init__(self, call: Callable[[Sequence[str]], None]) -> None:
        self._call = call

    def run(self) -> None:
        if day := due(clock.wall()):
            self._call(["backup", "--by-clock", day])
