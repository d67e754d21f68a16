"""Reading rows by key while plates are rendered, each row once a run.

A run (of one plate or of fifty) keeps what it read: the press knows when the run began, and a change that was
found since then leaves its plates dirty, so an old row can never stay in a page. Rows are shared by the plates
of a run and must not be changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import models

from broadsheet.press import recording

M = TypeVar("M", bound=models.Model)

_run: ContextVar[dict[Any, Any] | None] = ContextVar("press_run", default=None)


@contextmanager
def one_run() -> Iterator[None]:
    """Share what is read among everything inside."""
    if _run.get() is not None:
        yield
        return
    token = _run.set({})
    try:
        yield
    finally:
        _run.reset(token)


def remember(key: Any, make: Callable[[], Any]) -> Any:
    """`make()`, once a run for each key."""
    kept = _run.get()
    if kept is None:
        return make()
    if key not in kept:
        kept[key] = make()
    return kept[key]


def remembers(key: Any) -> bool:
    kept = _run.get()
    return kept is not None and key in kept


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
