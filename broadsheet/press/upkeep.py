"""What the press sees to by itself: snapshots by the hour, files after a power cut, an honest clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import structlog
from django.conf import settings
from django.db.models import F, Q
from django.utils.translation import gettext as _

from broadsheet.kit import clock
from broadsheet.press import claims, consequences, dispatching, hosts, plates
from broadsheet.press.consequences import DIRTY
from broadsheet.press.folder import Folder
from broadsheet.press.models import Desk, Plate
from broadsheet.press.plates import Page
from broadsheet.press.selectors import digest_of
from broadsheet.press.turns import my_turn

SNAPSHOTS_EVERY = timedelta(hours=1)
JUMP = timedelta(seconds=5)  # a step of the machine's clock that is worth an alarm
STALE = timedelta(minutes=10)  # half-written files older than this are nobody's
ALARM_KEPT = timedelta(hours=1)
RETIRED = timedelta(days=14)
"""So long stylesheets and scripts of an earlier version stay: pages that nobody has pressed anew ask for them, and
those that somebody has open."""

log = structlog.get_logger("press")


class Clockwork:
    """Watches the machine's clock against one that cannot be set (CLOCK_BOOTTIME, which counts sleep too)."""

    def __init__(self) -> None:
        self.held_until = datetime.min.replace(tzinfo=UTC)
        self._wall, self._steady = clock.wall(), _steady()
        self._alarmed = 0.0

    def check(self) -> timedelta:
        """How far the clock was set since the last check; a step is told at the desk for an hour."""
        wall, steady = clock.wall(), _steady()
        step = (wall - self._wall) - timedelta(seconds=steady - self._steady)
        self._wall, self._steady = wall, steady
        if abs(step) >= JUMP:
            self.held_until = datetime.min.replace(tzinfo=UTC)
            self._alarmed = steady
            sentence = (
                _("The machine's clock was set on by %(step)s, at %(time)s UTC")
                if step > timedelta()
                else _("The machine's clock was set back by %(step)s, at %(time)s UTC")
            )
            alarm = sentence % {"step": abs(step), "time": f"{wall:%Y-%m-%d %H:%M:%S}"}
            Desk.objects.filter(pk=1).update(clock_alarm=alarm[:200])
            log.warning("clock step", seconds=step.total_seconds())
        elif self._alarmed and steady - self._alarmed > ALARM_KEPT.total_seconds():
            self._alarmed = 0.0
            Desk.objects.filter(pk=1).update(clock_alarm="")
        return step


def _steady() -> float:
    """Seconds on a clock that nobody sets."""
    source = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(source)


def renew_snapshots() -> int:
    """Once an hour: make those plates dirty whose copy of a rail is old, or that shall carry none any more."""
    now = clock.wall()
    due = Desk.objects.filter(
        Q(snapshots_at=None) | Q(snapshots_at__lte=now - SNAPSHOTS_EVERY) | Q(snapshots_at__gt=now), pk=1
    )
    if not due.exists() or not due.update(snapshots_at=now):
        return 0
    carrying = Plate.objects.filter(snapshot_at__isnull=False)
    signatures = carrying.values_list("snapshot", flat=True).distinct()
    old = [signature for signature in signatures if signature != _signature_now(signature)]
    with my_turn():
        consequences.the_desk()
        over = carrying.filter(snapshot_until__lte=now).update(wanted=F("wanted") + 1)
        stale = carrying.filter(snapshot__in=old, snapshot_until__gt=now)
        return over + stale.update(wanted=F("wanted") + 1, bulk=True)


def _signature_now(signature: str) -> str:
    """The same snapshots with the digests that they would have now."""
    names = [part.rpartition("=")[0] for part in signature.split()]
    return " ".join(f"{name}={_digest_at(name)}" for name in names)


def _digest_at(url: str) -> str:
    result = plates.make(url).result
    return digest_of(result.body.decode()) if isinstance(result, Page) else ""


def after_start(folder: Folder) -> None:
    """Free what dead workers held, sweep what they left half-written, and, when the machine was started anew
    since, press everything again: a power cut can take from any file what was not yet on the disk. (What is whole
    is not written again.)"""
    claims.free_the_dead()
    folder.sweep(STALE)
    if hosts.several():
        dispatching.sweep_retired(RETIRED)  # a host's folder is looked through by its own follower
        return
    below = settings.STATIC_URL
    standing = Plate.objects.filter(url__startswith=below).values_list("url", flat=True)
    folder.sweep_retired(below, frozenset(standing), RETIRED)
    boot = claims.boot_id()
    desk, _ = Desk.objects.get_or_create(pk=1)
    if desk.boot != boot:
        with my_turn():
            consequences.the_desk()
            if desk.boot:
                Plate.objects.update(wanted=F("wanted") + 1, bulk=True, retry_at=None)
            Desk.objects.filter(pk=1).update(boot=boot)


def write_due(folder: Folder) -> None:
    """Tell the edge which URLs are known and were never pressed, so that it can ask for them."""
    due = frozenset(Plate.objects.filter(DIRTY, made=0).values_list("url", flat=True))
    if due != folder.due():
        folder.write_due(sorted(due))
        folder.bump()
