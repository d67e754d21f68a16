"""The full press: the whole paper from the database alone, into any folder, with no ledger.

It is what the proof holds the press against, and what makes a paper that never was pressed before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

from django.db.models import F

from broadsheet.kit import clock
from broadsheet.press import consequences, plates, presser, rows
from broadsheet.press.folder import Folder, pack
from broadsheet.press.models import Plate
from broadsheet.press.plates import Gone, Moved, Page

BATCH = 200


def every_url() -> Iterable[tuple[str, str]]:
    """(URL, kind) of all that may stand anywhere, files that pages show left out."""
    for kind in plates.kinds():
        if not kind.shown_only:
            yield from ((url, kind.name) for url in kind.urls())


def press_into(folder: Folder, progress: Callable[[int], None] = lambda done: None) -> int:
    """Render everything into `folder`, which should be empty; how many things were written."""
    folder.make()
    shown: set[str] = set()
    seen: set[str] = set()
    done, waiting = 0, iter(every_url())
    with clock.as_of(presser.instant()):
        while batch := list(islice(waiting, BATCH)):
            with rows.one_run():
                plates.prepare(url for url, _ in batch)
                for url, _ in batch:
                    if url not in seen:
                        seen.add(url)
                        shown |= _press_url(folder, url)
            progress(done := done + len(batch))
        for url in sorted(shown):
            _press_url(folder, url)
    return len(seen) + len(shown)


def _press_url(folder: Folder, url: str) -> set[str]:
    made = plates.make(url)
    match made.result:
        case Page(body):
            folder.put(url, pack(body, plates.suffix(url)))
        case Gone(body):
            folder.put(url, pack(body, plates.suffix(url)), gone=True)
        case Moved(to=to, status=status):
            folder.move(url, to, status)
    return made.recording.shown


def soil_everything(progress: Callable[[int], None] = lambda done: None) -> int:
    """Make every URL of the paper dirty, those included that nobody has heard of yet; how many."""
    done, waiting = 0, iter(every_url())
    Plate.objects.update(wanted=F("wanted") + 1, retry_at=None)
    while batch := dict(islice(waiting, BATCH)):
        consequences.expect(batch)
        progress(done := done + len(batch))
    Plate.objects.filter(made__lt=F("wanted"), kind__in=[k.name for k in plates.kinds() if k.bulk]).update(bulk=True)
    return done
