"""Writing events. Higher rooms call `emit` when what it tells of lies on disk; a follower of each server sends it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from broadsheet.kit import clock
from broadsheet.live import waking
from broadsheet.live.models import Event, Pruned

KEPT = timedelta(hours=24)  # how long an event is kept for those who come back
MOST = 2000  # events kept at most
_LOCK = 0x6C697665  # of PostgreSQL: one writer of events at a time, so that their numbers are committed in order


@transaction.atomic
def emit(kind: str, key: str, data: Mapping[str, Any], *, until: datetime | None = None) -> int:
    """Tell all readers, once the transaction is committed; the event's number. What was told of `key` before is
    told to nobody any more."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    Event.objects.filter(key=key).delete()
    event = Event.objects.create(at=clock.wall(), kind=kind, key=key, data=text, until=until)
    _prune(event.pk)
    waking.after_commit()
    return event.pk


def told(key: str) -> tuple[str, dict[str, Any]] | None:
    """(kind, data) of what was last told of `key`, as far as it is kept."""
    found = Event.objects.filter(key=key).values_list("kind", "data").first()
    return (found[0], json.loads(found[1])) if found else None


def keys(prefix: str) -> list[str]:
    """Of what was told lately, as far as its key begins so."""
    return list(Event.objects.filter(key__startswith=prefix).order_by("pk").values_list("key", flat=True))


def _prune(newest: int) -> None:
    """Those that are too old or too many. No event is older than one that was told before it, whatever the clock said
    then: one that was set back, or put right, keeps some longer, and takes none too early."""
    too_many = Event.objects.order_by("-pk").values_list("pk", flat=True)[MOST : MOST + 1]
    upto = max(too_many, default=0)
    young = Event.objects.filter(at__gte=clock.wall() - KEPT).order_by("pk").values_list("pk", flat=True).first()
    too_old = Event.objects.filter(pk__lt=min(young or newest, newest)).order_by("-pk")
    upto = max(upto, too_old.values_list("pk", flat=True).first() or 0)
    if upto:
        Event.objects.filter(pk__lte=upto).delete()
        if not Pruned.objects.filter(pk=1, upto__gte=upto).exists():
            Pruned.objects.update_or_create(pk=1, defaults={"upto": upto})
