"""What a change makes dirty: from rows of the outbox to plates.

Finding out runs selectors and takes no lock; writing down is one short transaction. What happens between the
two is caught by the order of things: plates are looked up by tag inside the transaction, and each tag leaves a
`Mark`, against which a plate that was being rendered meanwhile is checked when it is finished.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from broadsheet.kit import clock
from broadsheet.press import plates, rows
from broadsheet.press.models import Change, Dependency, Desk, Mark, Plate
from broadsheet.press.recording import SNAPSHOT, lineage
from broadsheet.press.selectors import SELECTORS, Every, Selector, parse
from broadsheet.press.watch import WATCHES, Changed, current, decode

GATE_COLUMNS = frozenset(
    {"live", "hold", "killed_at", "access", "embargoed_until", "expire_at", "rights_from", "rights_until"}
)
MANY = 150  # plates of one tag; more than that are pressed in child processes
MARKS_KEPT = timedelta(minutes=15)  # longer than any claim lasts
BATCH = 3000  # rows of the outbox taken at once
EVERYTHING = "*"  # a mark that hits every plate
_CHUNK = 400  # parameters of one statement; SQLite's oldest limit is 999


@dataclass
class Consequences:
    """Tags of rows; selectors with the digest that they have now; selectors that no plate used when we looked;
    names of selectors touched in every argument; URLs that may be new."""

    rows: set[str] = field(default_factory=set)
    digests: dict[str, str] = field(default_factory=dict)
    unused: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    urls: dict[str, str] = field(default_factory=dict)

    def marks(self) -> set[str]:
        return self.rows | set(self.digests) | self.unused | {f"{name}(" for name in self.names}


def of(changes: Iterable[Changed]) -> Consequences:
    """Work out what `changes` can reach, judged at `clock.now()`."""
    with rows.one_run():
        return _of(changes)


def _of(changes: Iterable[Changed]) -> Consequences:
    found = Consequences()
    touched: dict[str, tuple[Selector, tuple]] = {}
    for change in changes:
        found.rows |= _row_tags(change)
        for selector in SELECTORS.values():
            arguments = selector.touched(change)
            if isinstance(arguments, Every):
                found.names.add(selector.name)
            else:
                touched.update({selector.tag(*args): (selector, args) for args in arguments})
        for kind in plates.kinds():
            found.urls.update((url, kind.name) for url in kind.touched(change))
    used = _used(touched) | {tag for name in found.names for tag in _used_of(name)}
    for tag in used:
        chosen = touched.get(tag) or parse(tag)
        if chosen is not None:
            found.digests[tag] = chosen[0].digest(chosen[1])
    found.unused = set(touched) - used
    return found


def _row_tags(change: Changed) -> set[str]:
    labels = lineage(change.model) if change.timed else (change.model._meta.label_lower,)
    tags = {f"{label}:{change.pk}" for label in labels} | {f"table:{change.model._meta.db_table}"}
    carried = set(change.before or change.after or ())
    if change.before is None or change.after is None or change.timed or change.touches(*(GATE_COLUMNS & carried)):
        tags |= {f"{SNAPSHOT}{label}:{change.pk}" for label in labels}
    return tags


def _used(tags: Iterable[str]) -> set[str]:
    return {
        tag
        for chunk in _chunks(sorted(tags))
        for tag in Dependency.objects.filter(tag__in=chunk).values_list("tag", flat=True).distinct()
    }


def _used_of(name: str) -> set[str]:
    return set(_with_name(Dependency.objects.all(), name).values_list("tag", flat=True).distinct())


def _with_name(query: QuerySet[Dependency], name: str) -> QuerySet[Dependency]:
    return query.filter(tag__gte=f"{name}(", tag__lt=f"{name})")


def _chunks(items: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]


def write(found: Consequences) -> None:
    """Make the plates dirty and leave the marks. To be called in a transaction that holds `the_desk()`."""
    Mark.objects.bulk_create([Mark(tag=tag, at=clock.wall()) for tag in sorted(found.marks())], batch_size=_CHUNK)
    for chunk in _chunks(sorted(found.rows | found.unused)):
        soil(Dependency.objects.filter(tag__in=chunk))
    for tag in _differing(found.digests):
        soil(Dependency.objects.filter(tag=tag).exclude(digest=found.digests[tag]))
    for name in found.names:
        soil(_with_name(Dependency.objects.all(), name).exclude(tag__in=list(found.digests)))
    expect(found.urls)


def _differing(digests: dict[str, str]) -> list[str]:
    """Those tags that some plate holds with another digest."""
    return [
        tag
        for chunk in _chunks(sorted(digests))
        for tag, digest in Dependency.objects.filter(tag__in=chunk).values_list("tag", "digest").distinct()
        if digest != digests[tag]
    ]


def soil(dependencies: QuerySet[Dependency]) -> int:
    """Make the plates of these dependencies dirty; how many."""
    reached = Plate.objects.filter(pk__in=dependencies.values("plate_id"))
    count = reached.update(wanted=F("wanted") + 1, retry_at=None, bulk=False)
    if count > MANY:
        patient = [kind.name for kind in plates.kinds() if kind.bulk]
        reached.filter(kind__in=patient, made__lt=F("wanted")).update(bulk=True)
    return count


def expect(urls: dict[str, str]) -> None:
    """See that these URLs ({url: kind}) have a row; new ones are dirty."""
    names = sorted(urls)
    known = {
        url for chunk in _chunks(names) for url in Plate.objects.filter(url__in=chunk).values_list("url", flat=True)
    }
    new = [Plate(url=url, kind=urls[url], bulk=len(names) > MANY) for url in names if url not in known]
    Plate.objects.bulk_create(new, batch_size=100, ignore_conflicts=True)


def the_desk() -> Desk:
    """The press's row, locked until the transaction ends: drains and finished plates come one after another.
    (On SQLite the transaction itself is that lock.) Whoever writes several plates at once takes it first, so that no
    two of them wait for each other's rows; claims take no row that is locked."""
    query = Desk.objects.all()
    if connection.features.has_select_for_update:
        query = query.select_for_update()
    desk = query.filter(pk=1).first()
    return desk or Desk.objects.get_or_create(pk=1)[0]


