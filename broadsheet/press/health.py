"""How the press is, in figures: for the desk's health panel, `broadsheet check` and /healthz."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadsheet.kit import clock
from broadsheet.press.consequences import DIRTY
from broadsheet.press.folder import Folder
from broadsheet.press.models import Change, Desk, Instant, Plate

SILENT_AFTER = timedelta(seconds=15)  # a worker beats every two seconds
OVERDUE_AFTER = timedelta(seconds=5)  # an instant has to pass within one
FULL_BELOW = 50 * 2**20  # bytes of free disk


@dataclass(frozen=True, slots=True)
class Failing:
    url: str
    cause: str
    tries: int
    retry_at: datetime | None


@dataclass(frozen=True, slots=True)
class PressHealth:
    """`heartbeat` is None when no worker ever ran; `free` is in bytes."""

    heartbeat: datetime | None
    waiting: int
    changes: int
    failing: tuple[Failing, ...]
    overdue: int
    clock_alarm: str
    free: int
    plates: int

    @property
    def silent(self) -> bool:
        """Also when its last beat is yet to come: the clock ran ahead then."""
        return self.heartbeat is None or abs(clock.wall() - self.heartbeat) > SILENT_AFTER

    @property
    def nearly_full(self) -> bool:
        return self.free < FULL_BELOW

    @property
    def well(self) -> bool:
        return not (self.silent or self.failing or self.overdue or self.clock_alarm or self.nearly_full)


def press_health(folder: Folder) -> PressHealth:
    """Read it all. Raises OperationalError when the database cannot be reached."""
    desk = Desk.objects.filter(pk=1).first()
    failing = Plate.objects.filter(DIRTY, failures__gt=0).order_by("-failures", "url")
    return PressHealth(
        heartbeat=desk.heartbeat if desk else None,
        waiting=Plate.objects.filter(DIRTY).count(),
        changes=Change.objects.count(),
        failing=tuple(Failing(p.url, p.failure, p.failures, p.retry_at) for p in failing[:20]),
        overdue=Instant.objects.filter(at__lt=clock.wall() - OVERDUE_AFTER).count(),
        clock_alarm=desk.clock_alarm if desk else "",
        free=shutil.disk_usage(next(place for place in (folder.root, *folder.root.parents) if place.exists())).free,
        plates=Plate.objects.count(),
    )
