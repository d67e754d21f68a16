"""Reading rows by key while plates are rendered, each row once a run.

A run (of one plate or of fifty) keeps what it read: the press knows when the run began, and a change that was
found since then leaves its plates dirty, so an old row can never stay in a page. Rows are shared by the plates
of a run and must not be changed. What notes all that it is made from may outlive the run (memory.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import models

from broadsheet.press import recording
from broadsheet.press.memory import Memory

M = TypeVar("M", bound=models.Model)
T = TypeVar("T")

_run: ContextVar[dict[Any, Any] | None] = ContextVar("press_run", default=None)
_memory: ContextVar[Memory | None] = ContextVar("press_memory", default=None)


@contextmanager
def one_run(memory: Memory | None = None) -> Iterator[None]:
    """Share what is read among everything inside; with a memory, also with the runs before and after it."""
    if _run.get() is not None:
        yield
        return
    token, other = _run.set({}), _memory.set(memory)
    try:
        yield
    finally:
        _run.reset(token)
        _memory.reset(other)


def remember(key: Any, make: Callable[[], Any]) -> Any:
    """`make()`, once a run for each key."""
    kept = _run.get()
    if kept is None:
        return make()
    if key not in kept:
        kept[key] = make()
    return kept[key]


def remember_long(key: Any, make: Callable[[], T], tags_of: Callable[[T], Iterable[str]]) -> T:
    """The same, beyond the run where it has a memory. `tags_of` the value: all that it was made from."""
    memory = _memory.get()
    if memory is None:
        found: T = remember(key, make)
        return found
    if not memory.has(key):
        value = make()
        memory.keep(key, value, tags_of(value))
    found = memory.get(key)
    return found


def remembers(key: Any) -> bool:
    kept, memory = _run.get(), _memory.get()
    return (kept is not None and key in kept) or (memory is not None and memory.has(key))


def get(model: type[M], pk: Any) -> M | None:
    """The row, or None; a dependency either way."""
    found = get_many(model, [pk])
    return found[0] if found else None


def get_many(model: type[M], pks: Iterable[Any]) -> list[M]:
    """The rows that are there, in the order of `pks`; a dependency on each, found or not."""
    wanted = list(pks)
    kept = _run.get()
    kept = {} if kept is None else kept
    missing = [pk for pk in wanted if (model, pk) not in kept]
    if missing:
        with recording.unrecorded():
            found = model._default_manager.in_bulk(missing)
        kept.update({(model, pk): found.get(pk) for pk in missing})
    for pk in wanted:
        recording.note_row(model, pk, found=kept[model, pk] is not None)
    return [row for pk in wanted if (row := kept[model, pk]) is not None]
