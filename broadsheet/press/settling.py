"""What a run writes down when its files are switched: the plates' own rows, what they were made from, what they show.

One statement for all rows of a kind, since this is done under the desk's lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import F

from broadsheet.kit import clock
from broadsheet.press import consequences, dispatching, hosts, plates, purging, snapshots
from broadsheet.press.claiming import LEASE, LONGEST_WAIT
from broadsheet.press.models import Dependency, Plate, Shown
from broadsheet.press.sheets import Sheet
from broadsheet.press.turns import my_turn

_CHUNK = 400  # parameters of one statement; SQLite's oldest limit is 999


@my_turn()
def settle(token: str, sheets: list[Sheet], mark: int) -> None:
    """Write down what the sheets were made from. A plate one of whose tags was marked since `mark`, or whose
    lease was lost, stays dirty."""
    consequences.the_desk()
    marked = consequences.marked_since(mark)
    ours = _held(token, sheets)
    done: list[Sheet] = []
    lost: list[Sheet] = []
    for sheet in sheets:
        if sheet.failure:
            _settle_failure(token, sheet)
        elif not sheet.put_off:
            (done if sheet.pk in ours else lost).append(sheet)
    _give_back(token, [sheet.pk for sheet in sheets if sheet.put_off])
    if hosts.several():
        dispatching.send(done)
    purging.note(_changed(done))
    _settle_plates(done, marked)
    done += _settle_lost(lost)
    _settle_dependencies(done)
    _settle_shown(done)
    empty = [sheet.pk for sheet in done if sheet.status == 0]
    if empty:
        Plate.objects.filter(pk__in=empty, status=0, made__gte=F("wanted")).delete()


@my_turn()
def announce_files(urls: list[str]) -> None:
    """These files will lie on disk before it is written down who shows them. If that never comes (a crash, a full
    disk), they are looked at again after a while, and taken away."""
    consequences.expect(_kinds(urls))
    Plate.objects.filter(url__in=urls).update(wanted=F("wanted") + 1, retry_at=clock.wall() + LEASE)


def _kinds(urls: Iterable[str]) -> dict[str, str]:
    return {url: next((kind.name for kind in plates.kinds_at(url)), "") for url in urls}


def _held(token: str, sheets: list[Sheet]) -> set[int]:
    """The keys of those plates that are still ours; they stay so until the transaction ends. (On SQLite it is the
    only one that writes.)"""
    rows = Plate.objects.filter(pk__in=[sheet.pk for sheet in sheets], claim=token)
    if connection.features.has_select_for_update:
        rows = rows.order_by("pk").select_for_update()
    return set(rows.values_list("pk", flat=True))


MOST_COUNTED = 1000
"""Failures: what counts them is a small number, and a plate may fail for months."""


def _settle_failure(token: str, sheet: Sheet) -> None:
    tried = Plate.objects.filter(pk=sheet.pk).values_list("failures", flat=True).first() or 0
    wait = timedelta(seconds=min(2**tried, LONGEST_WAIT.total_seconds()))
    Plate.objects.filter(pk=sheet.pk, claim=token).update(
        claim="", failures=min(tried + 1, MOST_COUNTED), failure=sheet.failure, retry_at=clock.wall() + wait
    )


def _give_back(token: str, keys: list[int]) -> None:
    if keys:
        Plate.objects.filter(pk__in=keys, claim=token).update(claim="")


def _settle_plates(sheets: list[Sheet], marked: set[str]) -> None:
    """The plates' own rows, which are ours."""
    if not sheets:
        return
    now = clock.wall()
    facts = [_facts(sheet, marked, now) for sheet in sheets]
    q, names = connection.ops.quote_name, list(facts[0])
    assignments = [f"{q(name)} = %s" for name in names if name not in ("wanted", "pressed_at")]
    assignments += [f"{q('wanted')} = {q('wanted')} + %s", f"{q('pressed_at')} = COALESCE(%s, {q('pressed_at')})"]
    names.sort(key=("wanted", "pressed_at").count)  # these two stand last, as they do in the statement
    known = {f.name: f for f in Plate._meta.concrete_fields}
    fields = [known[name] for name in names]
    rows = [
        (*(f.get_db_prep_save(fact[f.name], connection) for f in fields), sheet.pk)
        for sheet, fact in zip(sheets, facts, strict=True)
    ]
    with connection.cursor() as cursor:
        statement = f"UPDATE {q(Plate._meta.db_table)} SET {', '.join(assignments)} WHERE {q('id')} = %s"  # noqa: S608  (names of our own columns)
        cursor.executemany(statement, rows)


