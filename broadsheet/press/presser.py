"""Pressing dirty plates: claim, render, write, settle.

The files are switched first and the ledger is settled after: a crash between the two leaves the plate dirty, and
pressing it again writes nothing, since the bytes are the same. Spec: press.md, points 5 to 7.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b

import structlog
from django.db import transaction
from django.db.models import F, Q

from broadsheet.kit import clock
from broadsheet.press import claims, consequences, plates, rows, snapshots
from broadsheet.press.consequences import DIRTY
from broadsheet.press.folder import Folder, Packed, pack
from broadsheet.press.models import Dependency, Plate, Shown
from broadsheet.press.plates import Gone, Made, Moved, Page

LEASE = timedelta(seconds=20)
LONGEST_WAIT = 300  # seconds between two tries of a plate that fails

log = structlog.get_logger("press")


@dataclass(slots=True)
class Sheet:
    """A claimed plate on its way through the press."""

    pk: int
    url: str
    kind: str
    wanted: int
    made: Made | None = None
    packed: Packed | None = None
    changed: bool = False
    failure: str = ""

    @property
    def status(self) -> int:
        match self.made.result if self.made else None:
            case Page():
                return 200
            case Gone():
                return 410
            case Moved(status=status):
                return status
        return 0


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a run did: URLs whose stored bytes changed, URLs that were the same, URLs that failed."""

    changed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changed or self.same or self.failed)


class LeaseLost(RuntimeError):
    """Rendering took so long that the plate was given to somebody else, who may have written newer bytes."""


class Lease:
    """Our right to write: looked at again, and renewed, when half of it is over."""

    def __init__(self, token: str) -> None:
        self._token, self._since = token, time.monotonic()

    def holds(self, plate: int) -> bool:
        if time.monotonic() - self._since < LEASE.total_seconds() / 2:
            return True
        until = clock.wall() + LEASE
        return bool(Plate.objects.filter(pk=plate, claim=self._token).update(claimed_until=until))


class Presser:
    """Presses plates of one site into its folder. `switched` is called after files changed."""

    def __init__(self, folder: Folder, switched: Callable[[], None] = lambda: None) -> None:
        self.folder, self.switched = folder, switched

    def press(self, *, limit: int = 32, bulk: bool = False, only: Iterable[str] | None = None) -> Pressed:
        """Press up to `limit` dirty plates; nothing to do: an empty result."""
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
                    if sheet.changed:
                        self.switched()
        if any(sheet.changed for sheet in sheets):
            self.announce()
        settle(token, sheets, mark)
        return Pressed(
            tuple(sheet.url for sheet in sheets if sheet.changed),
            tuple(sheet.url for sheet in sheets if not sheet.changed and not sheet.failure),
            tuple(sheet.url for sheet in sheets if sheet.failure),
        )

    def announce(self) -> None:
        """Tell servers in other processes that files changed. They look at each file once a second anyway."""
        try:
            self.folder.bump()
        except OSError as error:
            log.error("the epoch cannot be written", cause=str(error))

    def _press_one(self, sheet: Sheet, lease: Lease) -> None:
        try:
            render(sheet)
            if not lease.holds(sheet.pk):
                raise LeaseLost(f"another presser has had {sheet.url} since")
            self.show_files(sheet)
            self.write(sheet)
        except Exception as error:  # noqa: BLE001  One broken page must not stop the others; it is told at the desk.
            sheet.made = None
            sheet.failure = f"{type(error).__name__}: {error}"[:500]
            log.error("plate failed", url=sheet.url, cause=sheet.failure)

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


def _packed(sheet: Sheet) -> Packed:
    if sheet.packed is None:
        raise ValueError(f"{sheet.url} was not rendered")
    return sheet.packed


def render(sheet: Sheet) -> None:
    """Make the sheet's bytes as of `clock.now()`."""
    sheet.made = plates.make(sheet.url)
    result = sheet.made.result
    if isinstance(result, Page | Gone):
        if plates.shown_only(sheet.made.kind) and not Shown.objects.filter(url=sheet.url).exists():
            sheet.made = Made(sheet.url, sheet.made.kind, None, sheet.made.recording)
            return
        sheet.packed = pack(result.body, plates.suffix(sheet.url))


def claim(token: str, *, limit: int, bulk: bool, only: Iterable[str] | None = None) -> list[Sheet]:
    """Take up to `limit` dirty plates for ourselves, by a conditional UPDATE under a lease."""
    now = clock.wall()
    free = Q(claim="") | Q(claimed_until__lt=now)
    ready = Plate.objects.filter(DIRTY, free, Q(retry_at=None) | Q(retry_at__lte=now))
    # "IN" is what the index answers: of `bulk=` Django makes a bare column, and SQLite reads every plate
    ready = ready.filter(url__in=list(only)) if only is not None else ready.filter(bulk__in=[bulk])
    keys = ready.order_by("pk").values_list("pk", flat=True)
    until = now + LEASE
    while chosen := list(keys[:limit]):
        if Plate.objects.filter(free, DIRTY, pk__in=chosen).update(claim=token, claimed_until=until):
            break  # otherwise another presser was faster with all of these: there may be more
    claimed = Plate.objects.filter(pk__in=chosen, claim=token).order_by("pk")
    ours = list(claimed.values_list("pk", "url", "kind", "wanted", "made"))
    order = {kind.name: (not kind.bulk, kind.order) for kind in plates.kinds()}
    # what was never out goes first, then the pages of things, then lists, fronts and rails
    ours.sort(key=lambda values: (values[4] > 0, order.get(values[2], (False, 0))))
    return [Sheet(pk, url, kind, wanted) for pk, url, kind, wanted, _ in ours]


