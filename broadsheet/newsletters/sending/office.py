"""The post office: it keeps the ledger of what a crew of couriers, in a process beside it, hands to the relay.

It takes rows, gives their messages to the couriers, and has written what they say: all that came while the last
transaction was written goes into the next one, so that many connections share one write to the disk. Several offices
may send one issue at once, in processes of one machine or of several: the ledger is all that they have in common.
"""

from __future__ import annotations

import threading
import time

from django.conf import settings

from broadsheet.newsletters.couriers.loads import Said, Word
from broadsheet.newsletters.models import Delivery
from broadsheet.newsletters.senders import choosing
from broadsheet.newsletters.senders.base import Sender
from broadsheet.newsletters.sending.clerk import Clerk
from broadsheet.newsletters.sending.crew import Crew
from broadsheet.newsletters.sending.endings import Told
from broadsheet.newsletters.sending.jobs import Job
from broadsheet.newsletters.sending.pace import Pace

PATIENCE = 30.0  # seconds that connections have to end their message when the office closes
QUIET = 60.0  # seconds without work after which the crew goes home


class Office:
    """Sends until `stopping`. One for each process; `run` belongs to one thread."""

    def __init__(
        self,
        stopping: threading.Event,
        sender: Sender | None = None,
        pace: Pace | None = None,
        *,
        rate: float | None = None,
        domain_rates: dict[str, float] | None = None,
        token: str = "",
    ) -> None:
        self._stopping, self._pace = stopping, pace or Pace()
        sender = sender or choosing.sender()
        self.clerk = Clerk(
            sender.name,
            self._pace,
            rate=settings.MAIL_RATE if rate is None else rate,
            domain_rates=settings.MAIL_DOMAIN_RATES if domain_rates is None else domain_rates,
            closing=stopping.is_set,
            token=token,
        )
        self._crew = Crew(sender, self._pace)
        self._jobs: dict[int, Job] = {}
        """What the crew holds, by handle."""
        self._sending: list[int] = []
        self._looked = self._worked = 0.0

    @property
    def carried_by(self) -> int | None:
        """The process that speaks with the relay, while there is one."""
        return self._crew.pid

    def run(self) -> None:
        """Until it is to stop; what connections hold then is ended or given back first."""
        self._jobs.clear()
        try:
            while not self._stopping.is_set():
                self._turn()
            self._close()
        finally:
            self._crew.dismiss()
            self.clerk.leave()

    def _turn(self) -> None:
        """One round: write what was said, look after what goes by the clock, take more."""
        pause = self._pace.tick if self._jobs else self._pace.look
        self._write(self._crew.listen(pause))
        if time.monotonic() - self._looked > pause:
            self._look()
            self._looked = time.monotonic()
        if self._crew.waiting * 2 < self._pace.batch:
            self._refill()
        if self._jobs:
            self._worked = time.monotonic()
        elif time.monotonic() - self._worked > QUIET:
            self._crew.dismiss()

    def _close(self) -> None:
        """Give back what was not begun, and let each connection end its message."""
        self._crew.recall(self._jobs)
        self._crew.stop()
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and not (self._crew.over and not self._jobs):
            self._write(self._crew.listen(0.05))

    # -- what a turn does

    def _write(self, said: list[Said]) -> None:
        """Have it written; then the connections may go on."""
        if not said:
            self._crew.allow([])
            return
        told = [Told(each.word, self._jobs[each.handle], each.reply, each.cause) for each in said]
        asked = [each for each in told if each.word is Word.READY]
        done = [each for each in told if each.word is not Word.READY]
        allowed = self.clerk.enter(asked, done)
        self._crew.allow(
            [
                (each.job.load.handle, allowed.until if (each.job.book, each.job.fence.pk) in allowed.rows else None)
                for each in asked
            ]
        )
        for each in done:
            del self._jobs[each.job.load.handle]
        if allowed.shut:
            # what no connection has begun is not begun in vain
            self._crew.recall(handle for handle, job in self._jobs.items() if job.issue in allowed.shut)

    def _look(self) -> None:
        held = [(job.book, job.fence) for job in self._jobs.values()]
        trouble = self._crew.trouble
        self._sending = self.clerk.durably(lambda: self.clerk.look(held, trouble))
        stopped = [
            handle for handle, job in self._jobs.items() if job.book is Delivery and job.issue not in self._sending
        ]
        if stopped:
            self._crew.recall(stopped)
        self._crew.keep({*self.clerk.makes.keys, *(job.load.parts for job in self._jobs.values())})

    def _refill(self) -> None:
        if not self._crew.ready:
            if self._crew.waiting:
                self._crew.recall(self._jobs)
            return
        # what began last comes first: a small issue does not wait for a large one
        issues = self._sending[::-1]
        enough = self._pace.batch - self._crew.waiting
        jobs = self.clerk.durably(lambda: self.clerk.take(issues, enough))
        if jobs:
            self._jobs |= {job.load.handle: job for job in jobs}
            self._crew.give([job.load for job in jobs], self.clerk.makes.parts(jobs))
