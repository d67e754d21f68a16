"""Everything anew: after very many changes, as an import makes them, after a change of the code, or when asked for.

To press everything is cheaper than to find out what, and whoever does it need not look at the changes that were there
before. Nothing is lost by it: only those rows of the outbox are taken away that were there when the URLs were
listed, and what comes out with the same bytes is not written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from django.db import transaction
from django.db.models import F

from broadsheet.kit import clock
from broadsheet.press import consequences, fullpress, plates
from broadsheet.press.models import Change, Mark, Plate
from broadsheet.press.watch import decode

MANY = 20_000  # rows of the outbox
_BATCH = 500

Range = tuple[int, int]


def flooded() -> bool:
    return Change.objects.order_by("pk")[MANY:].exists()


def soil_everything(progress: Callable[[int], None] = lambda done: None) -> int:
    """Make every URL of the paper dirty, those included that nobody has heard of yet, and empty the outbox; how many
    URLs and changes there were."""
    seen = list(_ranges(Change.objects.order_by("pk").values_list("pk", flat=True).iterator()))
    count, waiting = 0, iter(fullpress.every_url())
    while batch := dict(islice(waiting, _BATCH)):
        with transaction.atomic():
            consequences.the_desk()
            consequences.expect(batch)
        progress(count := count + len(batch))
    with transaction.atomic():
        consequences.the_desk()
        _tell_of(seen)
        Mark.objects.create(tag=consequences.EVERYTHING, at=clock.wall())  # what was rendered before is forgotten
        Plate.objects.update(wanted=F("wanted") + 1, retry_at=None)
        patient = [kind.name for kind in plates.kinds() if kind.bulk]
        Plate.objects.filter(kind__in=patient).update(bulk=True)
        return count + sum(Change.objects.filter(pk__range=ends).delete()[0] for ends in seen)


def _tell_of(seen: list[Range]) -> None:
    """What the changes make news of; of very many, what was news before is looked at again."""
    if sum(last - first + 1 for first, last in seen) > MANY:
        consequences.hear_a_flood()
        return
    for ends in seen:
        rows = Change.objects.filter(pk__range=ends, urgent_done=False).order_by("pk")
        decoded = (decode(*row) for row in rows.values_list("table", "row", "before", "after"))
        consequences.hear([change for change in decoded if change is not None])


def _ranges(keys: Iterator[int]) -> Iterator[Range]:
    """Ascending keys as ranges without a gap: a gap may be a row that another transaction has yet to commit."""
    first = last = next(keys, None)
    for key in keys:
        if last is not None and key == last + 1:
            last = key
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = key
    if first is not None and last is not None:
        yield first, last