@transaction.atomic
def settle(token: str, sheets: list[Sheet], mark: int) -> None:
    """Write down what the sheets were made from. A plate one of whose tags was marked since `mark`, or whose
    lease was lost, stays dirty."""
    consequences.the_desk()
    marked = consequences.marked_since(mark)
    done: list[Sheet] = []
    for sheet in sheets:
        if sheet.failure:
            _settle_failure(token, sheet)
        elif _settle_one(token, sheet, marked):
            done.append(sheet)
    _settle_dependencies(done)
    _settle_shown(done)
    empty = [sheet.pk for sheet in done if sheet.status == 0]
    Plate.objects.filter(pk__in=empty, status=0, made__gte=F("wanted")).delete()


def _settle_failure(token: str, sheet: Sheet) -> None:
    tried = Plate.objects.filter(pk=sheet.pk).values_list("failures", flat=True).first() or 0
    wait = timedelta(seconds=min(2**tried, LONGEST_WAIT))
    Plate.objects.filter(pk=sheet.pk, claim=token).update(
        claim="", failures=tried + 1, failure=sheet.failure, retry_at=clock.wall() + wait
    )


def _settle_one(token: str, sheet: Sheet, marked: set[str]) -> bool:
    """Settle the plate's own row; False when it is gone."""
    assert sheet.made is not None
    made = sheet.made.recording
    ours = Plate.objects.filter(pk=sheet.pk, claim=token)
    again = consequences.hit(made.tags, marked)
    facts = {
        "claim": "",
        "made": sheet.wanted,
        "wanted": F("wanted") + (1 if again else 0),
        "kind": sheet.made.kind or sheet.kind,
        "status": sheet.status,
        "failures": 0,
        "failure": "",
        "retry_at": None,
        "snapshot": snapshots.signature(made),
        "snapshot_at": clock.wall() if made.snapshots else None,
        "snapshot_until": made.snapshot_until,
    }
    if sheet.changed:
        facts |= {"pressed_at": clock.wall()}
    plain = sheet.packed.plain if sheet.packed else b""
    facts |= {"size": len(plain), "digest": blake2b(plain, digest_size=16).hexdigest() if plain else ""}
    if not ours.update(**facts):  # our lease ran out while we rendered: whoever has it now may have been faster
        Plate.objects.filter(pk=sheet.pk).update(wanted=F("wanted") + 1)
        return Plate.objects.filter(pk=sheet.pk).exists()
    return True


def _settle_dependencies(sheets: list[Sheet]) -> None:
    was: dict[int, dict[str, tuple[int, str]]] = {sheet.pk: {} for sheet in sheets}
    known = Dependency.objects.filter(plate_id__in=list(was)).values_list("plate_id", "pk", "tag", "digest")
    for plate, pk, tag, digest in known:
        was[plate][tag] = (pk, digest)
    stale: list[int] = []
    new: list[Dependency] = []
    for sheet in sheets:
        now = sheet.made.recording.tags if sheet.made else {}
        old = was[sheet.pk]
        stale += [pk for tag, (pk, digest) in old.items() if now.get(tag) != digest]
        new += [
            Dependency(plate_id=sheet.pk, tag=tag, digest=digest)
            for tag, digest in now.items()
            if tag not in old or old[tag][1] != digest
        ]
    for start in range(0, len(stale), 500):
        Dependency.objects.filter(pk__in=stale[start : start + 500]).delete()
    Dependency.objects.bulk_create(new, batch_size=200)


def _settle_shown(sheets: list[Sheet]) -> None:
    """Keep `Shown` true, and make the files dirty that came or went by it."""
    moved: set[str] = set()
    was: dict[int, set[str]] = {sheet.pk: set() for sheet in sheets}
    for plate, url in Shown.objects.filter(plate_id__in=list(was)).values_list("plate_id", "url"):
        was[plate].add(url)
    for sheet in sheets:
        now = sheet.made.recording.shown if sheet.made else set()
        Shown.objects.bulk_create([Shown(plate_id=sheet.pk, url=url) for url in now - was[sheet.pk]])
        Shown.objects.filter(plate_id=sheet.pk, url__in=was[sheet.pk] - now).delete()
        moved |= now ^ was[sheet.pk]
    if moved:
        Plate.objects.filter(url__in=moved).update(wanted=F("wanted") + 1)
        consequences.expect({url: next((kind.name for kind in plates.kinds_at(url)), "") for url in moved})
