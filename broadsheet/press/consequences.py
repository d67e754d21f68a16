"""What a change makes dirty: from rows of the outbox to plates.

Finding out runs selectors and takes no lock; writing down is one short transaction. What happens between the
two is caught by the order of things: plates are looked up by tag inside the transaction, and each tag leaves a
`Mark`, against which a plate that was being rendered meanwhile is checked when it is finished.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from typing import Any

import structlog
from django.db import Error, connection
from django.db.models import F, Q, QuerySet

from broadsheet.kit import clock
from broadsheet.press import plates, rows
from broadsheet.press.memory import EVERYTHING as EVERYTHING
from broadsheet.press.models import Awaited, Change, Dependency, Desk, Mark, Plate
from broadsheet.press.recording import SNAPSHOT, lineage
from broadsheet.press.selectors import SELECTORS, Every, Selector, parse
from broadsheet.press.turns import my_turn
from broadsheet.press.watch import WATCHES, Changed, current, decode

log = structlog.get_logger("press")

GATE_COLUMNS = frozenset(
    {"live", "hold", "killed_at", "access", "embargoed_until", "expire_at", "rights_from", "rights_until"}
)
MANY = 150  # plates of one tag; more than that are pressed in child processes
MARKS_KEPT = timedelta(minutes=15)  # longer than any claim lasts
MARKS_LEFT = 20_000  # the newest are kept whatever the clock says: it may have been set on meanwhile
BATCH = 3000  # rows of the outbox taken at once
WAITING = 60  # rows of the outbox that wait for their second half at most, while fresh ones come
HEARD: list[Callable[[Iterable[Changed]], None]] = []
"""Called with changes in the transaction that writes down what they make dirty."""
FLOODED: list[Callable[[], None]] = []
"""Called instead when there were so many that nobody looked at them one by one."""
Waiting = tuple[int, int, int]
_CHUNK = 400  # parameters of one statement; SQLite's oldest limit is 999
_FRESH = f"SELECT 1 FROM {Change._meta.db_table} WHERE NOT urgent_done LIMIT 1"  # noqa: S608  (names of our own)
_HALF_DRAWN = f"SELECT 1 FROM {Change._meta.db_table} WHERE urgent_done LIMIT 1"  # noqa: S608  (names of our own)
_AWAITED = f"SELECT 1 FROM {Awaited._meta.db_table} LIMIT 1"  # noqa: S608  (names of our own)
# "IN" is what the index of dirty plates answers
_DIRTY = f"SELECT 1 FROM {Plate._meta.db_table} WHERE made < wanted AND bulk IN"  # noqa: S608  (names of our own)


class Half(Enum):
    """What a change does to pages is drawn first; what it does to feeds and sitemaps when those are out."""

    URGENT = "urgent"
    PATIENT = "patient"


_DRAWN = {None: (False, True), Half.URGENT: (False,), Half.PATIENT: (True,)}  # what was drawn of those it takes


@dataclass
class Consequences:
    """Tags of rows; selectors with the digest that they have now; selectors that no plate used when we looked;
    names of selectors touched in every argument; URLs that may be new. Or everything, where nobody can tell."""

    rows: set[str] = field(default_factory=set)
    digests: dict[str, str] = field(default_factory=dict)
    unused: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    urls: dict[str, str] = field(default_factory=dict)
    everything: bool = False

    def marks(self) -> set[str]:
        blind = {EVERYTHING} if self.everything else set()
        return self.rows | set(self.digests) | self.unused | {f"{name}(" for name in self.names} | blind

    def joined(self, other: Consequences) -> Consequences:
        return Consequences(
            self.rows | other.rows,
            self.digests | other.digests,
            self.unused | other.unused,
            self.names | other.names,
            self.urls | other.urls,
            self.everything or other.everything,
        )


def of(changes: Iterable[Changed], half: Half | None = None) -> Consequences:
    """Work out what `changes` can reach, judged at `clock.now()`: all of it, or one half."""
    with rows.one_run():
        return _of(list(changes), half)


def _of(changes: list[Changed], half: Half | None) -> Consequences:
    found = Consequences()
    touched: dict[str, tuple[Selector, tuple]] = {}
    selectors = [each for each in SELECTORS.values() if half is None or each.patient == (half is Half.PATIENT)]
    for change in changes:
        if half is not Half.PATIENT:
            found.rows |= _row_tags(change)
            for kind in plates.kinds():
                found.urls.update((url, kind.name) for url in kind.touched(change))
        for selector in selectors:
            arguments = selector.touched(change)
            if isinstance(arguments, Every):
                found.names.add(selector.name)
            else:
                touched.update({selector.tag(*args): (selector, args) for args in arguments})
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
    if found.everything:
        _soil_all()
    for held in held_by(found):
        soil(held)
    for name in found.names:
        soil(_with_name(Dependency.objects.all(), name).exclude(tag__in=list(found.digests)))
    expect(found.urls)


def held_by(found: Consequences) -> Iterator[QuerySet[Dependency]]:
    """What plates were made from that is not so any more, but for the names of selectors."""
    for chunk in _chunks(sorted(found.rows | found.unused)):
        yield Dependency.objects.filter(tag__in=chunk)
    for tag in _differing(found.digests):
        yield Dependency.objects.filter(tag=tag).exclude(digest=found.digests[tag])


def _soil_all() -> None:
    Plate.objects.update(wanted=F("wanted") + 1, retry_at=None, bulk=True)


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


def drain(half: Half | None = None, *, then: Callable[[], None] = lambda: None) -> int:
    """Turn rows of the outbox into dirty plates; how many rows were taken. A crash at any point loses none.

    Fresh rows go first, and keep their row until what they do to patient selectors is drawn as well: when nothing
    fresh is left, or when many wait for it. With a `half`, nothing else is drawn: somebody else sees to the other.
    `then` is called in the transaction in which plates became dirty, if there were rows.
    """
    outbox = Change.objects.order_by("pk").filter(urgent_done__in=_DRAWN[half])[:BATCH]
    taken = list(outbox.values_list("pk", "table", "row", "before", "after", "urgent_done"))
    fresh = [row for row in taken if not row[-1]]
    waiting = [row for row in taken if row[-1]]
    if fresh and len(waiting) < WAITING:
        _draw(fresh, Half.URGENT, then)
        return len(fresh)
    if waiting:
        _draw(waiting, Half.PATIENT, then)
    return len(waiting)


def _draw(taken: list[tuple[Any, ...]], half: Half, then: Callable[[], None]) -> None:
    """A row whose consequences cannot be found out (a fault of ours, or of an extension) must not hold up all others,
    nor the clock: after it the whole paper is pressed anew."""
    try:
        _draw_together(taken, half, then)
    except (Error, OSError):
        raise
    except Exception as error:
        if len(taken) == 1:
            log.exception(
                "a change cannot be followed: the paper is pressed anew", change=taken[0][:3], cause=str(error)
            )
            _draw_blindly(taken[0][0], then)
            return
        middle = len(taken) // 2
        for part in (taken[:middle], taken[middle:]):
            _draw(part, half, then)


def _draw_blindly(change: int, then: Callable[[], None]) -> None:
    with my_turn():
        the_desk()
        write(Consequences(everything=True))
        hear_a_flood()
        Change.objects.filter(pk=change).delete()
        then()


def _draw_together(taken: list[tuple[Any, ...]], half: Half, then: Callable[[], None]) -> None:
    changes = {row[0]: change for row in taken if (change := decode(*row[1:5])) is not None}
    found = of(changes.values(), half)
    patient = {model for selector in SELECTORS.values() if selector.patient for model in selector.touched_by}
    kept = {pk for pk, change in changes.items() if change.model in patient} if half is Half.URGENT else set()
    with my_turn():
        the_desk()
        write(found)
        if half is Half.URGENT:
            hear(changes.values())
        for start in range(0, len(taken), _CHUNK):
            keys = {row[0] for row in taken[start : start + _CHUNK]}
            Change.objects.filter(pk__in=keys & kept).update(urgent_done=True)
            Change.objects.filter(pk__in=keys - kept).delete()
        Mark.objects.filter(at__lt=clock.wall() - MARKS_KEPT, pk__lt=last_mark() - MARKS_LEFT).delete()
        then()


def hear(changes: Iterable[Changed]) -> None:
    """Tell those who listen. To be called in the transaction of `write`."""
    for told in HEARD:
        told(changes)


def hear_a_flood() -> None:
    """The same when nobody knows what changed."""
    for told in FLOODED:
        told()


def something_fresh() -> bool:
    """Whether a change has come whose urgent consequences nobody drew yet. Asked between two plates: it is quick."""
    return _is_there(_FRESH)


def something_waits(but: Iterable[str] = ()) -> bool:
    """Whether there is a fresh change, news to tell, or a dirty plate, those of the kinds `but` left out that are not
    bulk. Asked very often."""
    return (
        _is_there(_FRESH)
        or _is_there(_AWAITED)
        or _is_there(f"{_DIRTY} (FALSE, TRUE) AND (bulk OR kind NOT IN ({_names(but)})) LIMIT 1")
    )


def oldest_waiting(but: Iterable[str]) -> Waiting:
    """What has waited longest: the number of a fresh change, and of a dirty plate that nobody has in hand with what
    it is to become, those of the kinds `but` left out; 0 where there is none."""
    now = clock.wall()
    fresh = Change.objects.filter(urgent_done=False).order_by("pk").values_list("pk", flat=True).first() or 0
    free = Q(claim="") | Q(claimed_until__lt=now)
    ready = Plate.objects.filter(DIRTY, free, Q(retry_at=None) | Q(retry_at__lte=now), bulk__in=[False])
    plate = ready.exclude(kind__in=list(but)).order_by("pk").values_list("pk", "wanted").first() or (0, 0)
    return (fresh, *plate)


def something_beside() -> bool:
    """Whether there is something to do that may be done beside."""
    return _is_there(_HALF_DRAWN) or _is_there(f"{_DIRTY} (FALSE) AND kind IN ({_names(plates.beside())}) LIMIT 1")


def _names(kinds: Iterable[str]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds) or "''"


def _is_there(query: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone() is not None


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