def _changed(sheets: list[Sheet]) -> Iterator[str]:
    """URLs at which something else stands than what was settled last; what a run switched that died before it settled
    is among them."""
    if not settings.PURGE_TO:
        return
    known = Plate.objects.filter(pk__in=[sheet.pk for sheet in sheets]).values_list("pk", "status", "digest")
    was = {pk: (status, digest) for pk, status, digest in known}
    for sheet in sheets:
        if sheet.changed or was.get(sheet.pk, (0, "")) != (sheet.status, _digest(sheet)):
            yield sheet.url


def _digest(sheet: Sheet) -> str:
    plain = sheet.packed.plain if sheet.packed else b""
    return blake2b(plain, digest_size=16).hexdigest() if plain else ""


def _facts(sheet: Sheet, marked: set[str], now: datetime) -> dict[str, Any]:
    """What becomes of a plate's columns; `wanted` is what is added to it, `pressed_at` None leaves it as it is."""
    assert sheet.made is not None
    made = sheet.made.recording
    plain = sheet.packed.plain if sheet.packed else b""
    return {
        "claim": "",
        "made": sheet.wanted,
        "kind": sheet.made.kind or sheet.kind,
        "status": sheet.status,
        "failures": 0,
        "failure": "",
        "retry_at": None,
        "size": len(plain),
        "digest": _digest(sheet),
        "snapshot": snapshots.signature(made),
        "snapshot_at": now if made.snapshots else None,
        "snapshot_until": made.snapshot_until,
        "wanted": int(consequences.hit(made.tags, marked)),
        "pressed_at": now if sheet.changed else None,
    }


def _settle_lost(sheets: list[Sheet]) -> list[Sheet]:
    """Our lease ran out while we rendered: whoever has it now may have been faster. Those that still have a row."""
    if not sheets:
        return []
    rows = Plate.objects.filter(pk__in=[sheet.pk for sheet in sheets])
    rows.update(wanted=F("wanted") + 1)
    there = set(rows.values_list("pk", flat=True))
    return [sheet for sheet in sheets if sheet.pk in there]


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
    for start in range(0, len(stale), _CHUNK):
        Dependency.objects.filter(pk__in=stale[start : start + _CHUNK]).delete()
    Dependency.objects.bulk_create(new, batch_size=200)


def _settle_shown(sheets: list[Sheet]) -> None:
    """Keep `Shown` true, and make the files dirty that came or went by it."""
    was: dict[tuple[int, str], int] = {
        (plate, url): pk
        for plate, url, pk in Shown.objects.filter(plate_id__in=[sheet.pk for sheet in sheets]).values_list(
            "plate_id", "url", "pk"
        )
    }
    now = {(sheet.pk, url) for sheet in sheets if sheet.made for url in sheet.made.recording.shown}
    came, went = now - was.keys(), was.keys() - now
    shown = _shown({url for _, url in came})
    Shown.objects.bulk_create([Shown(plate_id=plate, url=url) for plate, url in sorted(came)], batch_size=200)
    if went:
        Shown.objects.filter(pk__in=[was[entry] for entry in went]).delete()
    _soil({url for _, url in came} - shown | {url for _, url in went} - _shown({url for _, url in went}))


def _shown(urls: Iterable[str]) -> set[str]:
    """Those of these files that some plate shows now."""
    return set(Shown.objects.filter(url__in=urls).values_list("url", flat=True).distinct())


def _soil(urls: Iterable[str]) -> None:
    if moved := sorted(urls):
        Plate.objects.filter(url__in=moved).update(wanted=F("wanted") + 1, retry_at=None)
        consequences.expect(_kinds(moved))
