"""Very many changes at once, as an import makes them: to press everything is cheaper than to find out what.

Nothing is lost by it: only those rows of the outbox are taken away that were there when the URLs were listed, and
what comes out with the same bytes is not written.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import F

from broadsheet.kit import clock
from broadsheet.press import consequences, plates
from broadsheet.press.models import Change, Mark, Plate

MANY = 20_000  # rows of the outbox
_BATCH = 500


def flooded() -> bool:
    return Change.objects.order_by("pk")[MANY:].exists()


def take_in() -> int:
    """Empty the outbox by making every plate dirty and every URL known; how many changes there were."""
    seen = list(_ranges(Change.objects.order_by("pk").values_list("pk", flat=True).iterator()))
    for kind in plates.kinds():
        if not kind.shown_only:
            _expect(kind)
    with transaction.atomic():
        consequences.the_desk()
        Mark.objects.create(tag=consequences.EVERYTHING, at=clock.wall())
        Plate.objects.update(wanted=F("wanted") + 1, retry_at=None)
        bulk = [kind.name for kind in plates.kinds() if kind.bulk]
        Plate.objects.filter(kind__in=bulk).update(bulk=True)
        return sum(Change.objects.filter(pk__range=ends).delete()[0] for ends in seen)


def _expect(kind: plates.Plates) -> None:
    batch: dict[str, str] = {}
    for url in kind.urls():
        batch[url] = kind.name
        if len(batch) == _BATCH:
            _expect_batch(batch)
            batch = {}
    _expect_batch(batch)


@transaction.atomic
def _expect_batch(batch: dict[str, str]) -> None:
    consequences.the_desk()
    consequences.expect(batch)


def _ranges(keys: Iterator[int]) -> Iterator[tuple[int, int]]:
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
