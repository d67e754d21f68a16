"""Journeymen: processes that press while editors are busy at the desk.

A server's threads share one processor, so a busy desk keeps the press waiting, and a run of lists and feeds, which
takes ten times as long as the story's page, keeps the next story waiting. So two journeymen are hired when editors
are busy, or when a fresh change has come while lists were pressed: one for pages that somebody looks for, one for
lists and feeds. After REST seconds without need they are dismissed. They take their work from the ledger and need not
speak with anybody; they end when their standard input does, which the worker holds, also by dying.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections import deque
from contextlib import suppress
from typing import IO

import structlog
from django.db import connection
from django.db.models import Q

from broadsheet.press import consequences, news, plates
from broadsheet.press.consequences import Half, Waiting
from broadsheet.press.folder import Folder
from broadsheet.press.looking import LOOK, Changes, keep_on
from broadsheet.press.presser import Pressed, Presser
from broadsheet.press.rounds import Rounds

REST = 300.0  # seconds
READY = b"ready\n"
PAGES, LISTS = "pages", "lists"
"""What a journeyman presses."""
FOR_MACHINES = 60  # the order from which on a kind is fetched by machines
AT_ONCE = 8  # feeds of a run: a front that somebody edits meanwhile waits no longer
LAST = 5.0  # seconds that it has to end the plate that it is at
AGAIN = 1.0  # seconds until what failed is looked at again
LEFT_LYING = 1.0  # seconds after which the worker does itself what a journeyman should have done
MANY, WITHIN = 20, 10.0  # commits of others in so many seconds: somebody is busy at the desk
ANEW = 10.0  # seconds until another one is hired in place of one that broke off

log = structlog.get_logger("press")


class Journeyman:
    """The worker's side. `command` starts the process, as `nice` as that; None: there is never one."""

    def __init__(self, command: list[str] | None, nice: int = 0) -> None:
        self._command, self._nice = command, nice
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = False
        self._needed, self._hired = 0.0, -ANEW

    def hire(self) -> None:
        """See that there is one; it takes a second or two until it is at work."""
        self._needed = time.monotonic()
        if self._process is None and self._command and self._needed - self._hired > ANEW:
            self._hired = self._needed
            self._process = subprocess.Popen(  # noqa: S603  (our own words, no shell)
                ["nice", "-n", str(self._nice), *self._command],  # noqa: S607  (as the path of whoever started us has it)
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
            )
            assert self._process.stdout is not None
            os.set_blocking(self._process.stdout.fileno(), False)

    @property
    def at_work(self) -> bool:
        """Whether its work can be left to it."""
        if self._process is None or self._process.poll() is not None:
            self._forget()
        elif not self._ready:
            assert self._process.stdout is not None
            self._ready = self._process.stdout.read(len(READY)) == READY
        return self._ready

    def look(self, is_needed: bool) -> None:
        """Dismiss it when it was not needed for a while. To be called now and then."""
        if self.at_work:
            if is_needed:
                self._needed = time.monotonic()
            elif time.monotonic() - self._needed > REST:
                self.dismiss()

    def dismiss(self) -> None:
        """Wait until it has ended; what it would still do then is found by whoever presses next."""
        if self._process is not None:
            assert self._process.stdin is not None
            with suppress(BrokenPipeError):
                self._process.stdin.close()
            try:
                self._process.wait(LAST)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._forget()

    def _forget(self) -> None:
        if self._process is not None:
            for pipe in (self._process.stdin, self._process.stdout):
                assert pipe is not None
                with suppress(BrokenPipeError):
                    pipe.close()
        self._process, self._ready = None, False


