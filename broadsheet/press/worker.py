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
from typing import Any

import structlog
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import Q

from broadsheet.kit import clock
from broadsheet.press import claims, consequences, flood, instants, upkeep
from broadsheet.press.consequences import DIRTY
from broadsheet.press.folder import Folder
from broadsheet.press.instants import Staged
from broadsheet.press.models import Change, Desk, Plate
from broadsheet.press.precedence import precedence
from broadsheet.press.presser import Presser
from broadsheet.press.triggers import CHANNEL

LOOK = 0.01  # seconds between two looks at whether the database changed
TICK = 0.25  # seconds between two turns of what goes by the clock
BEAT = 2.0  # seconds between two heartbeats
CLOCK_LEASE = timedelta(seconds=3)  # how long one worker keeps the clock without renewing it

log = structlog.get_logger("worker")


@dataclass(frozen=True, slots=True)
class Ticker:
    """Work that goes by the clock and that a higher room has, e.g. publishing what was scheduled."""

    name: str
    run: Callable[[], None]


TICKERS: dict[str, Ticker] = {}


def every_tick(name: str, run: Callable[[], None]) -> None:
    TICKERS[name] = Ticker(name, run)


class Changes:
    """Whether somebody else committed since we last looked: SQLite's `data_version`, PostgreSQL's NOTIFY."""

    def __init__(self) -> None:
        self._version: Any = None

    def wait(self, seconds: float) -> bool:
        """Wait at most `seconds`; True when there may be something new."""
        if connection.vendor == "postgresql":
            return self._heard(seconds)
        time.sleep(seconds)
        with connection.cursor() as cursor:
            version = cursor.execute("PRAGMA data_version").fetchone()
        changed, self._version = version != self._version, version
        return changed

    def _heard(self, seconds: float) -> bool:
        connection.ensure_connection()
        raw: Any = connection.connection
        if self._version is not raw:
            with connection.cursor() as cursor:
                cursor.execute(f"LISTEN {CHANNEL}")
            self._version = raw
            return True
        return any(True for _ in raw.notifies(timeout=seconds, stop_after=1))


class Worker:
    """`run()` works until `stop` is set. `switched` is called after files changed, for a server in this process;
    `bulk_command` is what child processes run (None: no children, bulk is pressed here); `prepare` is called once
    the database can be reached, before anything is pressed."""

    def __init__(
        self,
        folder: Folder,
        *,
        stop: threading.Event,
        switched: Callable[[], None] = lambda: None,
        bulk_command: list[str] | None = None,
        processes: int = 1,
        prepare: Callable[[], None] = lambda: None,
    ) -> None:
        self.folder, self.stop = folder, stop
        self.presser = Presser(folder, switched)
        self.bulk_command, self.processes, self.prepare = bulk_command, processes, prepare
        self.name = uuid.uuid4().hex
        self.children: list[subprocess.Popen[bytes]] = []
        self.staged: Staged | None = None
        self.next_instant: datetime | None = None
        self.clockwork = upkeep.Clockwork()
        self.changes = Changes()
        self.next_tick = self.next_beat = 0.0
        self.pending = True

    def run(self) -> None:
        """Work until stopped. A database that cannot be reached is waited for."""
        wait = 0.1
        while not self.stop.is_set():
            try:
                self._start()
                while not self.stop.is_set():
                    self._turn()
                    wait = 0.1
            except (DatabaseError, OSError) as error:
                log.warning("the press waits", cause=str(error), seconds=wait)
                connection.close()
                self.pending = True
                self.stop.wait(wait)
                wait = min(wait * 2, 5.0)
        self._end_children()
        connection.close()

    def _start(self) -> None:
        self.folder.make()
        self.prepare()
        upkeep.after_start(self.folder)
        self.next_instant = instants.upcoming()

    def _turn(self) -> None:
        if self.changes.wait(LOOK):
            self.pending = True
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
        """One round: drain, press what is urgent. True when there is more to do."""
        with precedence.taken():
            drained = flood.take_in() if flood.flooded() else consequences.drain()
            pressed = self.presser.press()
        if self.staged is not None and (drained or pressed):
            self._forget_staged()
        if not drained and not pressed:
            return self._bulk()
        return True

    # -- by the clock

    def _tick(self, now: float) -> None:
        close_old_connections()
        if now >= self.next_beat:
            self.next_beat = now + BEAT
            Desk.objects.update_or_create(pk=1, defaults={"heartbeat": clock.wall()})
            self.clockwork.check()
            self.children = [child for child in self.children if child.poll() is None]
            claims.free_the_dead()
            if self.folder.due():
                upkeep.write_due(self.folder)  # what was pressed since is no longer due
            self.pending = True  # what failed may be tried again, what a crash left is found
        if self._holds_clock():
            for ticker in TICKERS.values():
                ticker.run()
                self.pending = True  # our own commits are not told to us
            upkeep.renew_snapshots()

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
        if Desk.objects.filter(free, pk=1).update(clock_holder=self.name, clock_until=until):
            self.clockwork.held_until = until
            return True
        return False

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
        for child in self.children:
            child.terminate()
        for child in self.children:
            child.wait(timeout=10)


def _start_child(command: list[str]) -> subprocess.Popen[bytes]:
    """A process that presses what is bulk and ends. It is nicer than the server, so that serving stays even."""
    return subprocess.Popen(["nice", "-n", "10", *command], stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603, S607


def press_bulk(folder: Folder, progress: Callable[[int], None] = lambda done: None) -> int:
    """Press everything dirty, bulk or not, until nothing is left that can be pressed now; how many."""
    press, done = Presser(folder), 0
    while True:
        pressed = press.press(limit=50, bulk=True) or press.press(limit=50)
        if not pressed:
            if not (flood.take_in() if flood.flooded() else consequences.drain()):
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
