"""Several hosts: what was sent out is brought into the bucket, where hosts find it that come anew or were away for
long.

A bucket that refuses holds up no page: its bytes stay in the ledger until they are there, and are tried again, with
the cause at the desk. Plain bytes lie at `plates/<path>` and, of what was killed, at `gone/<path>`.
"""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import PurePosixPath

import structlog
from django.db import close_old_connections, connection, transaction
from django.db.models import F, Q

from broadsheet.kit import clock
from broadsheet.kit.buckets import NotReached
from broadsheet.press import consequences, hosts
from broadsheet.press.folder import MEDIA_TYPES, relative
from broadsheet.press.models import Dispatch, Plate

LEASE = timedelta(seconds=120)  # longer than the bucket may take for one
KEPT = timedelta(minutes=15)
"""So long the ledger keeps bytes that the bucket has: a host in step needs no bucket."""
LOOK = 0.5  # seconds
LONGEST_WAIT = 300  # seconds between two tries
AT_ONCE = 20
FORGOTTEN_AT_ONCE = 300
LOST = "lost"  # in place of a digest: whatever is pressed differs from it

log = structlog.get_logger("press")


def key_of(url: str, *, gone: bool = False) -> str:
    return f"{'gone' if gone else 'plates'}/{relative(url)}"


def run(stop: threading.Event) -> None:
    """Bring what is new until stopped. Raises DatabaseError."""
    while not stop.wait(LOOK):
        close_old_connections()
        while store(AT_ONCE) and not stop.is_set():
            pass
        forget()
        connection.close()


def store(limit: int) -> int:
    """Bring up to so many dispatches into the bucket; how many are there now that were not."""
    now = clock.wall()
    ready = Q(retry_at=None) | Q(retry_at__lte=now)
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    waiting = Dispatch.objects.filter(ready, free, stored_at=None).order_by("pk")
    done = 0
    for pk in list(waiting.values_list("pk", flat=True)[:limit]):
        if Dispatch.objects.filter(free, pk=pk, stored_at=None).update(claimed_until=now + LEASE):
            try:
                done += _store(pk)
            except NotReached:
                break  # the others would wait for it one by one
    return done


def _store(pk: int) -> bool:
    """Raises NotReached, which is written down."""
    row = Dispatch.objects.filter(pk=pk).first()
    if row is None:
        return False
    try:
        _bring(row)
    except NotReached as error:
        wait = timedelta(seconds=min(2**row.failures, LONGEST_WAIT))
        failed = {"failures": min(row.failures + 1, 1000), "failure": str(error)[:500]}
        Dispatch.objects.filter(pk=pk).update(claimed_until=None, retry_at=clock.wall() + wait, **failed)
        log.warning("the bucket does not take what was pressed", url=row.url, cause=str(error))
        raise
    stored = {"stored_at": clock.wall(), "claimed_until": None, "failures": 0, "failure": "", "retry_at": None}
    if not Dispatch.objects.filter(pk=pk).update(**stored):
        # it was overtaken meanwhile, and what overtook it may have come there before it
        Dispatch.objects.filter(url=row.url).update(stored_at=None)
        return False
    return True


def _bring(row: Dispatch) -> None:
    """Raises NotReached."""
    bucket, stands = hosts.bucket(), row.status in (200, 410)
    if stands and row.body is None:
        return  # it was there, and its bytes were let go of
    gone = row.status == 410
    if row.body is not None:
        suffix = PurePosixPath(relative(row.url)).suffix
        bucket.put(key_of(row.url, gone=gone), bytes(row.body), MEDIA_TYPES.get(suffix, "application/octet-stream"))
    for other in (False, True):
        if not stands or other != gone:
            bucket.remove(key_of(row.url, gone=other))


def press_lost(pk: int, url: str) -> None:
    """The bucket does not have what it was given (somebody emptied it): have it pressed and sent out anew."""
    with transaction.atomic():
        consequences.the_desk()
        if Dispatch.objects.filter(pk=pk, body=None).update(digest=LOST):
            Plate.objects.filter(url=url).update(wanted=F("wanted") + 1, bulk=True, retry_at=None)
            log.warning("the bucket has lost what was pressed: it is pressed anew", url=url)


def forget() -> int:
    """Let go of bytes that the bucket has had for a while; of how many dispatches."""
    old = Dispatch.objects.filter(stored_at__lt=clock.wall() - KEPT, body__isnull=False).order_by("stored_at")
    keys = list(old.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    if not keys:
        return 0
    with transaction.atomic():
        consequences.the_desk()  # whoever writes several takes it first
        return Dispatch.objects.filter(pk__in=keys).update(body=None)
