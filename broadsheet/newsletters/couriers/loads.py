"""What crosses between the office and its couriers: lines of JSON.

To the couriers: {"parts": [key, origin, domain, pieces]}, {"keep": [key, …]} of parts that are needed any longer,
{"loads": [[handle, …], …]}, {"may": [[handle, instant or null], …]}, {"recall": [handle, …]}, {"stop": true}.
From them: {"said": [[word, handle, code, status, text, cause, step], …], "begun": how many loads wait no longer since
it began, "carrying": how many connections have one, "resting": until when no connection can be had, or 0,
"trouble": why, "well": whether one could be had, "over": whether all have stopped}. Instants are time.monotonic()'s,
which is one clock for all processes of a machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from broadsheet.newsletters.composing.building import Splicer
from broadsheet.newsletters.senders.base import Reply, Step

NOTHING = Reply(0)


class Load(NamedTuple):
    """One message to be handed over. `handle` is the office's name for it. Its bytes are those of the parts known by
    `parts`, with `own` in their slots; or `whole`, where `parts` is 0."""

    handle: int
    sender: str
    recipient: str
    smtputf8: bool
    parts: int
    delivery: int = 0
    own: dict[str, str] = {}
    whole: str = ""

    @property
    def is_spliced(self) -> bool:
        """Of parts in which no line begins with a dot, nor does what is put into their slots."""
        return self.parts != 0


class Word(StrEnum):
    """What a lane tells the office about a load."""

    READY = "ready"  # offered but for its end: may it be ended?
    TAKEN = "taken"
    REFUSED = "refused"
    UNSUITED = "unsuited"
    GIVEN_BACK = "given back"  # nothing of it was accepted, and it is not the message's fault
    BROKE_BEFORE = "broke before"  # the connection, before the end was sent
    BROKE_AFTER = "broke after"  # after the end was sent


@dataclass(frozen=True, slots=True)
class Said:
    word: Word
    handle: int
    reply: Reply = NOTHING
    cause: str = ""

    def line(self) -> list[object]:
        reply = self.reply
        return [self.word, self.handle, reply.code, reply.status, reply.text, self.cause, reply.step]

    @classmethod
    def of(cls, line: list[Any]) -> Said:
        word, handle, code, status, text, cause, step = line
        reply = Reply(code, status, text, Step(step) if step else None) if code else NOTHING
        return cls(Word(word), handle, reply, cause)


def encoded(whole: bytes) -> str:
    return whole.decode("utf-8", "surrogateescape")


class Builder:
    """Makes the bytes of loads."""

    def __init__(self) -> None:
        self._splicers: dict[int, Splicer] = {}

    def learn(self, key: int, origin: str, domain: str, pieces: list[str]) -> None:
        self._splicers[key] = Splicer(origin, domain, pieces)

    def keep(self, keys: Iterable[int]) -> None:
        wanted = set(keys)
        self._splicers = {key: splicer for key, splicer in self._splicers.items() if key in wanted}

    def build(self, load: Load) -> bytes:
        """Raises building.Unwritable."""
        if not load.is_spliced:
            return load.whole.encode("utf-8", "surrogateescape")
        splicer = self._splicers[load.parts]
        return splicer.build(load.recipient, load.own, load.delivery, datetime.now(UTC))