def drain() -> int:
    """Turn the outbox's rows into dirty plates; how many rows were taken. A crash at any point loses none."""
    taken = list(Change.objects.order_by("pk")[:BATCH].values_list("pk", "table", "row", "before", "after"))
    if not taken:
        return 0
    decoded = (decode(table, row, before, after) for _, table, row, before, after in taken)
    found = of([change for change in decoded if change is not None])
    with transaction.atomic():
        the_desk()
        write(found)
        for start in range(0, len(taken), _CHUNK):
            Change.objects.filter(pk__in=[pk for pk, *_ in taken[start : start + _CHUNK]]).delete()
        Mark.objects.filter(at__lt=clock.wall() - MARKS_KEPT).delete()
    return len(taken)


def timed(table: str, row: int) -> Changed | None:
    """The change that an instant makes to a row, by passing; None when the row is gone."""
    watched = WATCHES.get(table)
    state = current(watched.model, row) if watched else None
    return Changed(watched.model, row, state, state, timed=True) if watched and state else None


def marked_since(mark: int) -> set[str]:
    """The tags that were found changed after the mark with this number."""
    return set(Mark.objects.filter(pk__gt=mark).values_list("tag", flat=True))


def last_mark() -> int:
    return Mark.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def hit(tags: Iterable[str], marked: set[str]) -> bool:
    """Whether one of a plate's tags was marked, by itself or by its selector's name."""
    return EVERYTHING in marked or any(
        tag in marked or ("(" in tag and tag[: tag.index("(") + 1] in marked) for tag in tags
    )


DIRTY = Q(made__lt=F("wanted"))
