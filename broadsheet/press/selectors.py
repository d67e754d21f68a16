"""Selectors: the only way in which a plate gets a list, a count or an answer to "is there one?".

A selector returns plain data (what JSON can say: numbers, strings, lists, dicts), most often the keys of rows
that the render then looks up. It declares which of its arguments a change can touch, so that one edit runs a
bounded number of them again; an unchanged digest touches nothing.  Spec: press.md, point 3.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from hashlib import blake2b
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import models

from broadsheet.press import recording, rows
from broadsheet.press.watch import Changed

P = ParamSpec("P")
R = TypeVar("R")
Arguments = tuple[Any, ...]
Touches = Callable[[Changed], "Iterable[Arguments] | Every"]


_WRITTEN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_SORTED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


class Every:
    """Whatever the arguments: for selectors with few of them."""


EVERY = Every()
SELECTORS: dict[str, Selector[..., Any]] = {}


class Selector(Generic[P, R]):
    def __init__(
        self, name: str, select: Callable[P, R], touched_by: Mapping[type[models.Model], Touches], patient: bool
    ) -> None:
        self.name, self.select, self.touched_by, self.patient = name, select, dict(touched_by), patient
        self.__doc__ = select.__doc__

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        if kwargs:
            raise TypeError(f"the selector {self.name} takes its arguments by position")
        tag = self.tag(*args)
        if recording.current() is None:
            return self.select(*args, **kwargs)
        value, digest = self._remember(tag, lambda: self._run(args))
        made = recording.current()
        if made is not None and not made.free:
            made.tag(tag, digest)
        return value

    def _run(self, args: Arguments) -> tuple[R, str]:
        with recording.unrecorded():
            value = self.select(*args)  # type: ignore[call-arg]
        return _with_digest(value)

    def _remember(self, tag: str, make: Callable[[], tuple[R, str]]) -> tuple[R, str]:
        """A patient one for this run only: its marks come after the URLs that may have come to exist, and a page that
        is found to have nothing on it is asked about no more."""
        if self.patient:
            found: tuple[R, str] = rows.remember(tag, make)
            return found
        return rows.remember_long(tag, make, lambda _: (tag,))

    def prime(self, found: Mapping[Arguments, R]) -> None:
        """Give this run what one query found for many arguments, so that asking for each costs no more."""
        for args, value in found.items():
            self._remember(self.tag(*args), partial(_with_digest, value))

    def prepare(self, keys: Iterable[Any], read: Callable[[list[Any]], Mapping[Any, R]]) -> None:
        """For a selector that may return None: read together what this run does not know yet of these keys (its one
        argument, or all of them as a tuple); `read` leaves out what is not there."""
        missing = [key for key in dict.fromkeys(keys) if not self.primed(*_arguments(key))]
        with recording.unrecorded():  # who asks for one of them then depends on it
            found = read(missing) if missing else {}
        answers: dict[Arguments, Any] = {_arguments(key): found.get(key) for key in missing}
        self.prime(answers)

    def primed(self, *args: Any) -> bool:
        """Whether this run knows the answer already."""
        return rows.remembers(self.tag(*args))

    def tag(self, *args: Any) -> str:
        """`name(1,"uk")`: arguments as JSON."""
        return f"{self.name}({','.join([str(arg) if type(arg) is int else _WRITTEN(arg) for arg in args])})"

    def touched(self, change: Changed) -> Iterable[Arguments] | Every:
        """The arguments whose result `change` may have changed."""
        touches = self.touched_by.get(change.model)
        return () if touches is None else touches(change)

    def digest(self, args: Arguments) -> str:
        """The digest of what it returns now, outside any recording."""
        return digest_of(self.select(*args))  # type: ignore[call-arg]


def _arguments(key: Any) -> Arguments:
    return key if isinstance(key, tuple) else (key,)


def _with_digest(value: R) -> tuple[R, str]:
    return value, digest_of(value)


def digest_of(value: Any) -> str:
    text = _SORTED(value)
    return blake2b(text.encode(), digest_size=8).hexdigest()


def selector(
    name: str, touched_by: Mapping[type[models.Model], Touches], *, patient: bool = False
) -> Callable[[Callable[P, R]], Selector[P, R]]:
    """Make a function a selector. `name` is `room.what`; `touched_by` says, for each watched model, which
    argument tuples a change of one of its rows can touch. A `patient` one is asked what a change did to it only
    after the pages of the change are out: it serves lists, feeds and sitemaps."""

    def declare(select: Callable[P, R]) -> Selector[P, R]:
        if name in SELECTORS:
            raise ValueError(f"the selector {name!r} is declared twice")
        made = Selector(name, select, touched_by, patient)
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
