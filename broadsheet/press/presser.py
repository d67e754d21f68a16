"""Pressing dirty plates: claim, render, write, settle.

The files are switched first and the ledger is settled after: a crash between the two leaves the plate dirty, and
pressing it again writes nothing, since the bytes are the same. Spec: press.md, points 5 to 7.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlsplit

import structlog
from django.db.models import Q

from broadsheet.kit import clock
from broadsheet.press import claims, outlets, plates, rows, settling
from broadsheet.press.claiming import Lease, LeaseLost, claim
from broadsheet.press.consequences import DIRTY
from broadsheet.press.folder import Folder, PathRefused, canonical
from broadsheet.press.memory import Memory
from broadsheet.press.models import Plate
from broadsheet.press.sheets import Sheet, render

log = structlog.get_logger("press")


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a run did: URLs whose stored bytes changed, URLs that were the same, URLs that failed."""

    changed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changed or self.same or self.failed)


@dataclass(frozen=True, slots=True)
class Taken:
    """Plates in hand: whose they are, the newest mark when they were taken, and they themselves."""

    token: str
    mark: int
    sheets: list[Sheet]


class Presser:
    """Presses plates of one site, into its folder or, with several hosts, into the ledger that their folders follow.
    `switched` is called after files changed."""

    def __init__(self, folder: Folder, switched: Callable[[], None] = lambda: None) -> None:
        self.outlet, self.switched, self.memory = outlets.chosen(folder), switched, Memory()
        self._in_hand: set[str] = set()  # tokens

    def begin_anew(self) -> None:
        """After the database was away: what broke off may have seen what was never committed, and its plates are
        still claimed by us, who live."""
        self.memory.clear()
        if self._in_hand:
            Plate.objects.filter(claim__in=self._in_hand).update(claim="")
            self._in_hand.clear()

    def take(
        self, *, limit: int = 32, bulk: bool = False, only: Iterable[str] | None = None, which: Q | None = None
    ) -> Taken:
        """Claim up to `limit` dirty plates, of `which` alone."""
        token, mark = claims.new_token(), self.memory.begin()
        self._in_hand.add(token)
        return Taken(token, mark, claim(token, limit=limit, bulk=bulk, only=only, which=which))

    def press(
        self,
        *,
        limit: int = 32,
        bulk: bool = False,
        only: Iterable[str] | None = None,
        which: Q | None = None,
    ) -> Pressed:
        """Press up to `limit` dirty plates, of `which` alone; nothing to do: an empty result."""
        return self.press_taken(self.take(limit=limit, bulk=bulk, only=only, which=which), together=bulk)

    def press_taken(
        self,
        taken: Taken,
        *,
        together: bool = False,
        interrupted: Callable[[], bool] = lambda: False,
        nested: bool = False,
    ) -> Pressed:
        """`together`: what all of them need is read before the first. `interrupted` is asked before each but the
        first: what is left then is given back. `nested`: targets of redirects are not pressed first."""
        token, mark, sheets = taken.token, taken.mark, taken.sheets
        if not sheets:
            self._in_hand.discard(token)
            return Pressed()
        lease = Lease(token)
        with clock.as_of(clock.now()), rows.one_run(self.memory):
            first, *others = _parts(sheets, together)
            self._press_part(first, lease, lambda: False)
            for part in others:
                self._press_part(part, lease, interrupted)
        self._redirect(sheets, lease, nested)
        if any(sheet.changed for sheet in sheets):
            self.announce()
        settling.settle(token, sheets, mark)
        self._in_hand.discard(token)
        return Pressed(
            tuple(sheet.url for sheet in sheets if sheet.changed),
            tuple(sheet.url for sheet in sheets if not (sheet.changed or sheet.failure or sheet.put_off)),
            tuple(sheet.url for sheet in sheets if sheet.failure),
        )

    def _press_part(self, part: list[Sheet], lease: Lease, interrupted: Callable[[], bool]) -> None:
        prepared = False
        for sheet in part:
            sheet.put_off = interrupted()
            if sheet.put_off:
                continue
            if not prepared:
                plates.prepare(other.url for other in part)
                prepared = True
            self._press_one(sheet, lease)

    def announce(self) -> None:
        """Tell servers in other processes that files changed."""
        self.outlet.announce()

    def _press_one(self, sheet: Sheet, lease: Lease) -> None:
        with _failing_alone(sheet):
            render(sheet)
            if not sheet.moved_to:
                self._put(sheet, lease)

    def _put(self, sheet: Sheet, lease: Lease) -> None:
        if not lease.holds(sheet.pk):
            raise LeaseLost(f"another presser has had {sheet.url} since")
        self.show_files(sheet)
        try:
            self.write(sheet)
        finally:
            if sheet.changed:
                self.switched()

    def _redirect(self, sheets: list[Sheet], lease: Lease, nested: bool) -> None:
        """Redirects go out last: nobody shall be sent to a page that is not there yet. What a redirect's target
        leads to is not waited for, or redirects in a circle would wait for ever."""
        moved = {sheet.url: _path(sheet.moved_to) for sheet in sheets if sheet.moved_to}
        here = {sheet.url for sheet in sheets if not sheet.put_off}
        missing = {} if nested else self._press_targets(set(moved.values()) - here)
        missing |= {sheet.url: sheet.failure for sheet in sheets if sheet.failure}
        for sheet in sheets:
            target = moved.get(sheet.url)
            if target in missing:
                sheet.put_off = not missing[target]
                sheet.failure = missing[target] and f"{target}, where it leads to, cannot be pressed"
            elif target is not None:
                with _failing_alone(sheet):
                    self._put(sheet, lease)

    def _press_targets(self, targets: set[str]) -> dict[str, str]:
        """Press those of these URLs that were never out; those that cannot be had now, with why."""
        missing = _never_out(targets)
        if not missing:
            return {}
        self.press_taken(self.take(limit=len(missing), only=missing), nested=True)
        return _never_out(missing)

    def show_files(self, sheet: Sheet) -> None:
        """A page must not be out before the pictures that it shows."""
        self.outlet.show_files(sheet)

    def write(self, sheet: Sheet) -> None:
        self.outlet.write(sheet)


def _parts(sheets: list[Sheet], together: bool) -> Iterator[list[Sheet]]:
    """What is read together. Somebody may be waiting for the first: it does not wait for what the others need, nor
    pages for what lists and feeds need."""
    if together:
        yield sheets
        return
    yield sheets[:1]
    for _, part in groupby(sheets[1:], key=lambda sheet: sheet.order):
        yield list(part)


@contextmanager
def _failing_alone(sheet: Sheet) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # noqa: BLE001  One broken page must not stop the others; it is told at the desk.
        sheet.made = None
        sheet.failure = f"{type(error).__name__}: {error}"[:500]
        log.error("plate failed", url=sheet.url, cause=sheet.failure)


def _path(to: str) -> str:
    """The canonical path that a redirect leads to; "" where that is no path of the paper."""
    try:
        return canonical(urlsplit(to).path.encode()) if to.startswith("/") else ""
    except PathRefused:
        return ""


def _never_out(urls: Iterable[str]) -> dict[str, str]:
    """Those of these URLs at which something may come to stand and nothing ever did, with why that failed."""
    wanted = list(urls)
    waiting = Plate.objects.filter(DIRTY, url__in=wanted, status=0) if wanted else Plate.objects.none()
    return dict(waiting.values_list("url", "failure"))
