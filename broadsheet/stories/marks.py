"""What stands on a card beside who wrote it and how long it is to read: a higher room's word on the story, such as
the length of its recording."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils.safestring import SafeString, mark_safe

from broadsheet.stories.cards import Card

Prepare = Callable[[list[int]], None]
Mark = Callable[[Card], str]

_marks: dict[str, tuple[Prepare, Mark]] = {}


def register(name: str, mark: Mark, prepare: Prepare) -> None:
    """`mark(card)` is safe HTML, "" for nothing; `prepare(stories)` reads together what it will be asked for."""
    _marks[name] = (prepare, mark)


def prepare_marks(stories: Iterable[int]) -> None:
    keys = list(stories)
    for prepare, _ in _marks.values():
        prepare(keys)


def marks(card: Card) -> SafeString:
    """In the language of the page, which is active."""
    return mark_safe("".join(mark(card) for _, mark in _marks.values()))  # noqa: S308  (marks are safe HTML)
