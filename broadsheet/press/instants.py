"""Time as a cause: embargoes, expiries and picture rights that come to an instant with nobody at the desk.

What an instant will change is pressed beforehand, as of that instant, into staged files; when it comes, all of
them are renamed at once. Spec: trust.md, "everything goes out together, pressed beforehand and switched
(≤ 1 s late)".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from broadsheet.kit import clock
from broadsheet.press import claims, consequences, outlets, plates, rows, settling
from broadsheet.press.claiming import LEASE
from broadsheet.press.consequences import Consequences
from broadsheet.press.folder import Folder, discard
from broadsheet.press.models import Change, Dependency, Instant, Plate
from broadsheet.press.outlets import Outlet
from broadsheet.press.presser import Presser
from broadsheet.press.sheets import Sheet, render
from broadsheet.press.turns import my_turn
from broadsheet.press.watch import WATCHES, Changed

log = structlog.get_logger("press")

AHEAD = timedelta(seconds=20)  # how long before an instant its plates are prepared
MOST_STAGED = 400  # more than that are pressed when the instant has come


def upcoming() -> datetime | None:
    """The next instant that has not passed."""
    return Instant.objects.order_by("at").values_list("at", flat=True).first()


def changes_by(until: datetime) -> list[tuple[int, str, int]]:
    """(id, table, row) of the instants up to `until`."""
    return list(Instant.objects.filter(at__lte=until).order_by("at", "pk").values_list("pk", "table", "row"))


@dataclass
class Staged:
    """What lies ready for an instant."""

    at: datetime
    ids: frozenset[int]
    mark: int
    found: Consequences
    sheets: list[tuple[Sheet, dict[str, Path]]] = field(default_factory=list)

    def discard(self) -> None:
        for _, files in self.sheets:
            discard(files)
        self.sheets.clear()


def _consequences(taken: list[tuple[int, str, int]]) -> Consequences:
    return consequences.of(passing(taken))


def passing(taken: list[tuple[int, str, int]]) -> list[Changed]:
    """The changes that these instants make, by passing."""
    found = (consequences.timed(table, row) for _, table, row in taken)
    return [change for change in found if change is not None]


def prepare(at: datetime, folder: Folder) -> Staged:
    """Press what will change at `at`, as of `at`, into staged files."""
    taken = changes_by(at)
    mark = consequences.last_mark()
    with clock.as_of(at), rows.one_run():
        found = _consequences(taken)
        staged = Staged(at, frozenset(pk for pk, *_ in taken), mark, found)
        reached = _reached(found)
        if len(reached) <= MOST_STAGED:
            outlet = outlets.chosen(folder)
            for url, kind in reached.items():
                _stage(staged, Sheet(0, url, kind, 0), outlet)
    return staged


def _stage(staged: Staged, sheet: Sheet, outlet: Outlet) -> None:
    try:
        render(sheet)
        _warm(sheet, outlet)
        staged.sheets.append((sheet, outlet.stage(sheet)))
    except Exception as error:  # noqa: BLE001  It is dirty when the instant comes, fails again, and is told at the desk.
        log.error("a plate cannot be prepared", url=sheet.url, cause=f"{type(error).__name__}: {error}"[:500])


def _warm(sheet: Sheet, outlet: Outlet) -> None:
    """Make the pictures that the page will show, so that they are quickly at hand; they stay unseen."""
    for url in sheet.made.recording.shown if sheet.made else ():
        if not outlet.has(url):
            plates.make(url)


def _reached(found: Consequences) -> dict[str, str]:
    """{url: kind} of the plates that these consequences would make dirty, new ones included."""
    query = Dependency.objects.filter(tag__in=found.rows | found.unused)
    reached = set(query.values_list("plate_id", flat=True)[: MOST_STAGED + 1])
    for tag, digest in found.digests.items():
        other = Dependency.objects.filter(tag=tag).exclude(digest=digest)
        reached |= set(other.values_list("plate_id", flat=True)[: MOST_STAGED + 1])
    known = dict(Plate.objects.filter(pk__in=list(reached)[: MOST_STAGED + 1]).values_list("url", "kind"))
    return {**found.urls, **known}


def fire(at: datetime, press: Presser, staged: Staged | None) -> list[str]:
    """Let all instants up to `at` pass: everything that was prepared and is still true is switched together,
    the rest is made dirty. Returns the URLs that were switched."""
    try:
        while consequences.drain():  # a kill or a hold of the last moment counts
            pass
        return _fire(at, press, staged)
    finally:
        if staged is not None:
            staged.discard()


def _fire(at: datetime, press: Presser, staged: Staged | None) -> list[str]:
    taken = changes_by(at)
    if not taken:
        return []
    keys = [pk for pk, *_ in taken]
    whole = staged is not None and staged.ids == frozenset(keys)
    found = staged.found if staged is not None and whole else _consequences_at(at, taken)
    token = claims.new_token()
    with my_turn():
        consequences.the_desk()
        if Change.objects.exists():
            whole = False  # somebody was quicker than our last look: what was prepared may not be true
        marked = consequences.marked_since(staged.mark) if staged else set()
        consequences.write(found)
        consequences.hear(passing(taken))
        spend(taken, at)
        Instant.objects.filter(pk__in=keys).delete()
        mark = consequences.last_mark()
        ready = _still_true(staged, marked) if staged is not None and whole else []
        sheets = _take(token, ready)
    return _switch(token, press, ready, sheets, mark)


def _consequences_at(at: datetime, taken: list[tuple[int, str, int]]) -> Consequences:
    with clock.as_of(max(clock.now(), at)):
        return _consequences(taken)


def spend(taken: list[tuple[int, str, int]], at: datetime) -> None:
    """Empty the columns whose time has come for good: an embargo that ended is none any more, whatever the
    machine's clock says later."""
    for _, table, row in taken:
        watched = WATCHES.get(table)
        for column in watched.spent if watched else ():
            past = {"pk": row, f"{column.name}__lte": at}
            watched.model._base_manager.filter(**past).update(**{column.name: None})  # type: ignore[union-attr]


