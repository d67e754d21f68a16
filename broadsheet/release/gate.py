"""The gate: may this be public at that instant? Every way out asks here, and nothing asks anything else.

Spec: trust.md, "The gate".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class State(StrEnum):
    PUBLIC = "public"
    NOT_YET = "not yet"
    NEVER = "never"


class Reason(StrEnum):
    """Why a thing is not public; the words are for a log, the desk has its own."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    EMBARGO = "embargo"
    HOLD = "hold"
    KILLED = "killed"
    EXPIRED = "expired"
    MEMBERS = "members"
    PAID = "paid"
    RIGHTS = "rights"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The gate's answer. `until` is the instant at which a NOT_YET ends, when one is known."""

    state: State
    reason: Reason | None = None
    until: datetime | None = None

    @property
    def public(self) -> bool:
        return self.state is State.PUBLIC

    @property
    def killed(self) -> bool:
        return self.reason is Reason.KILLED


PUBLIC = Verdict(State.PUBLIC)


class Gated(Protocol):
    """What the gate can judge."""

    pk: int

    def own_verdict(self, at: datetime) -> Verdict:
        """The verdict from this thing's own state alone."""


def never(reason: Reason) -> Verdict:
    return Verdict(State.NEVER, reason)


def not_yet(reason: Reason, until: datetime | None = None) -> Verdict:
    return Verdict(State.NOT_YET, reason, until)


_asked: ContextVar[set[tuple[type, int]] | None] = ContextVar("gate_asked", default=None)


def verdict(thing: Gated, at: datetime) -> Verdict:
    """May `thing` be public at `at` (aware)?"""
    if (asked := _asked.get()) is not None:
        asked.add((type(thing), thing.pk))
    return thing.own_verdict(at)


def public(things: Iterable[Gated], at: datetime) -> list[Gated]:
    """Those of `things` that may be public, in their order."""
    return [thing for thing in things if verdict(thing, at).public]


@contextmanager
def witnessed() -> Iterator[set[tuple[type, int]]]:
    """Collect (model, pk) of each thing that the gate is asked about: the press checks that it was asked."""
    asked: set[tuple[type, int]] = set()
    token = _asked.set(asked)
    try:
        yield asked
    finally:
        _asked.reset(token)
