"""The clerk: all that an office asks of the database, one thing after another. The database may be away for a while:
every move may be made twice, and is tried again."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import structlog
from django.db import InterfaceError, OperationalError, close_old_connections, connection, transaction

from broadsheet.kit import clock
from broadsheet.newsletters.models import OPEN, Delivery, Issue, Note, Outcome, Sending
from broadsheet.newsletters.sending import alerts, allowances, endings, freezing, states, verbs
from broadsheet.newsletters.sending.endings import Told
from broadsheet.newsletters.sending.gatekeeping import Gatekeeper
from broadsheet.newsletters.sending.jobs import Job, Jobs
from broadsheet.newsletters.sending.pace import Pace
from broadsheet.newsletters.sending.states import Book, Fence

BOOKS: tuple[Book, ...] = (Note, Delivery)
BEAT = 1.0  # seconds between two turns of what goes by the clock
LAST_TRIES = 10.0  # seconds that an office that closes waits for the database
CHECKPOINT = 8000  # pages of SQLite's log, 32 MB: the ledger changes the same ones again and again
AGAIN = (0.05, 2.0)  # seconds until a transaction is tried again: at first, and at most

T = TypeVar("T")
Held = Iterable[tuple[Book, Fence]]
log = structlog.get_logger("mail")


@dataclass(frozen=True, slots=True)
class Allowed:
    """`rows` may be ended until `until` (monotonic). Of the issues `shut` nothing may be ended any more."""

    rows: set[tuple[Book, int]]
    until: float
    shut: set[int] = field(default_factory=set)


class Clerk:
    """`closing`: whether the office closes, and the database is not waited for any longer than it must."""

    def __init__(
        self,
        sender: str,
        pace: Pace,
        *,
        rate: float,
        domain_rates: dict[str, float],
        closing: Callable[[], bool],
        token: str = "",
    ) -> None:
        self._sender, self._pace, self._rate, self._closing = sender, pace, rate, closing
        self.makes = Jobs(domain_rates)
        self._gate = Gatekeeper()
        self.token = token or uuid.uuid4().hex
        self._beat = 0.0
        self._known: Any = None
        self._refused = endings.Streaks()
        self._troubled: set[int] = set()
        self._troubled_since = 0.0

    # -- what the lanes told

    def enter(self, asked: list[Told], done: list[Told]) -> Allowed:
        """In one transaction: rows that set out, if the gate lets them out now, and what became of others."""
        until = time.monotonic() + self._pace.lease.total_seconds()
        # counted once, however often the transaction is tried
        pausing = endings.pausing(done) + self._refused.after(done)
        try:
            rows, shut = self.durably(lambda: self._entered(asked, done, pausing), give_up=until if asked else None)
        except (OperationalError, InterfaceError):
            if not asked:
                raise
            # the database has been away for a whole lease: nothing may be ended that is not written
            self.durably(lambda: self._entered([], done, pausing))
            rows, shut = set(), set()
        return Allowed(rows, until, shut)

    @transaction.atomic
    def _entered(
        self, asked: list[Told], done: list[Told], pausing: Iterable[tuple[int, str]] = ()
    ) -> tuple[set[tuple[Book, int]], set[int]]:
        """(rows that may be ended, issues of which nothing may)"""
        now, ours = clock.wall(), set()
        shut = self._gate.shut({each.job.issue for each in asked if each.job.issue}, now)
        asked = [each for each in asked if each.job.issue not in shut]
        became = [(each.job, endings.of(each, self._pace, now)) for each in done]
        again = {job.issue for job, ending in became if job.book is Delivery and ending.state in OPEN}
        verbs.hold_fast(again)
        for book in {each.job.book for each in (*asked, *done)}:
            states.settle(book, self.token, [ending for job, ending in became if job.book is book], now=now)
            fences = [each.job.fence for each in asked if each.job.book is book]
            moved = states.embark(book, self.token, fences, now=now, until=now + self._pace.lease)
            ours |= {(book, pk) for pk in moved}
        verbs.go_on_again(again)
        for issue, cause in pausing:
            verbs.pause_by_relay(issue, cause)
        return ours, shut

    # -- what goes by the clock

    def look(self, held: Held, trouble: str | None) -> list[int]:
        """What an editor did, and once a second what goes by the clock; the issues that are being sent, the oldest
        first. `trouble`: why nothing can be sent, "" when it can again, None when nobody knows."""
        if time.monotonic() - self._beat > min(BEAT, self._pace.lease.total_seconds() / 4):
            self._beat = time.monotonic()
            self._by_the_clock(held, clock.wall())
        elif not held:
            self._begin_and_end(clock.wall())
        found = Issue.objects.filter(sending=Sending.SENDING).order_by("begun_at").values_list("pk", flat=True)
        sending = list(found)
        self.makes.forget(sending)
        self._gate.forget(sending)
        self._say(trouble, sending)
        return sending

    def _by_the_clock(self, held: Held, now: datetime) -> None:
        close_old_connections()
        for book in BOOKS:
            fences = [fence for of, fence in held if of is book]
            if fences:
                states.renew(book, self.token, fences, until=now + self._pace.lease)
            _reap(book, now)
            states.ripen(book, now=now)
        verbs.stop_withdrawn(now)
        self._begin_and_end(now)
        since = self._troubled_since
        alerts.tell(now, held_up=bool(since) and time.monotonic() - since > alerts.AFTER.total_seconds())

    def _begin_and_end(self, now: datetime) -> None:
        verbs.begin_due(now)
        freezing.go_on(now)
        verbs.finish_done(now)

    def _say(self, trouble: str | None, sending: list[int]) -> None:
        """A relay that does not answer is named on the screen of what waits for it."""
        if trouble:
            self._troubled_since = self._troubled_since or time.monotonic()
            # also of what was paused meanwhile, and goes on while it lasts
            self._troubled = (self._troubled & set(sending)) | verbs.say_of_those_without(sending, trouble)
        elif trouble == "":
            for issue in self._troubled:
                verbs.say(issue, "")
            self._troubled.clear()
            self._troubled_since = 0.0

    # -- taking rows

    def take(self, sending: list[int], enough: int) -> list[Job]:
        """Jobs of notes, and of these issues until there are enough."""
        jobs = self._taken(Note, 0)
        for issue in sending:
            if len(jobs) >= enough:
                break
            jobs += self._taken(Delivery, issue)
        return jobs

    def _taken(self, book: Book, issue: int) -> list[Job]:
        waiting = Delivery.objects.filter(issue=issue) if issue else Note.objects.all()
        if not waiting.filter(state=Outcome.PENDING).exists():
            return []
        now = clock.wall()
        if issue and self._gate.shut([issue], now):
            return []
        limit = self._allowed(now)
        return self._claimed(book, issue, limit, now) if limit else []

    @transaction.atomic
    def _claimed(self, book: Book, issue: int, limit: int, now: datetime) -> list[Job]:
        fences: list[Fence] = []
        if not issue or verbs.is_going(issue):
            until = now + self._pace.lease
            fences = states.claim(book, self.token, now=now, until=until, limit=limit, issue=issue)
        makes = self.makes.of_notes if book is Note else self.makes.of_deliveries
        jobs, left_out = makes(fences, now)
        states.settle(book, self.token, left_out, now=now)
        if self._rate:
            # what nobody uses is there for the others: else a few notes would keep an issue waiting
            allowances.give_back(self._sender, limit - len(jobs))
        return jobs

    def _allowed(self, now: datetime) -> int:
        if not self._rate:
            return self._pace.batch
        wanted = max(1, min(self._pace.batch, int(self._rate * 2)))
        return allowances.take(self._sender, self._rate, wanted, now)

    # -- the database

    def keep_what_is_committed(self) -> None:
        """What is committed must be on the disk before the end of a message is sent: over each new connection."""
        if connection.connection is not None and connection.connection is self._known:
            return
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA synchronous=FULL")
                cursor.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT}")
        self._known = connection.connection

    def durably(self, work: Callable[[], T], give_up: float | None = None) -> T:
        """Do it until the database takes it. Raises what the database said when it is past `give_up` (monotonic), or
        when the office closes and it has been away for long enough."""
        pause, most = AGAIN
        tries_until = time.monotonic() + LAST_TRIES
        while True:
            try:
                self.keep_what_is_committed()
                return work()
            except (OperationalError, InterfaceError) as error:
                late = give_up is not None and time.monotonic() > give_up
                if late or (self._closing() and time.monotonic() > tries_until):
                    raise
                log.warning("the ledger cannot be written and is tried again", cause=str(error))
                connection.close()
                time.sleep(pause)
                pause = min(pause * 2, most)

    def leave(self) -> None:
        connection.close()


def _reap(book: Book, now: datetime) -> None:
    again, unknown = states.reap(book, now=now)
    if again or unknown:
        log.warning("a worker was lost while it sent", book=book.__name__, goes_again=again, unknown=unknown)
