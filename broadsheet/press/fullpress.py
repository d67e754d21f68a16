"""The full press: the whole paper from the database alone, into any folder, with no ledger.

It is what the proof holds the press against, and what makes a paper that never was pressed before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from broadsheet.kit import clock
from broadsheet.press import plates, rows
from broadsheet.press.folder import Folder, pack
from broadsheet.press.plates import Gone, Made, Moved, Page

BATCH = 200


def every_url() -> Iterable[tuple[str, str]]:
    """(URL, kind) of all that may stand anywhere, files that pages show left out."""
    for kind in plates.kinds():
        if not kind.shown_only:
            yield from ((url, kind.name) for url in kind.urls())


def rendered(progress: Callable[[int], None] = lambda done: None) -> Iterator[Made]:
    """Everything that stands anywhere now, each URL once, and the files that pages show last."""
    shown: set[str] = set()
    seen: set[str] = set()
    done, waiting = 0, iter(every_url())
    with clock.as_of(clock.now()):
        while batch := list(islice(waiting, BATCH)):
            new = [url for url in dict.fromkeys(url for url, _ in batch) if url not in seen]
            seen.update(new)
            with rows.one_run():
                plates.prepare(new)
                for url in new:
                    made = plates.make(url)
                    shown |= made.recording.shown
                    yield made
            progress(done := done + len(batch))
        for url in sorted(shown):
            yield plates.make(url)


def press_into(folder: Folder, progress: Callable[[int], None] = lambda done: None) -> int:
    """Render everything into `folder`, which should be empty; how many things were rendered."""
    folder.make()
    count = 0
    for count, made in enumerate(rendered(progress), 1):  # noqa: B007  (the count is what is returned)
        _put(folder, made)
    return count


def _put(folder: Folder, made: Made) -> None:
    match made.result:
        case Page(body):
            folder.put(made.url, pack(body, plates.suffix(made.url)))
        case Gone(body):
            folder.put(made.url, pack(body, plates.suffix(made.url)), gone=True)
        case Moved(to=to, status=status):
            folder.move(made.url, to, status)
