"""Old rows are made fewer: hours become days, sketches become numbers, and what is very old goes."""

from __future__ import annotations

import time
from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction

from broadsheet.kit import clock
from broadsheet.readership.models import Audience, Share, Views

HOURS_KEPT = timedelta(days=90)
SHARES_KEPT = timedelta(days=400)
EVERY = 6 * 3600.0  # seconds


class Thinning:
    """`run` is called several times a minute."""

    def __init__(self) -> None:
        self._next = 0.0

    def run(self) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + EVERY
            thin(clock.wall())


def thin(now: datetime) -> None:
    """Each day in a transaction of its own, so that nobody waits for long."""
    while (first := _first_hour(now)) is not None:
        _fold(first)
    today = clock.local(now).date()
    Audience.objects.filter(day__lt=today - timedelta(days=1)).exclude(sketch=b"").update(sketch=b"")
    Share.objects.filter(day__lt=today - SHARES_KEPT).delete()


def _first_hour(now: datetime) -> datetime | None:
    """The oldest hour that lies in a day which is old as a whole."""
    before = start_of_day(clock.local(now - HOURS_KEPT))
    return Views.objects.filter(hours=1, at__lt=before).order_by("at").values_list("at", flat=True).first()


def _fold(hour: datetime) -> None:
    begin = start_of_day(clock.local(hour))
    end = start_of_day(begin + timedelta(hours=36))
    with transaction.atomic():
        rows = Views.objects.filter(hours=1, at__gte=begin, at__lt=end)
        sums: Counter[int] = Counter()
        for story, views in rows.values_list("story", "views"):
            sums[story] += views
        for story, views in sums.items():
            day, _ = Views.objects.get_or_create(story=story, at=begin, hours=24)
            day.views += views
            day.save(update_fields=["views"])
        rows.delete()


def start_of_day(local: datetime) -> datetime:
    """Midnight on the clock of `local`."""
    return local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
