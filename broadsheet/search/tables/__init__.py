"""The table of words, as each database has it. A row is a story at its place; `marks` are what it can be narrowed by,
such as its language, in words that no text has. The migration makes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from broadsheet.search.terms import Term

NAME = "search_words"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for: `terms` in any field, `by` in the byline, every one of `marks`; places from `first` to
    `last`, both included."""

    terms: Sequence[Term]
    by: Sequence[Term]
    marks: Sequence[str]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Place:
    """A find; a greater score is a better one."""

    place: int
    score: float


class Table(Protocol):
    """One of the modules here."""

    def put(self, place: int, fields: Mapping[str, list[str]], marks: Sequence[str]) -> None:
        """Write a row that is not there: tokens by field (texts.FIELDS)."""

    def drop(self, places: Iterable[int]) -> None: ...

    def find(self, wanted: Wanted, most: int) -> list[Place]:
        """The newest of those that fit, at most so many."""

    def marked(self, mark: str) -> list[int]:
        """Every place with this mark."""

    def forget(self) -> None:
        """See that nothing is left on the disk of rows that were dropped."""
