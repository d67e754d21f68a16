"""The narrator: one loop of the worker that looks at stories and has their recordings made.

It runs beside the press, in a thread of the server or of `broadsheet worker`; several may run at once. Signals and
tasks only wake it: it looks for itself, and its sweep finds what nobody told of.
"""

from __future__ import annotations

import threading
import time

import structlog
from django.db import close_old_connections, connection

from broadsheet.kit import clock
from broadsheet.kit.buckets import NotReached
from broadsheet.narration import setting_up
from broadsheet.narration.recording import claiming, looking, making, pruning
from broadsheet.narration.sound.studio import Studio
from broadsheet.press.worker import settled

FIRST = 3.0  # seconds after the start until anything is done; ten times as long while pages wait to be pressed
TURN = 0.5  # seconds between two turns without work
SWEEP = 60.0  # seconds between two sweeps
PRUNE = 3600.0  # seconds between two looks at what lies on the disk
IDLE = 60.0  # seconds without work after which the booth's process ends

log = structlog.get_logger("narration")


class Narrator:
    def __init__(self, stopping: threading.Event, *, studio: Studio | None = None, first: float = FIRST) -> None:
        self._stopping, self._first = stopping, first
        self._studio = studio or Studio(setting_up.setup())
        self._swept, self._pruned = -SWEEP, -PRUNE
        self._beaten = self._worked = self._looked = 0.0

    def run(self) -> None:
        """Until it is to stop; a recording that is being made then is left, and begun again by whoever comes next."""
        self._studio.waiting = self.beat
        try:
            self._let_the_press_begin()
            while not self._stopping.is_set():
                if not self.turn():
                    self._rest()
        except Stopped:
            pass
        finally:
            self._studio.close()
            connection.close()

    def _let_the_press_begin(self) -> None:
        """A paper that starts, or starts for the first time, has pages to press: recordings come after them."""
        until = time.monotonic() + 10 * self._first
        self._stopping.wait(self._first)
        while time.monotonic() < until and not self._stopping.is_set() and not settled():
            self._stopping.wait(TURN)

    def turn(self) -> bool:
        """One round; whether there was something to do."""
        if time.monotonic() - self._swept > SWEEP:
            self._swept = time.monotonic()
            looking.sweep()
            self._prune()
        looked = looking.look_at_due()
        # all that may have to be said anew is looked at before the first of it is: then one knows how much it is
        self._claim = claiming.claim(later=looked < looking.AT_ONCE)
        if self._claim is None:
            return looked > 0
        try:
            making.make(self._claim, self._studio, self.beat)
        finally:
            self._claim, self._worked = None, time.monotonic()
        return True

    def _prune(self) -> None:
        if time.monotonic() - self._pruned > PRUNE:
            self._pruned = time.monotonic()
            try:
                pruning.prune(clock.wall())
            except NotReached as error:
                log.warning("recordings are pruned later", cause=str(error))

    _claim: claiming.Claim | None = None

    def beat(self) -> None:
        """While a recording is being made: keep it ours, and see whether its story was changed meanwhile."""
        if self._stopping.is_set():
            raise Stopped
        now = time.monotonic()
        if now - self._looked > TURN:
            self._looked = now
            looking.look_at_due(later=False)
        if self._claim is not None and now - self._beaten > claiming.BEAT:
            self._beaten = now
            self._claim.keep()

    def _rest(self) -> None:
        close_old_connections()
        if time.monotonic() - self._worked > IDLE:
            self._studio.close()
        self._stopping.wait(TURN)


class Stopped(Exception):
    """The worker ends in the middle of a recording."""
