"""What lower rooms know of higher ones: outputs, slots and checks. (Carriers and erasers have files of their
own.)

An *output* is a way out of the building. The gate's walking test goes through all of them and fails on a
public address that no registered output owns. A *slot* is a named place in a page that a higher room fills. A
*check* looks at what is about to be published.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Output:
    """A way out: its name, the addresses that it owns (a pattern over the path), how it asks the gate."""

    name: str
    pattern: re.Pattern[str]
    asks: str


class Outputs:
    def __init__(self) -> None:
        self._outputs: dict[str, Output] = {}

    def register(self, name: str, pattern: str, asks: str) -> None:
        """Own the paths that `pattern` matches as a whole. A name twice is a mistake in the code."""
        known = self._outputs.get(name)
        if known is not None and known.pattern.pattern != pattern:
            raise ValueError(f"the output {name!r} is registered twice")
        self._outputs[name] = Output(name, re.compile(pattern), asks)

    def owner(self, path: str) -> Output | None:
        return next((output for output in self._outputs.values() if output.pattern.fullmatch(path)), None)

    def __iter__(self) -> Any:
        return iter(self._outputs.values())


Filling = Callable[..., str]


class Slots:
    def __init__(self) -> None:
        self._fillings: dict[str, list[tuple[int, str, Filling]]] = {}

    def register(self, slot: str, name: str, filling: Filling, *, order: int = 0) -> None:
        """Fill `slot` with what `filling(**context)` returns (safe HTML), in `order`."""
        fillings = [entry for entry in self._fillings.get(slot, []) if entry[1] != name]
        self._fillings[slot] = sorted([*fillings, (order, name, filling)], key=lambda entry: entry[:2])

    def fill(self, slot: str, **context: Any) -> str:
        return "".join(filling(**context) for _, _, filling in self._fillings.get(slot, ()))


@dataclass(frozen=True, slots=True)
class Remark:
    """What a check says, in the language of the desk. `place` is the name of a field or the id of a block; `words`
    are those that it is about, as they stand there, and `instead` what the desk offers to put in their place (None:
    nothing). `screen` is the desk's address where it is dealt with, `screen_label` what leads there."""

    sentence: str
    place: str = ""
    words: str = ""
    instead: str | None = None
    screen: str = ""
    screen_label: str = ""


class Check(Protocol):
    """Looks at a version of a thing, saved or not, before it is published. A blocking one refuses; any other is
    advice. `look` yields a remark for each finding, or its sentence alone."""

    name: str
    blocking: bool

    def look(self, thing: Any) -> Iterator[str | Remark]: ...


@dataclass(frozen=True, slots=True)
class Finding:
    """`remark` where the check says more than a sentence."""

    check: str
    blocking: bool
    sentence: str
    remark: Remark | None = None


class Checks:
    def __init__(self) -> None:
        self._checks: list[tuple[type, Check]] = []

    def register(self, model: type, check: Check) -> None:
        """Look at things of this model (and its subclasses) with `check`."""
        others = [entry for entry in self._checks if (entry[0], entry[1].name) != (model, check.name)]
        self._checks = [*others, (model, check)]

    def look(self, thing: Any, *, blocking: bool) -> Iterator[Finding]:
        """What the blocking checks find, or what the others do, in the order of their registration."""
        for model, check in self._checks:
            if isinstance(thing, model) and check.blocking is blocking:
                for said in check.look(thing):
                    remark = None if isinstance(said, str) else said
                    yield Finding(check.name, blocking, str(remark.sentence if remark else said), remark)


outputs = Outputs()
slots = Slots()
checks = Checks()