def _still_true(staged: Staged, marked: set[str]) -> list[tuple[Sheet, dict[str, Path]]]:
    return [
        (sheet, files)
        for sheet, files in staged.sheets
        if sheet.made and not consequences.hit(sheet.made.recording.tags, marked)
    ]


def _take(token: str, ready: list[tuple[Sheet, dict[str, Path]]]) -> list[Sheet]:
    """Claim the plates of what lies ready (they have just been made dirty)."""
    urls = [sheet.url for sheet, _ in ready]
    free = Plate.objects.filter(url__in=urls, claim="")
    free.update(claim=token, claimed_until=clock.wall() + LEASE)
    rows_of = Plate.objects.filter(claim=token).values_list("url", "pk", "wanted")
    ours = {url: (pk, wanted) for url, pk, wanted in rows_of}
    for sheet, _ in ready:
        sheet.pk, sheet.wanted = ours.get(sheet.url, (0, 0))
    return [sheet for sheet, _ in ready if sheet.pk]


def _switch(
    token: str, press: Presser, ready: list[tuple[Sheet, dict[str, Path]]], sheets: list[Sheet], mark: int
) -> list[str]:
    ready.sort(key=lambda entry: bool(entry[0].moved_to))  # where a redirect leads to is there before it
    for sheet, files in ready:
        if sheet.pk and sheet.made is not None:
            _switch_one(press, sheet, files)
    if sheets:
        press.switched()
        press.announce()
        settling.settle(token, sheets, mark)
    return [sheet.url for sheet in sheets]


def _switch_one(press: Presser, sheet: Sheet, files: dict[str, Path]) -> None:
    try:
        press.show_files(sheet)
        press.outlet.switch(sheet, files)
    except Exception as error:  # noqa: BLE001  One broken page must not hold back the others of its instant.
        sheet.failure = f"{type(error).__name__}: {error}"[:500]
