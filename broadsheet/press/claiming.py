"""Taking dirty plates in hand: by a conditional UPDATE under a lease, and nobody waits for anybody."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from broadsheet.kit import clock
from broadsheet.press import plates
from broadsheet.press.consequences import DIRTY
from broadsheet.press.models import Plate
from broadsheet.press.sheets import Sheet
from broadsheet.press.turns import my_turn

LEASE = timedelta(seconds=20)
LONGEST_WAIT = timedelta(seconds=300)  # between two tries of a plate that fails
FAR = 2 * LONGEST_WAIT
_READ = ("pk", "url", "kind", "wanted", "made")
Row = tuple[Any, ...]


class LeaseLost(RuntimeError):
    """Rendering took so long that the plate was given to somebody else, who may have written newer bytes."""


class Lease:
    """Our right to write: looked at again, and renewed, when half of it is over."""

    def __init__(self, token: str) -> None:
        self._token, self._since = token, time.monotonic()

    def holds(self, plate: int) -> bool:
        if time.monotonic() - self._since < LEASE.total_seconds() / 2:
            return True
        until = clock.wall() + LEASE
        return bool(Plate.objects.filter(pk=plate, claim=self._token).update(claimed_until=until))


def claim(
    token: str, *, limit: int, bulk: bool, only: Iterable[str] | None = None, which: Q | None = None
) -> list[Sheet]:
    """Take up to `limit` dirty plates for ourselves, what was never out before anything else; only `which`."""
    now = clock.wall()
    # what ends far in the future was written under a clock that ran ahead
    free = Q(claim="") | Q(claimed_until__lt=now) | Q(claimed_until__gt=now + 2 * LEASE)
    ready = Plate.objects.filter(DIRTY, free, Q(retry_at=None) | Q(retry_at__lte=now) | Q(retry_at__gt=now + FAR))
    # "IN" is what the index answers: of `bulk=` Django makes a bare column, and SQLite reads every plate
    ready = ready.filter(url__in=list(only)) if only is not None else ready.filter(bulk__in=[bulk])
    rows = _take(ready.filter(which or Q()).order_by("made", "pk"), free, token, now + LEASE, limit)
    order = {kind.name: (not kind.bulk, kind.order) for kind in plates.kinds()}
    # what was never out goes first, then the pages of things, then lists, fronts and rails
    rows.sort(key=lambda row: (row[4] > 0, order.get(row[2], (False, 0)), row[0]))
    return [Sheet(pk, url, kind, wanted, order.get(kind, (False, 0))[1]) for pk, url, kind, wanted, _ in rows]


def _take(ready: QuerySet[Plate], free: Q, token: str, until: datetime, limit: int) -> list[Row]:
    """The rows that are ours now. Their `wanted` may have been raised since: then they stay dirty."""
    if connection.features.has_select_for_update_skip_locked:
        return _take_unlocked(ready, token, until, limit)
    while chosen := list(ready.values_list(*_READ)[:limit]):
        keys = [row[0] for row in chosen]
        with my_turn():
            taken = Plate.objects.filter(free, DIRTY, pk__in=keys).update(claim=token, claimed_until=until)
        if taken == len(keys):
            return chosen
        if taken:
            return list(Plate.objects.filter(pk__in=keys, claim=token).values_list(*_READ))
        # another presser was faster with all of these: there may be more
    return []


@transaction.atomic
def _take_unlocked(ready: QuerySet[Plate], token: str, until: datetime, limit: int) -> list[Row]:
    """Where rows have locks of their own: whoever settles or drains holds many of them and takes them in another
    order, so what is locked is left alone, and neither waits for the other for ever."""
    chosen = list(ready.select_for_update(skip_locked=True).values_list(*_READ)[:limit])
    Plate.objects.filter(pk__in=[row[0] for row in chosen]).update(claim=token, claimed_until=until)
    return chosen
