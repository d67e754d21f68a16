"""What carried a thing out of the building and may have to be put right: each room registers its own.

A *carrier* looks at a thing that was corrected, retracted or killed, and says of all that carried it how it stands: a
recording, a mail that was sent, lists, feeds. What it says is read from what is there, never from what somebody hoped
for.  Spec: trust.md, "When it was wrong".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class State(StrEnum):
    """WORKING: the machine is at it. TODO: somebody has to decide. LEFT: somebody decided that nothing is done."""

    DONE = "done"
    WORKING = "working"
    TODO = "to do"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Deed:
    """What can be done about it: a link of the desk, or a form that is sent to `url` with `fields`."""

    label: str
    url: str
    post: bool = False
    fields: tuple[tuple[str, str], ...] = ()
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Carried:
    """One thing that carried it. `key` names it for good, such as "newsletters.issue:12"; `url` leads to it."""

    key: str
    what: str
    state: State
    sentence: str
    url: str = ""
    deeds: tuple[Deed, ...] = ()


class Carrier(Protocol):
    """`look` yields what carried `thing`. `since` is when it was last put right, None when it never was; `user` is
    who looks, for what they may do."""

    @property
    def name(self) -> str: ...

    @property
    def label(self) -> Any: ...

    def look(self, thing: Any, since: datetime | None, user: Any) -> Iterable[Carried]: ...


class Carriers:
    def __init__(self) -> None:
        self._carriers: list[tuple[int, type, Carrier]] = []
        self._put_right: list[tuple[type, Callable[[Any], datetime | None]]] = []
        self.screen: Callable[[Any], str] | None = None
        """Where the desk shows what carried a thing."""

    def register(self, model: type, carrier: Carrier, *, order: int = 0) -> None:
        others = [entry for entry in self._carriers if (entry[1], entry[2].name) != (model, carrier.name)]
        self._carriers = sorted([*others, (order, model, carrier)], key=lambda entry: (entry[0], entry[2].name))

    def put_right(self, model: type, at: Callable[[Any], datetime | None]) -> None:
        """Things of this model were last put right when `at` says: None for one that never was."""
        self._put_right = [*(entry for entry in self._put_right if entry[0] is not model), (model, at)]

    def since(self, thing: Any) -> datetime | None:
        return next((at(thing) for model, at in self._put_right if isinstance(thing, model)), thing.killed_at)

    def of(self, thing: Any) -> Iterator[Carrier]:
        return (carrier for _, model, carrier in self._carriers if isinstance(thing, model))

    def screen_of(self, thing: Any) -> str:
        """The address of that screen; "" for a thing that nothing is known to carry."""
        return self.screen(thing) if self.screen is not None and any(self.of(thing)) else ""


carriers = Carriers()
