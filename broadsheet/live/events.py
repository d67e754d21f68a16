"""Writing events. Higher rooms call `emit` when what it tells of lies on disk; a follower of each server sends it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from broadsheet.kit import clock
from broadsheet.live import messages, waking
from broadsheet.live.models import Event, Pruned

KEPT = timedelta(seconds=messages.KEPT)
MOST = 2000  # events kept at most
_LOCK = 0x6C697665  # of PostgreSQL: one writer of events at a time, so that their numbers are committed in order


@transaction.atomic
def emit(kind: str, key: str, data: Mapping[str, Any], *, until: datetime | None = None) -> int:
    """Tell all readers, once the transaction is committed; the event's number. What was told of `key` before is
    told to nobody any more."""
    _alone()
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    Event.objects.filter(key=key).delete()
    event = Event.objects.create(at=clock.wall(), kind=kind, key=key, data=text, until=until)
    _prune()
    waking.after_commit()
    return event.pk


def take_back(kind: str, key: str) -> None:
    """Tell, as `kind`, that what was told of `key` is gone, unless nothing was or that was told already: who comes
    back has none of its words."""
    last = told(key)
    if last is not None and last[0] != kind:
        emit(kind, key, {"id": key})


def told(key: str) -> tuple[str, dict[str, Any]] | None:
    """(kind, data) of what was last told of `key`, as far as it is kept."""
    found = Event.objects.filter(key=key).values_list("kind", "data").first()
    return (found[0], json.loads(found[1])) if found else None


def keys(prefix: str) -> list[str]:
    """Of what was told lately, as far as its key begins so."""
    return list(Event.objects.filter(key__startswith=prefix).order_by("pk").values_list("key", flat=True))


def prune() -> None:
    """At each tick of a worker: what is too old goes on a day as well on which nothing new is told."""
    if _too_old():
        with transaction.atomic():
            _alone()
            _forget(_too_old())


def _alone() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _prune() -> None:
    """Those that are too old or too many."""
    too_many = Event.objects.order_by("-pk").values_list("pk", flat=True)[MOST : MOST + 1]
    _forget(max([_too_old(), *too_many]))


def _too_old() -> int:
    """The number up to which all are; 0 when none is. No event is older than one that was told before it, whatever
    the clock said then: one that was set back, or put right, keeps some longer, and takes none too early."""
    kept = Event.objects.order_by("pk").values_list("pk", flat=True)
    young = kept.filter(at__gte=clock.wall() - KEPT).first()
    return (kept if young is None else kept.filter(pk__lt=young)).last() or 0


def _forget(upto: int) -> None:
    if upto:
        Event.objects.filter(pk__lte=upto).delete()
        if not Pruned.objects.filter(pk=1, upto__gte=upto).exists():
            Pruned.objects.update_or_create(pk=1, defaults={"upto": upto})
