"""What several plates share, made once: a story's text stands in its section's feed, its topics' and its
people's, each in three formats. Every plate notes for itself what the shared thing was made from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from broadsheet.press import recording, rows
from broadsheet.press.recording import Recording
from broadsheet.release import gate

T = TypeVar("T")


def shared(key: tuple[Any, ...], make: Callable[[], T]) -> T:
    """`make()`, once for each key until what it was made from is marked (press/memory.py), as if it had been called
    by each plate: `make` reads all that it needs by itself. What it returns must not be changed. Raises GateNotAsked
    like a plate does."""
    value: T
    value, inner = rows.remember_long(("shared", *key), lambda: _record(key, make), lambda found: found[1].tags)
    made = recording.current()
    if made is not None:
        for tag, digest in inner.tags.items():
            made.tag(tag, digest)
        made.shown |= inner.shown
    return value


def shared_where_noted(key: tuple[Any, ...], make: Callable[[], T]) -> T:
    """The same while a plate is rendered; elsewhere (a preview, a page of the desk) `make()` and nothing else."""
    return make() if recording.current() is None else shared(key, make)


def _record(key: tuple[Any, ...], make: Callable[[], T]) -> tuple[T, Recording]:
    with recording.recording() as inner, gate.witnessed() as asked:
        value = make()
    recording.refuse_unasked(inner, asked, " ".join(map(str, key)))
    return value, inner
