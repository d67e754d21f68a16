"""Telling a cache in front what changed: a row for each path, written in the transaction that settles the plate, so
that a crash loses none; claimed under a lease; tried again with the cause at the desk.

A path is purged when all hosts that are there serve its new bytes, and not before: the cache would fetch the old
ones."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import structlog
from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.db.models import Min, Q, QuerySet

from broadsheet.kit import clock
from broadsheet.press import caches, consequences, hosts
from broadsheet.press.models import Dispatch, Plate, Purge

SEEN_AFTER = timedelta(seconds=1.2)
"""nginx remembers for up to a second which file a path is (open_file_cache)."""
LEASE = timedelta(seconds=60)
LOOK = 0.2  # seconds
LONGEST_WAIT = 300  # seconds between two tries
_CHUNK = 400  # parameters of one statement; SQLite's oldest limit is 999

log = structlog.get_logger("press")


@lru_cache(maxsize=2)
def _cache(address: str, token: str, paper: str) -> caches.Cache:
    return caches.at(address, token, paper)


def cache() -> caches.Cache | None:
    """The one in front; None where nothing is said of one."""
    if not settings.PURGE_TO:
        return None
    return _cache(settings.PURGE_TO, settings.PURGE_TOKEN, settings.PAPER_BASE_URL)


def note(urls: Iterable[str]) -> None:
    """Write down that these changed. Called in the transaction that settles them, after what it sends out."""
    changed = sorted(set(urls))
    if not changed or not settings.PURGE_TO:
        return
    newest = Dispatch.objects.order_by("-pk").values_list("pk", flat=True).first() or 0 if hosts.several() else 0
    for start in range(0, len(changed), _CHUNK):
        part = changed[start : start + _CHUNK]
        Purge.objects.filter(url__in=part).delete()  # one that is under way now may come too early for this change
        Purge.objects.bulk_create(Purge(url=url, after=newest, due=clock.wall() + SEEN_AFTER) for url in part)


def run(stop: threading.Event) -> None:
    """Tell the cache until stopped. Raises DatabaseError."""
    while not stop.wait(LOOK):
        close_old_connections()
        while tell() and not stop.is_set():
            pass
        connection.close()


def tell() -> int:
    """Tell the cache of what is due, in one request; of how many paths."""
    to, now = cache(), clock.wall()
    if to is None or not _due(now).exists():
        return 0
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    keys = list(_due(now).filter(free).order_by("pk").values_list("pk", flat=True)[: to.at_once])
    with _alone():
        if not keys or not Purge.objects.filter(free, pk__in=keys).update(claimed_until=now + LEASE):
            return 0
    rows = Purge.objects.filter(pk__in=keys)
    try:
        to.purge(sorted(rows.values_list("url", flat=True)))
    except caches.Refused as error:
        _put_off(rows, str(error))
        return 0
    with _alone():
        return rows.delete()[0]


@contextmanager
def _alone() -> Iterator[None]:
    """Whoever writes several rows takes the desk's lock first, so that no two wait for each other's."""
    with transaction.atomic():
        consequences.the_desk()
        yield


def _due(now: datetime) -> QuerySet[Purge]:
    ready = Purge.objects.filter(Q(retry_at=None) | Q(retry_at__lte=now), due__lte=now)
    if not hosts.several():
        return ready
    followed = hosts.here().aggregate(least=Min("upto"))["least"]
    return ready if followed is None else ready.filter(after__lte=followed)


def _put_off(rows: QuerySet[Purge], cause: str) -> None:
    log.warning("the cache cannot be told what changed", cause=cause)
    tried = max(rows.values_list("failures", flat=True), default=0)
    again = clock.wall() + timedelta(seconds=min(2**tried, LONGEST_WAIT))
    with _alone():
        rows.update(claimed_until=None, failures=min(tried + 1, 1000), failure=cause[:500], retry_at=again)


@dataclass(frozen=True, slots=True)
class Untold:
    """Paths of which the cache could not be told, and why."""

    count: int
    cause: str


def untold() -> Untold:
    failed = Purge.objects.filter(failures__gt=0)
    cause = failed.order_by("-retry_at").values_list("failure", flat=True).first() or ""
    return Untold(failed.count(), cause)


@dataclass(frozen=True, slots=True)
class Left:
    """Paths of which the cache has not been told yet; `failed` of them were tried, and `cause` is why in vain."""

    count: int
    failed: int
    cause: str


def left(plates: QuerySet[Plate], since: datetime | None) -> Left:
    """Of the paths of these plates, and of all that changed after `since`: a list that has dropped something is known
    by nothing else."""
    about = Q(url__in=plates.order_by().values("url"))
    if since is not None:
        about |= Q(due__gt=since)
    rows = Purge.objects.filter(about)
    failed = rows.filter(failures__gt=0)
    cause = failed.order_by("-retry_at").values_list("failure", flat=True).first() or ""
    return Left(rows.count(), failed.count(), cause)
