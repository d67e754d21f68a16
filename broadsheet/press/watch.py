"""Which rows can change a plate: each room declares them, the database's triggers report them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.utils.dateparse import parse_datetime

# Compared, but not carried in the outbox. By internal type: Wagtail's StreamField is of no class that says it.
_HEAVY = frozenset({"TextField", "JSONField", "BinaryField"})


@dataclass(frozen=True, slots=True)
class Watch:
    """A table whose changes matter.

    `compared` columns make a change when they differ; `carried` ones come with it, before and after;
    `instants` are columns with a time at which the row changes its standing by itself; those of them that are
    `spent` are emptied when the time has come, so that a clock set back takes nothing in again.
    """

    model: type[models.Model]
    compared: tuple[models.Field[Any, Any], ...]
    carried: tuple[models.Field[Any, Any], ...]
    instants: tuple[models.Field[Any, Any], ...]
    spent: tuple[models.Field[Any, Any], ...] = ()

    @property
    def table(self) -> str:
        return self.model._meta.db_table


WATCHES: dict[str, Watch] = {}


def watch(
    model: type[models.Model],
    *,
    only: Iterable[str] | None = None,
    ignore: Iterable[str] = (),
    carry: Iterable[str] = (),
    instants: Iterable[str] = (),
    spent: Iterable[str] = (),
) -> None:
    """Report changes of `model`'s own table (a parent's table is watched by a call of its own).

    `only` names the fields that matter, otherwise all but those in `ignore`. Large texts are compared but not
    carried, unless named in `carry`. `spent` are those of `instants` that mean nothing once they have passed.
    """
    skipped, wanted, extra = set(ignore), None if only is None else set(only), set(carry)
    fields = [
        f
        for f in model._meta.local_concrete_fields
        if f.name not in skipped and (wanted is None or f.name in wanted or f.primary_key)
    ]
    named = {f.name: f for f in fields}
    missing = (wanted or set()) - set(named) | set(instants) - set(named)
    if missing:
        raise ValueError(f"{model._meta.label} has no own field {', '.join(sorted(missing))} to watch")
    carried = [f for f in fields if f.get_internal_type() not in _HEAVY or f.name in extra]
    WATCHES[model._meta.db_table] = Watch(
        model,
        tuple(fields),
        tuple(carried),
        tuple(named[name] for name in instants),
        tuple(named[name] for name in spent),
    )


@dataclass(frozen=True, slots=True)
class Changed:
    """One change of one row: the carried columns (by column name, as Python values) before and after it.

    An insert has no `before`, a delete no `after`; when an instant passed, both are the row as it is.
    """

    model: type[models.Model]
    pk: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    timed: bool = False
    _memo: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def tag(self) -> str:
        return row_tag(self.model, self.pk)

    def values(self, column: str) -> set[Any]:
        """What `column` was and is, None left out."""
        return {state[column] for state in (self.before, self.after) if state and state.get(column) is not None}

    def each(self, column: str) -> set[tuple[Any]]:
        """Argument tuples for a selector of one argument: what `column` was and is."""
        return {(value,) for value in self.values(column)}

    def touches(self, *columns: str) -> bool:
        """Whether one of `columns` differs, or the row came, went, or passed an instant."""
        if self.before is None or self.after is None or self.timed:
            return True
        return any(self.before.get(column) != self.after.get(column) for column in columns)


def column(f: models.Field[Any, Any]) -> str:
    """The name of a concrete field's column."""
    assert f.column is not None
    return f.column


def row_tag(model: type[models.Model], pk: Any) -> str:
    return f"{model._meta.label_lower}:{pk}"


def decode(table: str, row: int, before: str | None, after: str | None) -> Changed | None:
    """A row of the outbox as a change; None when its table is not watched any more."""
    watched = WATCHES.get(table)
    if watched is None:
        return None
    return Changed(watched.model, row, _state(watched, before), _state(watched, after))


def _state(watched: Watch, text: str | None) -> dict[str, Any] | None:
    if text is None:
        return None
    raw = json.loads(text)
    return {column(f): _value(f, raw.get(column(f))) for f in watched.carried}


def _value(f: models.Field[Any, Any], raw: Any) -> Any:
    """A column's value from the database's own JSON: SQLite writes 0/1 and naive UTC, PostgreSQL true and offsets."""
    if raw is None:
        return None
    if isinstance(f, models.DateTimeField):
        return _aware(parse_datetime(str(raw)))
    target = f
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    return target.to_python(raw)


def _aware(instant: datetime | None) -> datetime | None:
    if instant is None or instant.tzinfo is not None:
        return instant
    return instant.replace(tzinfo=UTC)


def current(model: type[models.Model], pk: int) -> dict[str, Any] | None:
    """The carried columns of a row as it is now; None when it is gone."""
    watched = WATCHES[model._meta.db_table]
    names = [f.attname for f in watched.carried]
    row = model._base_manager.filter(pk=pk).values_list(*names).first()
    return None if row is None else {column(f): v for f, v in zip(watched.carried, row, strict=True)}
