"""Kinds of plates: each room declares its own in its `plates.py`, as Django's rooms have `sitemaps.py`.

What stands at a URL is a function of the database: the kinds whose pattern fits are asked in order, and the
first that has something there wins. So a URL that one story leaves is free for another, for a redirect, or for
the notice that something was killed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import ClassVar

from broadsheet.press import recording
from broadsheet.press.recording import Recording
from broadsheet.press.watch import Changed
from broadsheet.release import gate
from broadsheet.release.registries import outputs


@dataclass(frozen=True, slots=True)
class Page:
    """Bytes to be served with 200."""

    body: bytes


@dataclass(frozen=True, slots=True)
class Gone:
    """What was killed: bytes to be served with 410."""

    body: bytes


@dataclass(frozen=True, slots=True)
class Moved:
    """A redirect to another address of the paper, or to a whole URL; `status` is one of folder.MOVES."""

    to: str
    status: int = 301


Result = Page | Gone | Moved


class Plates:
    """A kind of plate. Subclasses say where their plates stand and what is on them."""

    name: ClassVar[str]
    pattern: ClassVar[str]  # over the whole canonical URL
    asks: ClassVar[str]  # how this output asks the gate, in words, for the register of outputs
    bulk: ClassVar[bool] = True  # may wait for a child process when very many are dirty
    order: ClassVar[int] = 0  # asked first: the lower one
    beside: ClassVar[bool] = False  # a list, a feed: may be pressed by another process (journeyman.py) meanwhile
    shown_only: ClassVar[bool] = False  # made when a plate shows it, gone when none does
    lasting: ClassVar[bool] = False  # a file of the program, whose name is its content: older pages may ask for it

    def urls(self) -> Iterable[str]:
        """Every URL of this kind that may have something on it now, for the full press."""
        raise NotImplementedError

    def touched(self, change: Changed) -> Iterable[str]:
        """URLs that may have come to exist by `change`. (Those that exist know what they depend on.)"""
        return ()

    def prepare(self, urls: Sequence[str]) -> None:
        """Read together what these URLs will ask for one by one (Selector.prime, rows.get_many). It only makes a
        run faster."""

    def make(self, url: str) -> Result | None:
        """What stands at `url` now, judged at `clock.now()`; None: nothing of this kind."""
        raise NotImplementedError


_KINDS: list[tuple[re.Pattern[str], Plates]] = []


def register(kind: Plates) -> None:
    """Add a kind; it is an output of the gate by that."""
    if all(known.name != kind.name for _, known in _KINDS):
        _KINDS.append((re.compile(kind.pattern), kind))
        _KINDS.sort(key=lambda entry: entry[1].order)
        outputs.register(kind.name, kind.pattern, kind.asks)


def kinds() -> Iterator[Plates]:
    return (kind for _, kind in _KINDS)


def kinds_at(url: str) -> Iterator[Plates]:
    return (kind for pattern, kind in _KINDS if pattern.fullmatch(url))


def beside() -> list[str]:
    """The names of kinds that may be pressed beside."""
    return [kind.name for kind in kinds() if kind.beside]


def shown_only(name: str) -> bool:
    """Whether the kind called `name` is public only while another plate shows it."""
    return any(kind.shown_only for kind in kinds() if kind.name == name)


def lasting(url: str) -> bool:
    return any(kind.lasting for kind in kinds_at(url))


def prepare(urls: Iterable[str]) -> None:
    """Let the kinds read together what a run will need; to be called inside rows.one_run."""
    fitting: dict[Plates, list[str]] = {}
    for url in urls:
        for kind in kinds_at(url):
            fitting.setdefault(kind, []).append(url)
    for kind, some in fitting.items():
        kind.prepare(some)


@dataclass(frozen=True, slots=True)
class Made:
    """A rendered URL: what stands there (None: nothing), by which kind, and all that it was made from."""

    url: str
    kind: str
    result: Result | None
    recording: Recording = field(repr=False)


def make(url: str) -> Made:
    """Render what stands at `url`, recorded, and see that the gate was asked about everything that was read.

    Raises UndeclaredRead (strict), WriteWhileRendering, GateNotAsked, and whatever a template raises.
    """
    with recording.recording() as made, gate.witnessed() as asked:
        kind, result = _first(url)
    recording.refuse_unasked(made, asked, url)
    return Made(url, kind, result, made)


def _first(url: str) -> tuple[str, Result | None]:
    kind = ""
    for candidate in kinds_at(url):
        result = candidate.make(url)
        kind = kind or candidate.name
        if result is not None:
            return candidate.name, result
    return kind, None


def suffix(url: str) -> str:
    """The kind of file that a URL is stored as: `.html` for pages."""
    return ".html" if url.endswith("/") else PurePosixPath(url).suffix
