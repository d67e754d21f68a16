"""What a plate is made from, noted down while it is rendered.

While a recording is on, a SELECT is legal in two forms only: a lookup by primary key, which is tagged
`app.model:pk` also when it finds nothing, or anything inside a selector (press/selectors.py). Everything else
fails the render when strict (tests), and becomes a coarse tag `table:<name>` in production, so that a page
can be pressed too often but never be stale.  Spec: press.md, points 1 and 2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

import structlog
from django.apps import apps
from django.conf import settings
from django.db import connection, models

from broadsheet.press.watch import WATCHES, row_tag

EXEMPT = frozenset({"django_content_type"})  # rows that never change once the code that needs them is installed
SNAPSHOT = "~"  # prefix of a tag that only a snapshot of a rail depends on
log = structlog.get_logger("press")


class UndeclaredRead(RuntimeError):
    """A render read the database in a way from which no dependency can be known."""


class WriteWhileRendering(RuntimeError):
    """A render tried to change the database."""


class GateNotAsked(RuntimeError):
    """A render read something publishable and never asked the gate about it."""


@dataclass
class Recording:
    """Tags (with a selector's digest, otherwise ""), files shown, and the snapshots that were set in."""

    tags: dict[str, str] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    snapshots: dict[str, str] = field(default_factory=dict)
    snapshot_until: Any = None
    read: set[tuple[type[models.Model], Any]] = field(default_factory=set)
    undeclared: list[str] = field(default_factory=list)
    free: int = 0
    aside: bool = False

    def tag(self, tag: str, digest: str = "") -> None:
        self.tags[SNAPSHOT + tag if self.aside else tag] = digest

    def note_read(self, model: type[models.Model], pk: Any) -> None:
        if hasattr(model, "own_verdict") or _gated_below(model):
            self.read.add((model, pk))


_current: ContextVar[Recording | None] = ContextVar("press_recording", default=None)


def current() -> Recording | None:
    return _current.get()


@contextmanager
def recording() -> Iterator[Recording]:
    """Record everything that is read inside; raises UndeclaredRead or WriteWhileRendering when strict."""
    made = Recording()
    token = _current.set(made)
    try:
        with connection.execute_wrapper(_watch_sql):
            yield made
    finally:
        _current.reset(token)
    if made.undeclared:
        _tell(made.undeclared[0])


_told: set[str] = set()


def _tell(undeclared: str) -> None:
    """Raises UndeclaredRead when strict. A paper in use goes on with what it has, and its operator hears of it, once
    for each process: of a table that nobody watches no page would hear again."""
    if settings.PRESS_STRICT:
        raise UndeclaredRead(undeclared)
    if undeclared not in _told:
        _told.add(undeclared)
        log.error("a page was made from what nobody watches: it may grow stale", cause=undeclared)


@contextmanager
def unrecorded() -> Iterator[None]:
    """Inside a selector: any SELECT is legal, since the digest of the result stands for it."""
    made = _current.get()
    if made is None:
        yield
        return
    made.free += 1
    try:
        yield
    finally:
        made.free -= 1


@contextmanager
def set_aside() -> Iterator[None]:
    """Inside a snapshot: what is read there does not make the plate dirty, save when it is withdrawn."""
    made = _current.get()
    if made is None or made.aside:
        yield
        return
    made.aside = True
    try:
        yield
    finally:
        made.aside = False


def note_row(model: type[models.Model], pk: Any, *, found: bool) -> None:
    """Tag a row and, with multi-table inheritance, each parent's row of it."""
    if (made := _current.get()) is not None:
        for label in lineage(model):
            made.tag(f"{label}:{pk}")
        if found:
            made.note_read(model, pk)


def note_aside(model: type[models.Model], pk: Any) -> None:
    """Inside a snapshot: this row is shown, though a selector read it. When it is withdrawn, the snapshot goes."""
    if (made := _current.get()) is not None and made.aside:
        note_row(model, pk, found=False)


def refuse_unasked(made: Recording, asked: set[tuple[type, int]], what: str) -> None:
    """Raise GateNotAsked when something publishable was read for `what` and the gate was not asked about it."""
    unasked = sorted(
        f"{m._meta.label_lower} {pk}"
        for m, pk in made.read
        if not _is_asked(m, int(pk), asked) and _is_gated(m, pk, made)
    )
    if unasked:
        raise GateNotAsked(f"{what} shows {unasked[0]} and never asks the gate about it")


def _is_asked(model: type[models.Model], pk: int, asked: set[tuple[type, int]]) -> bool:
    return (model, pk) in asked or any((below, pk) in asked for below in _gated_below(model))


def _is_gated(model: type[models.Model], pk: Any, made: Recording) -> bool:
    """Also where the parent's row was read alone: a story's headline stands in Wagtail's table of pages."""
    if hasattr(model, "own_verdict"):
        return True
    if any(f"{mark}{m._meta.label_lower}:{pk}" in made.tags for m in _below(model) for mark in ("", SNAPSHOT)):
        return False  # it is the row of something else: those that the gate judges are among what was read themselves
    return any(m._default_manager.filter(pk=pk).exists() for m in _gated_below(model))


@cache
def _below(model: type[models.Model]) -> tuple[type[models.Model], ...]:
    """What has this table as a parent of its own."""
    return tuple(m for m in apps.get_models() if m is not model and issubclass(m, model) and not m._meta.proxy)


@cache
def _gated_below(model: type[models.Model]) -> tuple[type[models.Model], ...]:
    return tuple(m for m in _below(model) if hasattr(m, "own_verdict"))


def note_shown(url: str) -> None:
    """The plate shows this file: it is public for as long as one plate says so."""
    if (made := _current.get()) is not None:
        made.shown.add(url)


@cache
def lineage(model: type[models.Model]) -> tuple[str, ...]:
    """Labels of the model and its concrete parents."""
    parents = [m for m in model.__mro__ if hasattr(m, "_meta") and not m._meta.abstract and not m._meta.proxy]
    return tuple(m._meta.label_lower for m in parents)


# -- reading SQL

_SELECT = re.compile(r'SELECT .*? FROM "(\w+)"(.*?) WHERE (.*?)(?: ORDER BY .*?)?(?: LIMIT \d+)?\Z', re.S)
_PARENT_JOIN = re.compile(r' INNER JOIN "(\w+)" ON \("(\w+)"\."(\w+)" = "(\w+)"\."(\w+)"\)')
_BY_KEY = re.compile(r'\(?"(\w+)"\."(\w+)" (?:= %s|IN \((?:%s(?:, )?)+\))\)?')
_TABLE = re.compile(r'\b(?:FROM|JOIN)\s+"?(\w+)', re.I)


@cache
def _models() -> dict[str, type[models.Model]]:
    found = apps.get_models(include_auto_created=True)
    return {m._meta.db_table: m for m in found if not m._meta.proxy and m._meta.managed}


@lru_cache(maxsize=4096)
def lookup(sql: str) -> tuple[type[models.Model], ...] | None:
    """The models of the rows that `sql` looks up by primary key, all parameters being keys; None when it does
    anything else."""
    found = _SELECT.fullmatch(sql)
    if found is None or not _BY_KEY.fullmatch(found[3]):
        return None
    tables = [found[1]]
    joins, known = found[2], _models()
    while joins:
        join = _PARENT_JOIN.match(joins)
        if join is None or not all(known.get(join[n]) and _is_key(join[n], join[n + 1]) for n in (2, 4)):
            return None
        tables.append(join[1])
        joins = joins[join.end() :]
    key = _BY_KEY.fullmatch(found[3])
    if key is None or key[1] not in tables or not _is_key(key[1], key[2]):
        return None
    return tuple(known[table] for table in tables)


def _is_key(table: str, column: str) -> bool:
    model = _models().get(table)
    return model is not None and model._meta.pk.column == column


def _watch_sql(execute: Callable[..., Any], sql: str, params: Sequence[Any] | None, many: bool, context: Any) -> Any:
    made = _current.get()
    if made is not None and not made.free:
        _judge(made, sql, params or ())
    elif made is not None and _verb(sql) in ("INSERT", "UPDATE", "DELETE"):
        raise WriteWhileRendering(f"a render must not write: {sql[:160]}")
    return execute(sql, params, many, context)


def _verb(sql: str) -> str:
    return sql.lstrip("( ")[:6].upper()


def _see_that_it_is_watched(made: Recording, rows: tuple[type[models.Model], ...], sql: str) -> None:
    """Of a table that nobody watches no change is ever told: what was read of it would stay as it was."""
    tables = {model._meta.db_table for model in rows} - EXEMPT - WATCHES.keys()
    if tables:
        made.undeclared.append(f"{', '.join(sorted(tables))} is read and not watched: {sql[:300]}")


def _judge(made: Recording, sql: str, params: Sequence[Any]) -> None:
    if _verb(sql) in ("SAVEPO", "RELEAS", "ROLLBA"):
        return
    if _verb(sql) != "SELECT":
        raise WriteWhileRendering(f"a render must not write: {sql[:160]}")
    rows = lookup(sql)
    if rows is not None:
        _see_that_it_is_watched(made, rows, sql)
        for model in rows:
            for key in params:
                made.tag(row_tag(model, key))
                made.note_read(model, key)
        return
    tables = set(_TABLE.findall(sql)) - EXEMPT
    if tables:
        made.undeclared.append(f"undeclared read of {', '.join(sorted(tables))}: {sql[:300]}")
        for table in tables:
            made.tag(f"table:{table}")
