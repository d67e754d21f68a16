"""Several hosts: a host's press folder follows the ledger of dispatches.

The bytes come from the ledger while they are fresh, later from the bucket; what lies here already with the right
bytes is not fetched. The ledger has one row for each URL, so in whatever order rows are followed, the folder comes
to be the same. What cannot be fetched now is owed, and holds up nothing that comes after it. One process of a host
follows, whoever has the lock."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import structlog
from django.db import DatabaseError
from django.db.models import QuerySet
from django.db.models.functions import Now

from broadsheet.kit.buckets import NotReached
from broadsheet.press import hosts, plates, storing, upkeep
from broadsheet.press.catching_up import Owed, Place, remove_strangers
from broadsheet.press.dispatching import CHANNEL, digest
from broadsheet.press.folder import CODINGS, Folder, pack, relative
from broadsheet.press.looking import Changes, keep_on
from broadsheet.press.models import Dispatch, History, Host

LOOK = 0.25  # seconds that a look waits for a word from the database
TELL = 2.0  # seconds between two words about ourselves
BATCH = 100  # dispatches that are read at once
LOCK_AGAIN = 0.2  # seconds
STALE = timedelta(minutes=10)  # half-written files older than this are nobody's
Row = dict[str, Any]

log = structlog.get_logger("press")


class Follower:
    """`switched` is called after files changed."""

    def __init__(self, folder: Folder, stop: threading.Event, switched: Callable[[], None] = lambda: None) -> None:
        self._folder, self._stop, self._switched = folder, stop, switched
        self._place, self._owed, self._trouble = Place(), Owed(), ""
        self._fresh = False  # begun when nothing had been sent out yet
        self._changes = Changes(CHANNEL)
        self._next_word = 0.0

    def run(self) -> None:
        """Follow until stopped. A database that cannot be reached is waited for, and readers are served meanwhile."""
        self._folder.make()
        with _alone(self._folder, self._stop) as ours:
            if ours:
                self._folder.sweep(STALE)
                keep_on(self._stop, self.begin, self._turn)
                with suppress(DatabaseError):
                    Host.objects.filter(name=hosts.own_name()).delete()

    def begin(self) -> None:
        """Take up where the folder is. What was withdrawn while this host was away goes first."""
        self._place = Place.of(self._folder).taken_up(_newest(), BATCH, History.of_today())
        self._owed.urls, self._fresh = set(self._place.owed), self._place.upto == 0
        if not self._place.is_whole:
            self._withdraw(Dispatch.objects.filter(pk__gt=self._place.fill))

    def _turn(self) -> None:
        self._changes.wait(LOOK if self._place.is_whole else 0.001)
        try:
            self.catch_up()
        except OSError as error:
            self._trouble = str(error)[:300]
            self._tell()
            raise
        self._trouble = ""

    def catch_up(self) -> None:
        """Follow to the end of the ledger, make up for a part of what was missed, and try again what is owed."""
        while rows := _some(Dispatch.objects.filter(pk__gt=self._place.upto)):
            if len(rows) == BATCH:  # an import, a change of all pages: nobody shall wait for a kill behind it
                self._withdraw(Dispatch.objects.filter(pk__gt=rows[-1]["pk"]))
            changed = self._follow_all(rows)
            self._place.upto = rows[-1]["pk"]
            if self._place.is_whole:
                self._place.fill = self._place.fill_end = self._place.upto
            if self._fresh:
                self._fresh, changed = False, changed | bool(remove_strangers(self._folder))
            self._keep(changed)
            self._now_and_then()
            if self._stop.is_set():
                return
        if not self._place.is_whole:
            self._make_up()
        elif self._owed.urls and not self._owed.is_waiting:
            self._try_again()
        self._now_and_then()

    def _make_up(self) -> None:
        """For a part of what was missed. While the bucket is away it waits, rather than owing everything."""
        place = self._place
        if self._owed.is_waiting:
            return
        rows = _some(Dispatch.objects.filter(pk__gt=place.fill, pk__lte=place.fill_end))
        changed = self._follow_all(rows)
        if self._owed.is_waiting:
            self._keep(changed)
            return
        place.fill = rows[-1]["pk"] if len(rows) == BATCH else place.fill_end
        if place.is_whole:
            changed |= bool(remove_strangers(self._folder))
            log.info("this host's press folder is whole", upto=place.upto)
        self._keep(changed)

    def _try_again(self) -> None:
        waiting = sorted(self._owed.urls)[:BATCH]
        rows = list(_facts(Dispatch.objects.filter(url__in=waiting)))
        self._owed.urls -= set(waiting) - {row["url"] for row in rows}
        self._keep(self._follow_all(rows))

    def _withdraw(self, query: QuerySet[Dispatch]) -> None:
        """Follow what says that something stands there no more."""
        if self._follow_all(_facts(query.filter(status__in=(0, 410)).order_by("pk")).iterator()):
            self._folder.bump()
            self._switched()

    def _keep(self, changed: bool) -> None:
        if changed:
            self._folder.bump()
            self._switched()
        self._place.owed = frozenset(self._owed.urls)
        self._place.keep(self._folder)

    # -- one dispatch

    def _follow_all(self, rows: Any) -> bool:
        """Whether anything changed by it."""
        changed = [self._follow(row) for row in rows]  # all of them
        return any(changed)

    def _follow(self, row: Row) -> bool:
        """Have stand here what the dispatch says; whether anything changed. Raises OSError."""
        url, status, folder = row["url"], row["status"], self._folder
        self._owed.urls.discard(url)
        if status == 0:
            return folder.remove(url) | folder.remove(url, gone=True) | folder.unmove(url)
        if row["to"]:
            return folder.move(url, row["to"], status) | folder.remove(url) | folder.remove(url, gone=True)
        try:
            body = self._bytes(row)
        except NotReached:
            self._owed.urls.add(url)
            return status == 410 and folder.remove(url)
        return False if body is None else self._put(row, body)

    def _put(self, row: Row, body: bytes) -> bool:
        url, gone, folder = row["url"], row["status"] == 410, self._folder
        changed = folder.put(url, pack(body, plates.suffix(url)), gone=gone)
        if changed:
            self._date(url, row["at"].timestamp(), gone)
        return changed | folder.remove(url, gone=not gone) | folder.unmove(url)

    def _date(self, url: str, at: float, gone: bool) -> None:
        """All hosts' files are of the same second: nginx makes its ETag from that and the size."""
        top = self._folder.gone if gone else self._folder.plates
        for suffix in ("", *CODINGS.values()):
            with suppress(FileNotFoundError):
                os.utime(f"{top / relative(url)}{suffix}", (at, at))

    def _bytes(self, row: Row) -> bytes | None:
        """None: the dispatch is not the newest of its URL any more. Raises NotReached."""
        url, gone = row["url"], row["status"] == 410
        with suppress(OSError):
            here = ((self._folder.gone if gone else self._folder.plates) / relative(url)).read_bytes()
            if digest(here) == row["digest"]:
                return here
        found = Dispatch.objects.filter(pk=row["pk"]).values_list("body", flat=True).first()
        if found is not None:
            return bytes(found)
        if self._owed.is_waiting:
            raise NotReached(self._owed.cause)
        try:
            body = hosts.bucket().get(storing.key_of(url, gone=gone))
        except NotReached as error:
            self._owed.refused(str(error))
            raise
        self._owed.served()
        if body is not None and digest(body) == row["digest"]:
            return body
        storing.press_lost(row["pk"], url)
        return None

    # -- what others are told

    def _now_and_then(self) -> None:
        if time.monotonic() >= self._next_word:
            self._next_word = time.monotonic() + TELL
            self._tell()
            upkeep.write_due(self._folder)

    def _tell(self) -> None:
        missing = len(self._owed.urls)
        if not self._place.is_whole:
            left = Dispatch.objects.filter(pk__gt=self._place.fill, pk__lte=self._place.fill_end)
            missing += left.count()
        facts = {
            "upto": self._place.upto,
            "owed": missing,
            "trouble": self._trouble or (self._owed.cause[:300] if self._owed.is_waiting else ""),
            "seen": Now(),
        }
        Host.objects.update_or_create(name=hosts.own_name(), defaults=facts)
        hosts.forget()


def wait(folder: Folder, seconds: float) -> bool:
    """Wait until this host's folder has what is in the ledger now; whether it has. Raises DatabaseError."""
    if not hosts.several():
        return True
    newest, end = _newest(), time.monotonic() + seconds
    while Place.of(folder).upto < newest:
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True


def _facts(query: QuerySet[Dispatch]) -> Any:
    """All of a dispatch but its bytes."""
    return query.values("pk", "url", "status", "to", "digest", "at")


def _some(query: QuerySet[Dispatch]) -> list[Row]:
    return list(_facts(query.order_by("pk"))[:BATCH])


def _newest() -> int:
    return Dispatch.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@contextmanager
def _alone(folder: Folder, stop: threading.Event) -> Iterator[bool]:
    """Whether the folder is ours alone; waits until it is, or everything ends."""
    with (folder.root / "following.lock").open("w") as lock:
        while not stop.is_set():
            with suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            stop.wait(LOCK_AGAIN)
        yield not stop.is_set()
