"""What people are told of a trouble, kept until somebody reads it: the booth and the worker that meet it know no
language, each editor has their own.

Stored, as JSON: `[text, {name: what stands there}]`, where what stands there may be stored words again; or words as
they are, of a service or a system.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext


@dataclass(frozen=True)
class Message:
    """`text` is a key of the catalogue, marked by `noted`; `facts` fill it."""

    text: str
    facts: Mapping[str, str | Message] = field(default_factory=dict)

    def __str__(self) -> str:
        """In the language that is active now."""
        if not self.facts:
            return gettext(self.text) if self.text else ""
        return gettext(self.text) % {name: str(fact) for name, fact in self.facts.items()}


Words = str | Message


def noted(text: str) -> str:
    """Marks a key of the catalogue, as gettext_noop does; that asks for settings, which the booth has not while it
    is loaded. Import it as `_`: then `make messages` finds the key."""
    return text


def stored(words: Words) -> Any:
    if isinstance(words, str):
        return words
    return [words.text, {name: stored(fact) for name, fact in words.facts.items()}]


def words_of(kept: Any) -> Words:
    """What was `stored`."""
    if isinstance(kept, str):
        return kept
    text, facts = kept
    return Message(text, {name: words_of(fact) for name, fact in facts.items()})


def words_in(error: Exception) -> Words:
    """What an error was raised with."""
    first = error.args[0] if error.args else None
    return first if isinstance(first, Message) else str(error)
