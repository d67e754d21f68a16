"""Selectors: the only way in which a plate gets a list, a count or an answer to "is there one?".

A selector returns plain data (what JSON can say: numbers, strings, lists, dicts), most often the keys of rows
that the render then looks up. It declares which of its arguments a change can touch, so that one edit runs a
bounded number of them again; an unchanged digest touches nothing.  Spec: press.md, point 3.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import models

from broadsheet.press import recording, rows
from broadsheet.press.watch import Changed

P = ParamSpec("P")
R = TypeVar("R")
Arguments = tuple[Any, ...]
Touches = Callable[[Changed], "Iterable[Arguments] | Every"]


class Every:
    """Whatever the arguments: for selectors with few of them."""


EVERY = Every()
SELECTORS: dict[str, Selector[..., Any]] = {}


class Selector(Generic[P, R]):
    def __init__(self, name: str, select: Callable[P, R], touched_by: Mapping[type[models.Model], Touches]) -> None:
        self.name, self.select, self.touched_by = name, select, dict(touched_by)
        self.__doc__ = select.__doc__

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        if kwargs:
            raise TypeError(f"the selector {self.name} takes its arguments by position")
        tag = self.tag(*args)
        if recording.current() is None:
            return self.select(*args, **kwargs)
        value, digest = rows.remember(tag, lambda: self._run(args))
        made = recording.current()
        if made is not None and not made.free:
            made.tag(tag, digest)
        return value

    def _run(self, args: Arguments) -> tuple[R, str]:
        with recording.unrecorded():
            value = self.select(*args)  # type: ignore[call-arg]
        return value, digest_of(value)

    def prime(self, found: Mapping[Arguments, R]) -> None:
        """Give this run what one query found for many arguments, so that asking for each costs no more."""
        for args, value in found.items():
            rows.remember(self.tag(*args), lambda value=value: (value, digest_of(value)))  # type: ignore[misc]

    def prepare(self, keys: Iterable[Any], read: Callable[[list[Any]], Mapping[Any, R]]) -> None:
        """For a selector of one argument that may return None: read together what this run does not know yet of
        these keys; `read` leaves out what is not there."""
        missing = [key for key in dict.fromkeys(keys) if not self.primed(key)]
        found = read(missing) if missing else {}
        answers: dict[Arguments, Any] = {(key,): found.get(key) for key in missing}
        self.prime(answers)

    def primed(self, *args: Any) -> bool:
        """Whether this run knows the answer already."""
        return rows.remembers(self.tag(*args))

    def tag(self, *args: Any) -> str:
        """`name(1,"uk")`: arguments as JSON."""
        return f"{self.name}({json.dumps(args, ensure_ascii=False, separators=(',', ':'))[1:-1]})"

    def touched(self, change: Changed) -> Iterable[Arguments] | Every:
        """The arguments whose result `change` may have changed."""
        touches = self.touched_by.get(change.model)
        return () if touches is None else touches(change)

    def digest(self, args: Arguments) -> str:
        """The digest of what it returns now, outside any recording."""
        return digest_of(self.select(*args))  # type: ignore[call-arg]


def digest_of(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return blake2b(text.encode(), digest_size=8).hexdigest()


def selector(
    name: str, touched_by: Mapping[type[models.Model], Touches]
) -> Callable[[Callable[P, R]], Selector[P, R]]:
    """Make a function a selector. `name` is `room.what`; `touched_by` says, for each watched model, which
    argument tuples a change of one of its rows can touch."""

    def declare(select: Callable[P, R]) -> Selector[P, R]:
        if name in SELECTORS:
            raise ValueError(f"the selector {name!r} is declared twice")
        made = Selector(name, select, touched_by)
        SELECTORS[name] = made
        return made

    return declare


def parse(tag: str) -> tuple[Selector[..., Any], Arguments] | None:
    """The selector and arguments of a tag; None when no such selector exists any more."""
    name, _, rest = tag.partition("(")
    found = SELECTORS.get(name)
    if found is None or not rest.endswith(")"):
        return None
    return found, tuple(json.loads(f"[{rest[:-1]}]"))
