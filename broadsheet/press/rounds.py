"""One round of the press: draw what came, take what is dirty, press it, tell of it.

What is fresh goes before what the last round left to do."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.db.models import Q

from broadsheet.press import consequences, flood, news
from broadsheet.press.consequences import Half
from broadsheet.press.models import Change
from broadsheet.press.presser import Presser, Taken


class Haste:
    """Whether a run is broken off because something fresh came: a story that somebody has just published does not
    wait for the lists and feeds of the one before. They wait PATIENCE seconds for others at most."""

    PATIENCE = 0.5

    def __init__(self) -> None:
        self._until: float | None = None  # monotonic: when what was broken off has waited enough
        self._broken_off = False

    @property
    def called(self) -> bool:
        """Whether this run was broken off."""
        return self._broken_off

    def begin(self) -> None:
        """A run begins."""
        if not self._broken_off:
            self._until = None
        self._broken_off = False

    def calls(self) -> bool:
        """Whether to break off now; what was not done is done in a later run."""
        if not self._broken_off and (self._until is None or time.monotonic() < self._until):
            self._broken_off = consequences.something_fresh()
            if self._broken_off and self._until is None:
                self._until = time.monotonic() + self.PATIENCE
        return self._broken_off


@dataclass(frozen=True, slots=True)
class Done:
    """What a round did: whether there was anything, and whether something fresh broke it off."""

    something: bool
    broken_off: bool


class Rounds:
    """Belongs to one presser. `but`: names of kinds of plates that are left to others, with the patient half of
    changes."""

    def __init__(self, presser: Presser) -> None:
        self._presser, self._haste = presser, Haste()

    def is_due(self, but: list[str]) -> bool:
        return consequences.something_waits(but) or (not but and Change.objects.exists())

    def one(self, but: list[str]) -> Done:
        drained, taken = self._take(but)
        self._haste.begin()
        pressed = self._presser.press_taken(taken, interrupted=self._haste.calls)
        news.tell()
        return Done(bool(drained or pressed), self._haste.called)

    def _take(self, but: list[str]) -> tuple[int, Taken]:
        """Drain, and claim in the same transaction: each waits for the lock of who saves at the desk."""
        which, taken = ~Q(kind__in=but), []
        if flood.flooded():
            return flood.soil_everything(), self._presser.take(which=which)
        half = Half.URGENT if but else None
        drained = consequences.drain(half, then=lambda: taken.append(self._presser.take(which=which)))
        return drained, taken[0] if taken else self._presser.take(which=which)
