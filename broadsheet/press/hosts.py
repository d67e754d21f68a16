"""One host that presses and serves, or several: then each serves from a press folder of its own, which follows the
ledger of dispatches, and a bucket keeps the bytes. Why it is so: docs/decisions/0068-a-folder-follows-the-ledger.md.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Now

from broadsheet.kit import clock
from broadsheet.kit.buckets import Bucket, Patience
from broadsheet.press.models import Dispatch, Host

PATIENCE = Patience(connecting=3, reading=20, tries=2)
AWAY_AFTER = timedelta(seconds=20)  # a host tells of itself every two seconds
BEHIND_AFTER = timedelta(seconds=20)
FORGOTTEN = timedelta(days=7)


def several() -> bool:
    return bool(settings.PRESS_TO)


@lru_cache(maxsize=2)
def _bucket(address: str, key: str, secret: str) -> Bucket:
    return Bucket(address, {"id": key, "secret": secret}, PATIENCE)


def bucket() -> Bucket:
    """The bucket that keeps what is pressed, where there are several hosts."""
    return _bucket(settings.PRESS_TO, settings.S3["id"], settings.S3["secret"])


def own_name() -> str:
    """This host's, for people: its machine, and the folder that it serves from."""
    return f"{socket.gethostname()} ({settings.PRESS_ROOT})"[:300]


def here() -> QuerySet[Host]:
    """Hosts that told of themselves lately. Both that and what is late are told by the database's clock, which is one
    for all: a host whose own ran ahead would seem to be there long after it is gone. One that was seen at a time that
    is yet to come was seen before the database's clock was set back."""
    return Host.objects.filter(seen__gt=Now() - AWAY_AFTER, seen__lt=Now() + AWAY_AFTER)


def forget() -> None:
    """Those of which nothing was heard for long."""
    Host.objects.exclude(seen__gt=Now() - FORGOTTEN, seen__lt=Now() + FORGOTTEN).delete()


@dataclass(frozen=True, slots=True)
class Standing:
    """How the hosts and the bucket are. `behind`: names of hosts that miss something that went out a while ago;
    `away`: hosts that have said nothing lately, with when they did; `unstored`: dispatches that the bucket
    lacks."""

    behind: tuple[str, ...]
    away: tuple[tuple[str, datetime], ...]
    troubles: tuple[tuple[str, str], ...]
    unstored: int
    cause: str


def standing() -> Standing:
    now = clock.wall()
    old = Dispatch.objects.filter(at__lt=now - BEHIND_AFTER).order_by("-pk").values_list("pk", flat=True).first() or 0
    present = list(here().order_by("name"))
    away = Host.objects.exclude(pk__in=[host.pk for host in present]).order_by("name")
    unstored = Dispatch.objects.filter(stored_at=None, failures__gt=0)
    return Standing(
        tuple(host.name for host in present if host.upto < old or host.owed),
        tuple((host.name, host.seen) for host in away),
        tuple((host.name, host.trouble) for host in present if host.trouble),
        Dispatch.objects.filter(stored_at=None).count(),
        unstored.order_by("-retry_at").values_list("failure", flat=True).first() or "",
    )