class Bustle:
    """Whether editors are busy, by how often others commit. (PostgreSQL tells of watched changes alone: there a fresh
    change that finds the press at lists has to do.)"""

    def __init__(self) -> None:
        self._heard: deque[float] = deque(maxlen=MANY)

    def hear(self) -> bool:
        """Somebody has committed; whether there is bustle now."""
        self._heard.append(time.monotonic())
        return len(self._heard) == MANY and self._heard[-1] - self._heard[0] < WITHIN

    def goes_on(self) -> bool:
        """Whether there was bustle a moment ago."""
        return len(self._heard) == MANY and time.monotonic() - self._heard[0] < 2 * WITHIN


class Neglect:
    """Whether what is left to a journeyman is left lying: by one that hangs."""

    def __init__(self) -> None:
        self._oldest: Waiting = (0, 0, 0)
        self._since = self._next_look = 0.0

    def is_seen(self, but: list[str]) -> bool:
        """`but`: kinds of plates that are not its work. May be asked very often."""
        now = time.monotonic()
        if now < self._next_look:
            return False
        self._next_look = now + LEFT_LYING / 4
        oldest = consequences.oldest_waiting(but)
        if oldest != self._oldest:
            self._oldest, self._since = oldest, now
        return any(oldest) and now - self._since > LEFT_LYING


class Hand:
    """A journeyman's own side: it looks for work, and does it."""

    def __init__(self, folder: Folder, stop: threading.Event) -> None:
        self._stop, self._presser, self._changes = stop, Presser(folder, folder.bump), Changes()
        self._pending, self._next_look = True, 0.0

    def run(self) -> None:
        keep_on(self._stop, self._start, self._turn)

    def _start(self) -> None:
        self._pending = True
        self._presser.begin_anew()

    def _turn(self) -> None:
        if self._looks() or time.monotonic() > self._next_look:
            self._pending = True
        if self._pending:
            self._pending = self.work()
            self._next_look = time.monotonic() + AGAIN

    def _looks(self) -> bool:
        return self._changes.wait(0.0 if self._pending else LOOK)

    def work(self) -> bool:
        """True when there may be more to do."""
        raise NotImplementedError


class Pages(Hand):
    """Presses what somebody looks for, and draws the urgent half of changes."""

    def __init__(self, folder: Folder, stop: threading.Event) -> None:
        super().__init__(folder, stop)
        self._rounds = Rounds(self._presser)

    def work(self) -> bool:
        others = plates.beside()
        return self._rounds.is_due(others) and self._rounds.one(others).something


class Lists(Hand):
    """Presses lists and feeds, and draws the patient half."""

    def __init__(self, folder: Folder, stop: threading.Event) -> None:
        super().__init__(folder, stop)
        kinds = [kind for kind in plates.kinds() if kind.beside]
        self._for_people = Q(kind__in=[kind.name for kind in kinds if kind.order < FOR_MACHINES])
        self._for_machines = Q(kind__in=[kind.name for kind in kinds if kind.order >= FOR_MACHINES])

    def _looks(self) -> bool:
        if connection.vendor == "postgresql":  # NOTIFY tells of changes, not of what the worker made of them
            time.sleep(LOOK)
            return consequences.something_beside()
        return super()._looks()

    def work(self) -> bool:
        drained = consequences.drain(Half.PATIENT)
        pressed = self._press(self._for_people) or self._press(self._for_machines, AT_ONCE)
        if pressed:
            news.tell()
        return bool(pressed or drained)

    def _press(self, which: Q, limit: int = 32) -> Pressed:
        return self._presser.press_taken(self._presser.take(which=which, limit=limit), interrupted=self._stop.is_set)


def press_beside(work: str, folder: Folder, line: IO[bytes], say: IO[bytes]) -> None:
    """Press PAGES or LISTS until `line` ends."""
    stop = threading.Event()
    threading.Thread(target=_hang_on, args=[line, stop], daemon=True).start()
    say.write(READY)
    say.flush()
    side: Hand = Pages(folder, stop) if work == PAGES else Lists(folder, stop)
    side.run()


def _hang_on(line: IO[bytes], stop: threading.Event) -> None:
    line.read()
    stop.set()
