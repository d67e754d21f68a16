"""Pressing dirty plates: claim, render, write, settle.

The files are switched first and the ledger is settled after: a crash between the two leaves the plate dirty, and
pressing it again writes nothing, since the bytes are the same. Spec: press.md, points 5 to 7.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import structlog

from broadsheet.kit import clock
from broadsheet.press import claims, consequences, plates, rows, settling
from broadsheet.press.claiming import Lease, LeaseLost, claim
from broadsheet.press.consequences import DIRTY
from broadsheet.press.folder import Folder, Packed, PathRefused, canonical, pack
from broadsheet.press.models import Plate
from broadsheet.press.plates import Gone, Moved, Page
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


class Presser:
    """Presses plates of one site into its folder. `switched` is called after files changed."""

    def __init__(self, folder: Folder, switched: Callable[[], None] = lambda: None) -> None:
        self.folder, self.switched = folder, switched

    def press(self, *, limit: int = 32, bulk: bool = False, only: Iterable[str] | None = None) -> Pressed:
        """Press up to `limit` dirty plates; nothing to do: an empty result."""
        return self._run(limit, bulk, only)

    def _run(self, limit: int, bulk: bool, only: Iterable[str] | None, *, nested: bool = False) -> Pressed:
        token = claims.new_token()
        mark = consequences.last_mark()
        sheets = claim(token, limit=limit, bulk=bulk, only=only)
        if not sheets:
            return Pressed()
        lease = Lease(token)
        with clock.as_of(clock.now()), rows.one_run():
            first = 0 if bulk else 1  # somebody may be waiting for it: it does not wait for what the others need
            for part in (sheets[:first], sheets[first:]):
                plates.prepare(sheet.url for sheet in part)
                for sheet in part:
                    self._press_one(sheet, lease)
        self._redirect(sheets, lease, nested)
        if any(sheet.changed for sheet in sheets):
            self.announce()
        settling.settle(token, sheets, mark)
        return Pressed(
            tuple(sheet.url for sheet in sheets if sheet.changed),
            tuple(sheet.url for sheet in sheets if not (sheet.changed or sheet.failure or sheet.put_off)),
            tuple(sheet.url for sheet in sheets if sheet.failure),
        )

    def announce(self) -> None:
        """Tell servers in other processes that files changed. They look at each file once a second anyway."""
        try:
            self.folder.bump()
        except OSError as error:
            log.error("the epoch cannot be written", cause=str(error))

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
        missing = {} if nested else self._press_targets(set(moved.values()) - {sheet.url for sheet in sheets})
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
        self._run(len(missing), False, missing, nested=True)
        return _never_out(missing)

    def show_files(self, sheet: Sheet) -> None:
        """A page must not be out before the pictures that it shows."""
        for url in sorted(sheet.made.recording.shown if sheet.made else ()):
            if not self.folder.has(url):
                file = plates.make(url)
                if isinstance(file.result, Page):
                    self.folder.put(url, pack(file.result.body, plates.suffix(url)))

    def write(self, sheet: Sheet) -> None:
        url, folder = sheet.url, self.folder
        match sheet.made.result if sheet.made else None:
            case Page():
                sheet.changed = folder.put(url, _packed(sheet))
                sheet.changed |= folder.remove(url, gone=True) | folder.unmove(url)
            case Gone():
                sheet.changed = folder.put(url, _packed(sheet), gone=True)
                sheet.changed |= folder.remove(url) | folder.unmove(url)
            case Moved(to=to, status=status):
                sheet.changed = folder.move(url, to, status)
                sheet.changed |= folder.remove(url) | folder.remove(url, gone=True)
            case None:
                sheet.changed = folder.remove(url) | folder.remove(url, gone=True) | folder.unmove(url)


@contextmanager
def _failing_alone(sheet: Sheet) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # noqa: BLE001  One broken page must not stop the others; it is told at the desk.
        sheet.made = None
        sheet.failure = f"{type(error).__name__}: {error}"[:500]
        log.error("plate failed", url=sheet.url, cause=sheet.failure)


def _packed(sheet: Sheet) -> Packed:
    if sheet.packed is None:
        raise ValueError(f"{sheet.url} was not rendered")
    return sheet.packed


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
