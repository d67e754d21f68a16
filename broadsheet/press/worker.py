"""The worker: one loop that drains the outbox, presses, and lets instants pass.

It runs as a thread of the server (the default), as a process of its own, or as several of either: everything
that it does is claimed in the database. It never trusts a wake-up: it looks, often and cheaply.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import Error, close_old_connections, transaction
from django.db.models import Q

from broadsheet.kit import clock
from broadsheet.press import claims, consequences, flood, instants, plates, upkeep
from broadsheet.press.consequences import DIRTY
from broadsheet.press.folder import Folder
from broadsheet.press.instants import Staged
from broadsheet.press.journeyman import LISTS, PAGES, Bustle, Journeyman, Neglect
from broadsheet.press.looking import LOOK, Changes, keep_on
from broadsheet.press.models import Change, Desk, Plate
from broadsheet.press.precedence import precedence
from broadsheet.press.presser import Presser
from broadsheet.press.rounds import Rounds
from broadsheet.press.turns import my_turn

TICK = 0.25  # seconds between two turns of what goes by the clock
BEAT = 2.0  # seconds between two heartbeats
BACK = timedelta(seconds=0.1)  # a step of the clock by so much may have an instant come again
CLOCK_LEASE = timedelta(seconds=3)  # how long one worker keeps the clock without renewing it

log = structlog.get_logger("worker")


@dataclass(frozen=True, slots=True)
class Ticker:
    """Work that goes by the clock and that a higher room has, e.g. publishing what was scheduled."""

    name: str
    run: Callable[[], object]


TICKERS: dict[str, Ticker] = {}
SNAPSHOTS = Ticker("snapshots", upkeep.renew_snapshots)


def every_tick(name: str, run: Callable[[], None]) -> None:
    TICKERS[name] = Ticker(name, run)


class Worker:
    """`run()` works until `stop` is set. `switched` is called after files changed, for a server in this process;
    `bulk_command` is what child processes run (None: no children, bulk is pressed here), `beside_command` what
    journeymen run, with what they are to press (None: there are none); `prepare` is called once the database can be
    reached, before anything is pressed."""

    def __init__(
        self,
        folder: Folder,
        *,
        stop: threading.Event,
        switched: Callable[[], None] = lambda: None,
        bulk_command: list[str] | None = None,
        beside_command: list[str] | None = None,
        processes: int = 1,
        prepare: Callable[[], None] = lambda: None,
    ) -> None:
        self.folder, self.stop = folder, stop
        self.presser = Presser(folder, switched)
        self.bulk_command, self.processes, self.prepare = bulk_command, processes, prepare
        self.name = uuid.uuid4().hex
        self.pages, self.lists = (
            Journeyman(beside_command and [*beside_command, work], nice) for work, nice in ((PAGES, 0), (LISTS, 5))
        )
        self.bustle, self.neglect = Bustle(), Neglect()
        self.children: list[subprocess.Popen[bytes]] = []
        self.staged: Staged | None = None
        self.next_instant: datetime | None = None
        self.clockwork = upkeep.Clockwork()
        self.changes, self.rounds = Changes(), Rounds(self.presser)
        self.next_tick = self.next_beat = 0.0
        self.pending = True
        self.turned = time.monotonic()
        """When the last turn began, or the last try of a database that is away: whoever hangs has none."""

    def run(self) -> None:
        """Work until stopped. A database that cannot be reached is waited for."""
        keep_on(self.stop, self._start, self._turn)
        self._end_children()

    def _start(self) -> None:
        self.pending, self.turned = True, time.monotonic()
        self.presser.begin_anew()
        self.folder.make()
        self.prepare()
        upkeep.after_start(self.folder)
        instants.set_back()  # it may have been, while nobody was here
        self.next_instant = instants.upcoming()

    def _turn(self) -> None:
        self.turned = time.monotonic()
        if self.changes.wait(LOOK):
            self.pending = True
            if not self.children and self.bustle.hear():  # of those who press bulk, each commit is heard too
                self._hire()
        if self.pending:
            self.pending = self.work()
            self.next_instant = instants.upcoming()
        now = time.monotonic()
        if self.next_instant is not None and self._holds_clock():
            self._mind_instants()
        if now >= self.next_tick:
            self.next_tick = now + TICK
            self._tick(now)

    def work(self) -> bool:
        """One round, unless others do it. True when there is more to do."""
        others = plates.beside() if self.lists.at_work else []
        if others and self.pages.at_work and not self.neglect.is_seen(others):
            return self._bulk()
        if not self.rounds.is_due(others):
            return False
        with precedence.taken():
            done = self.rounds.one(others)
        if done.broken_off:
            self._hire()
        if self.staged is not None and done.something:
            self._forget_staged()
        return done.something or self._bulk()

    def _hire(self) -> None:
        self.lists.hire()
        self.pages.hire()

    # -- by the clock

    def _tick(self, now: float) -> None:
        close_old_connections()
        if now >= self.next_beat:
            self.next_beat = now + BEAT
            with my_turn():
                Desk.objects.update_or_create(pk=1, defaults={"heartbeat": clock.wall()})
            if self.clockwork.check() < -BACK:
                instants.set_back()
            self.children = [child for child in self.children if child.poll() is None]
            claims.free_the_dead()
            self.lists.look(consequences.something_beside())
            self.pages.look(self.bustle.goes_on() or consequences.something_fresh())
            if self.folder.due():
                upkeep.write_due(self.folder)  # what was pressed since is no longer due
            self.pending = True  # what failed may be tried again, what a crash left is found
        if self._holds_clock():
            for ticker in TICKERS.values():
                _run(ticker)
                self.pending = True  # our own commits are not told to us
            _run(SNAPSHOTS)

    def _holds_clock(self) -> bool:
        """Whether this worker is the one that minds the clock: a lease in the database."""
        if clock.wall() + CLOCK_LEASE / 2 < self.clockwork.held_until:
            return True
        now = clock.wall()
        free = Q(clock_until=None) | Q(clock_until__lt=now) | Q(clock_holder=self.name)
        # a lease that ends far in the future was written under a clock that ran ahead
        free |= Q(clock_until__gt=now + 2 * CLOCK_LEASE)
        Desk.objects.get_or_create(pk=1)
        until = now + CLOCK_LEASE
        with my_turn():
            taken = Desk.objects.filter(free, pk=1).update(clock_holder=self.name, clock_until=until)
        if taken:
            self.clockwork.held_until = until
        return bool(taken)

    def _mind_instants(self) -> None:
        assert self.next_instant is not None
        now = clock.wall()
        if self.next_instant <= now:
            switched = instants.fire(now, self.presser, self.staged)
            self.staged = None
            self.pending = True
            self.next_instant = instants.upcoming()
            log.info("an instant passed", at=now.isoformat(), switched=len(switched))
        elif self.staged is None and self.next_instant - now < instants.AHEAD and not self.pending:
            self.staged = instants.prepare(self.next_instant, self.folder)

    def _forget_staged(self) -> None:
        """Something changed: what lies ready may not be what will be true."""
        if self.staged is not None and not self._close_to_instant():
            self.staged.discard()
            self.staged = None

    def _close_to_instant(self) -> bool:
        return self.staged is not None and self.staged.at - clock.wall() < timedelta(seconds=2)

    # -- very many plates

    def _bulk(self) -> bool:
        waiting = Plate.objects.filter(DIRTY, bulk=True).filter(Q(retry_at=None) | Q(retry_at__lte=clock.wall()))
        if not waiting.exists():
            return False
        upkeep.write_due(self.folder)
        if self.bulk_command is None:
            return bool(self.presser.press(limit=50, bulk=True))
        self.children = [child for child in self.children if child.poll() is None]
        while len(self.children) < self.processes:
            self.children.append(_start_child(self.bulk_command))
        return False

    def _end_children(self) -> None:
        self.pages.dismiss()
        self.lists.dismiss()
        for child in self.children:
            child.terminate()
        for child in self.children:
            child.wait(timeout=10)


def _run(ticker: Ticker) -> None:
    """What one room does by the clock must not keep the others from theirs, nor an embargo from its end."""
    try:
        ticker.run()
    except (Error, OSError):
        raise
    except Exception as error:
        log.exception("what goes by the clock failed", ticker=ticker.name, cause=str(error))


def _start_child(command: list[str]) -> subprocess.Popen[bytes]:
    """A process that presses what is bulk and ends. It is nicer than the server, so that serving stays even."""
    return subprocess.Popen(["nice", "-n", "10", *command], stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603, S607  (our own words, no shell)


def press_bulk(folder: Folder, progress: Callable[[int], None] = lambda done: None) -> int:
    """Press everything dirty, bulk or not, until nothing is left that can be pressed now; how many."""
    press, done = Presser(folder), 0
    while True:
        pressed = press.press(limit=50, bulk=True) or press.press(limit=50)
        if not pressed:
            if not (flood.soil_everything() if flood.flooded() else consequences.drain()):
                return done
            continue
        done += len(pressed.changed) + len(pressed.same)
        progress(done)


def settled() -> bool:
    """Whether nothing waits: no change in the outbox, no dirty plate."""
    with transaction.atomic():
        return not Change.objects.exists() and not Plate.objects.filter(DIRTY).exists()


def this_python(*arguments: str) -> list[str]:
    """A command line that runs Broadsheet in another process with this very Python."""
    return [sys.executable, "-m", "broadsheet", *arguments]
