"""The press folder held against the ledger: once a day, and after an older copy of the database was brought back.

What lies in the folder and stands nowhere in the ledger is public, and nobody can correct or kill it: a story that
was published after an upgrade, and is unknown since that was undone. What the ledger has and the folder lacks is
missed by readers. Neither is mended here: both are made dirty, and the press finds out what stands there now. So a
look that comes at the wrong moment does no harm.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import TypeVar
from urllib.parse import quote

import structlog
from django.db.models import F, Q

from broadsheet.kit import clock
from broadsheet.press import consequences, hosts, plates
from broadsheet.press.consequences import DIRTY, MANY
from broadsheet.press.folder import Folder, PathRefused, canonical, plain_of, relative
from broadsheet.press.models import Plate
from broadsheet.press.turns import my_turn

EVERY = timedelta(days=1)
BATCH = 200  # URLs that are asked about at once
REST = 0.05  # seconds between two batches: nobody waits for this
T = TypeVar("T")
_TOPS = {200: "plates", 410: "gone"}
_CLEAN = ~DIRTY & Q(claim="")

log = structlog.get_logger("press")


@dataclass(frozen=True, slots=True)
class Lying:
    """A file of the folder: below which top, and at which URLs it may stand. (Of a redirect the folder does not say
    whether its path ends with a slash.)"""

    top: str
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """URLs at which something lay that the ledger does not know, and URLs at which something was missing."""

    strangers: list[str]
    missing: list[str]


class Reconciling:
    """`run` is to be called now and then; it looks when it is due, and ends early when `stopping` says so."""

    def __init__(self, folder: Folder, stopping: Callable[[], bool]) -> None:
        self._folder, self._stopping = folder, stopping

    def run(self) -> None:
        """Raises OSError and DatabaseError."""
        if is_due(self._folder):
            hold_against_ledger(self._folder, self._breathe)

    def _breathe(self) -> bool:
        time.sleep(REST)
        return not self._stopping()


def is_due(folder: Folder) -> bool:
    """Whether a day has passed; also when the clock says that the last look is yet to come. Never where there are
    several hosts: a folder is looked through by its follower."""
    if hosts.several():
        return False
    try:
        ago = clock.wall().timestamp() - folder.held_file.stat().st_mtime
    except FileNotFoundError:
        return True
    return abs(ago) > EVERY.total_seconds()


def hold_against_ledger(folder: Folder, go_on: Callable[[], bool] = lambda: True) -> Differences | None:
    """Make dirty what differs. `go_on` is asked between two batches; None where it said no."""
    found = Differences([], [])
    for batch in _batches(_lying(folder)):
        found.strangers.extend(_soil(_unknown(batch)))
        if not go_on():
            return None
    for rows in _batches(_standing()):
        found.missing.extend(_soil(url for url, status, size in rows if not _lies(folder, url, status, size)))
        if not go_on():
            return None
    if found.strangers or found.missing:
        log.warning(
            "the press folder was not as the ledger says: what differs is pressed anew",
            unknown=len(found.strangers),
            missing=len(found.missing),
            first=(found.strangers + found.missing)[0],
        )
    folder.held_file.touch()
    return found


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    waiting = iter(items)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _lying(folder: Folder) -> Iterator[Lying]:
    """Each file once, its siblings with it. What has a name that no URL leads to is not ours to judge."""
    last = ("", "")
    for top, name, _ in folder.walk():
        if (top, plain_of(name)) != last:
            last = (top, plain_of(name))
            with suppress(PathRefused, UnicodeEncodeError):
                yield Lying(top, _urls(*last))


def _urls(top: str, name: str) -> tuple[str, ...]:
    """Raises PathRefused for what can be no URL."""
    place, _, last = f"/{name}".rpartition("/")
    if top == "moved":
        return tuple(canonical(quote(url).encode()) for url in dict.fromkeys((f"{place}/", place or "/")))
    return (canonical(quote(f"{place}/" if last == "index.html" else f"{place}/{last}").encode()),)


def _unknown(batch: list[Lying]) -> Iterator[str]:
    """URLs at which something lies that should not. What is dirty is seen to anyway; stylesheets and scripts of an
    earlier version have their own time (Folder.retire)."""
    asked = [url for lying in batch for url in lying.urls]
    rows = dict(Plate.objects.filter(_CLEAN, url__in=asked).values_list("url", "status"))
    known = set(Plate.objects.filter(url__in=asked).values_list("url", flat=True))
    for lying in batch:
        dirty = any(url in known and url not in rows for url in lying.urls)
        right = any(url in rows and _TOPS.get(rows[url], "moved") == lying.top for url in lying.urls)
        if not (dirty or right or any(url not in known and plates.lasting(url) for url in lying.urls)):
            yield from lying.urls


def _standing() -> Iterator[tuple[str, int, int]]:
    """(URL, status, size) of all that should lie in the folder, in the order of keys: a few at a time, since what is
    read meanwhile must not be one long look at the database."""
    last = 0
    rows = Plate.objects.filter(_CLEAN, status__gt=0).order_by("pk").values_list("pk", "url", "status", "size")
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        last = batch[-1][0]
        yield from ((url, status, size) for _, url, status, size in batch)


def _lies(folder: Folder, url: str, status: int, size: int) -> bool:
    if status not in _TOPS:
        return folder.moved_file(url).is_file()
    try:
        return (folder.root / _TOPS[status] / relative(url)).stat().st_size == size
    except (FileNotFoundError, NotADirectoryError):
        return False


def _soil(urls: Iterable[str]) -> list[str]:
    """Have the press look at these URLs again."""
    wanted = list(urls)
    if wanted:
        with my_turn():
            consequences.the_desk()
            rows = Plate.objects.filter(_CLEAN, url__in=wanted)
            rows.update(wanted=F("wanted") + 1, retry_at=None, bulk=len(wanted) > MANY)
            consequences.expect({url: next((kind.name for kind in plates.kinds_at(url)), "") for url in wanted})
    return wanted
