"""The readers' index of words: stories that are public, each at its place, with what it can be narrowed by.

It is a help to find, never a judge: whoever asks it asks the gate about every find (finding.py). What must not be
found is taken out in the transaction that makes its pages dirty (keeping.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import cast

from django.db import connection

from broadsheet.search.models import Entry
from broadsheet.search.tables import Table, postgresql, sqlite
from broadsheet.search.texts import FIELDS, pictures, texts
from broadsheet.search.words import tokens
from broadsheet.stories.models import StoryPage

MOST_WORDS = 20_000  # of one field: PostgreSQL takes a megabyte of words
_BITS = 24  # of a place are the story's number, the others the second of its publication
_CHUNK = 400  # parameters of one statement; SQLite's oldest limit is 999


def table() -> Table:
    return cast(Table, postgresql if connection.vendor == "postgresql" else sqlite)


def place_of(at: datetime, story: int = 0) -> int:
    """Places are in the order of publication; `story` tells those of one second apart."""
    return (int(at.timestamp()) << _BITS) | (story & ((1 << _BITS) - 1))


def language_mark(language: str) -> str:
    return f"in:{language.lower()}"


def section_mark(section: int) -> str:
    return f"section:{section}"


def picture_mark(picture: int) -> str:
    return f"picture:{picture}"


def put(story: StoryPage, section: int) -> None:
    """Write what this public story says; it must not be in the index. `section` is its section's key."""
    assert story.published_at is not None, "only what was published is put in"
    said = texts(story)
    marks = [language_mark(story.language), section_mark(section), *map(picture_mark, sorted(pictures(story)))]
    place = place_of(story.published_at, story.pk)
    Entry.objects.create(place=place, story=story.pk)
    table().put(place, {name: tokens(said.of(name))[:MOST_WORDS] for name in FIELDS}, marks)


def remove(stories: Iterable[int]) -> int:
    """Take their words out; how many were in."""
    found = [place for some in _chunks(stories) for place in _places(some)]
    if found:
        table().drop(found)
        for some in _chunks(found):
            Entry.objects.filter(place__in=some).delete()
    return len(found)


def with_picture(picture: int) -> list[int]:
    """The stories in the index that show this picture, or would."""
    return list(stories_at(table().marked(picture_mark(picture))).values())


def stories_at(places: Sequence[int]) -> dict[int, int]:
    """{place: story}, in the order of `places`."""
    known: dict[int, int] = {}
    for some in _chunks(places):
        known.update(Entry.objects.filter(place__in=some).values_list("place", "story"))
    return {place: known[place] for place in places if place in known}


def _places(stories: list[int]) -> list[int]:
    return list(Entry.objects.filter(story__in=stories).values_list("place", flat=True))


def _chunks(keys: Iterable[int]) -> Iterable[list[int]]:
    every = list(keys)
    return (every[start : start + _CHUNK] for start in range(0, len(every), _CHUNK))
