"""What only says that somebody came and went leaves the log after a year; all else stays."""

from __future__ import annotations

import time
from datetime import timedelta

from wagtail.models import ModelLogEntry

from broadsheet.kit import clock
from broadsheet.press.worker import every_tick
from broadsheet.staff.append_only import DOOR, DOOR_KEPT

EVERY = 3600.0  # seconds
AT_ONCE = 1000
A_DAY_MORE = timedelta(days=DOOR_KEPT + 1)
"""The database lets them go by its own clock."""


class Thinning:
    """`run` is called several times a second."""

    def __init__(self) -> None:
        self._next = 0.0

    def run(self) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY
            thin()


def thin() -> int:
    """How many went."""
    count = 0
    while True:
        old = ModelLogEntry.objects.filter(action__in=DOOR, timestamp__lt=clock.wall() - A_DAY_MORE)
        keys = list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        if not keys:
            return count
        count += ModelLogEntry.objects.filter(pk__in=keys).delete()[0]


every_tick("staff.log", Thinning().run)
