"""Time as a cause: embargoes, expiries and picture rights that come to an instant with nobody at the desk.

What an instant will change is pressed beforehand, as of that instant, into staged files; when it comes, all of
them are renamed at once. Spec: trust.md, "everything goes out together, pressed beforehand and switched
(≤ 1 s late)".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

import structlog
from django.db import Error

from broadsheet.kit import clock
from broadsheet.press import claims, consequences, outlets, plates, rows, settling
from broadsheet.press.claiming import LEASE
from broadsheet.press.consequences import Consequences
from broadsheet.press.folder import Folder, discard
from broadsheet.press.models import Change, Instant, Plate
from broadsheet.press.outlets import Outlet
from broadsheet.press.presser import Presser
from broadsheet.press.sheets import Sheet, render
from broadsheet.press.turns import my_turn
from broadsheet.press.watch import WATCHES, Changed

log = structlog.get_logger("press")

AHEAD = timedelta(seconds=20)  # how long before an instant its plates are prepared
MOST_STAGED = 400  # plates; what is more than that is pressed when the instant has come, the least urgent kinds
Taken = tuple[int, str, int]
"""(id, table, row) of an instant."""


def upcoming() -> datetime | None:
    """The next instant that has not passed."""
    return Instant.objects.order_by("at").values_list("at", flat=True).first()


def changes_by(until: datetime) -> list[Taken]:
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


def _consequences(taken: list[Taken]) -> Consequences:
    """What cannot be found out (a fault of ours, or of an extension) must not hold up the others, nor the clock: for
    it the whole paper is pressed anew."""
    try:
        return consequences.of(passing(taken))
    except (Error, OSError):
        raise
    except Exception as error:
        if len(taken) == 1:
            log.exception(
                "an instant cannot be followed: the paper is pressed anew", change=taken[0][1:], cause=str(error)
            )
            return Consequences(everything=True)
        middle = len(taken) // 2
        return _consequences(taken[:middle]).joined(_consequences(taken[middle:]))


def passing(taken: list[Taken]) -> list[Changed]:
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
        outlet = outlets.chosen(folder)
        for url, kind in _reached(found).items():
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
    """{url: kind} of plates that these consequences would make dirty: new ones, then those of urgent kinds, then of
    the others; not more than may be staged."""
    if found.everything:
        return {}
    reached = dict(found.urls)
    held = [Plate.objects.filter(pk__in=each.values("plate_id")) for each in consequences.held_by(found)]
    patient = [kind.name for kind in plates.kinds() if kind.bulk]
    for query in (
        *(each.exclude(kind__in=patient) for each in held),
        *(each.filter(kind__in=patient) for each in held),
    ):
        if len(reached) < MOST_STAGED:
            reached |= dict(query.values_list("url", "kind")[:MOST_STAGED])
    return dict(islice(reached.items(), MOST_STAGED))


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
        if found.everything:
            consequences.hear_a_flood()
        else:
            consequences.hear(passing(taken))
        spend(taken, at)
        Instant.objects.filter(pk__in=keys).delete()
        mark = consequences.last_mark()
        ready = _still_true(staged, marked) if staged is not None and whole else []
        sheets = _take(token, ready)
    return _switch(token, press, ready, sheets, mark)


def _consequences_at(at: datetime, taken: list[Taken]) -> Consequences:
    with clock.as_of(max(clock.now(), at)):
        return _consequences(taken)


def spend(taken: list[Taken], at: datetime) -> None:
    """Empty the columns whose time has come for good: an embargo that ended is none any more, whatever the
    machine's clock says later."""
    for _, table, row in taken:
        watched = WATCHES.get(table)
        for column in watched.spent if watched else ():
            past = {"pk": row, f"{column.name}__lte": at}
            watched.model._base_manager.filter(**past).update(**{column.name: None})  # type: ignore[union-attr]


def set_back() -> int:
    """The clock may have been set back: what had come lies ahead again, and its instant was spent under the clock of
    before. Such instants are written once more, and what they changed is pressed as of now; how many there were."""
    now, missing = clock.wall(), []
    for table, watched in WATCHES.items():
        for each in set(watched.instants) - set(watched.spent):
            ahead = watched.model._base_manager.filter(**{f"{each.name}__gt": now}).values_list("pk", each.attname)
            known = set(Instant.objects.filter(table=table, at__gt=now).values_list("row", "at"))
            missing += [Instant(at=at, table=table, row=row) for row, at in ahead if (row, at) not in known]
    if not missing:
        return 0
    taken = [(0, each.table, each.row) for each in missing]
    found = _consequences(taken)
    with my_turn():
        consequences.the_desk()
        Instant.objects.bulk_create(missing)
        consequences.write(found)
        consequences.hear(passing(taken))
    log.warning("what had come lies ahead again", instants=len(missing))
    return len(missing)


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
