"""Lists of stories: the newest of a section, topic or contributor, and older ones by month.

A list's first page is a window on the newest; months are in parts numbered from the oldest. So a new story
changes the window and the last part of one month, however large the archive is. Spec: reading.md, "Other pages".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from wagtail.models import Page

from broadsheet.kit import clock, languages
from broadsheet.press import rows
from broadsheet.press.consequences import GATE_COLUMNS
from broadsheet.press.selectors import Arguments, Touches, selector
from broadsheet.press.watch import Changed
from broadsheet.release.models import public_q
from broadsheet.stories.models import Shelved, StoryPage

NEWEST = 30
A_PART = 50
PATTERN = (
    r"(?P<front>/(?:(?:topics|people)/)?[^/]+/)(?:(?P<year>\d{4})/(?P<month>0[1-9]|1[0-2])/(?:(?P<part>[1-9]\d*)/)?)?"
)

_BELOW = re.compile(PATTERN)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a page of a list stands. `front` is the path of the list's first page; `month` is 202611, 0 on that
    page itself."""

    language: str
    front: str
    month: int = 0
    part: int = 1

    @classmethod
    def of(cls, url: str) -> Address | None:
        language, below = languages.split(url)
        found = _BELOW.fullmatch(below)
        if found is None or found["part"] == "1":
            return None
        month = int(found["year"] + found["month"]) if found["year"] else 0
        return cls(language, languages.prefix(language) + found["front"], month, int(found["part"] or 1))

    @property
    def url(self) -> str:
        if not self.month:
            return self.front
        part = f"{self.part}/" if self.part > 1 else ""
        return f"{self.front}{self.month // 100:04}/{self.month % 100:02}/{part}"


# -- what a change touches


def places(change: Changed) -> set[tuple[str, int, str, int]]:
    """(shelf, key, language, month) of each list in which the changed row's story stood or stands."""
    if change.model is Shelved:
        columns = ("shelf", "key", "language", "month")
        return {tuple(state[c] for c in columns) for state in (change.before, change.after) if state}
    carried = GATE_COLUMNS & set(change.after or ())
    if change.before is None or change.after is None or not change.touches(*carried):
        return set()  # a story comes and goes with its rows in Shelved
    return set(rows.remember(("stories.places", change.pk), lambda: _places_of(change.pk)))


def _places_of(story: int) -> list[tuple[str, int, str, int]]:
    return list(Shelved.objects.filter(story=story).values_list("shelf", "key", "language", "month"))


def _lists(change: Changed) -> set[Arguments]:
    return {place[:3] for place in places(change)}


def _months(change: Changed) -> set[Arguments]:
    return set(places(change))


def _parts(change: Changed) -> set[Arguments]:
    """Every part of the months, and one more. (When parts vanish, their number is what tells.)"""
    return {(*place, part) for place in places(change) for part in range(1, most_parts(*place) + 2)}


def most_parts(shelf: str, key: int, language: str, month: int) -> int:
    """How many parts a month can have, all its stories being public."""
    month_of_list = {"shelf": shelf, "key": key, "language": language, "month": month}
    count = rows.remember(
        ("stories.most_parts", *month_of_list.values()), Shelved.objects.filter(**month_of_list).count
    )
    return -(-count // A_PART)


def _touched_by(touches: Touches) -> dict[type[Model], Touches]:
    return {Shelved: touches, StoryPage: touches, Page: touches}


# -- selectors


def _on(shelf: str, key: int, language: str) -> QuerySet[Shelved]:
    return Shelved.objects.filter(shelf=shelf, key=key, language=language)


def _public() -> Q:
    return public_q(clock.now(), "story__")


@selector("stories.newest", _touched_by(_lists), patient=True)
def newest(shelf: str, key: int, language: str) -> list[int]:
    """The newest public stories of a list."""
    found = _on(shelf, key, language).filter(_public()).order_by("-month", "-published_at", "-story")
    return list(found.values_list("story_id", flat=True)[:NEWEST])


@selector("stories.months", _touched_by(_lists), patient=True)
def months(shelf: str, key: int, language: str) -> list[int]:
    """The months that have a public story, the oldest first."""
    here = _on(shelf, key, language)
    any_public = here.filter(_public(), month=OuterRef("month"))
    every = here.values("month").distinct()
    return sorted(every.filter(Exists(any_public)).values_list("month", flat=True))


@selector("stories.parts", _touched_by(_months), patient=True)
def parts(shelf: str, key: int, language: str, month: int) -> int:
    """How many parts a month has for readers."""
    return -(-_on(shelf, key, language).filter(_public(), month=month).count() // A_PART)


@selector("stories.part", _touched_by(_parts), patient=True)
def part(shelf: str, key: int, language: str, month: int, number: int) -> list[int]:
    """The public stories of one part of a month, the oldest first."""
    start = (number - 1) * A_PART
    found = in_months(shelf, key, language, [month]).values_list("story_id", flat=True)
    return list(found[start : start + A_PART])


def in_months(shelf: str, key: int, language: str, wanted: list[int]) -> QuerySet[Shelved]:
    """The public stories of these months, the oldest first."""
    of_list = _on(shelf, key, language).filter(_public(), month__in=wanted)
    return of_list.order_by("month", "published_at", "story_id")


def parts_of(stories: list[int]) -> Iterator[list[int]]:
    """The stories of a month as its parts have them."""
    return (stories[start : start + A_PART] for start in range(0, len(stories), A_PART))


# -- addresses


def addresses(front: str, language: str, counts: Iterable[tuple[int, int]]) -> Iterator[str]:
    """The URLs of a list whose months hold these numbers of stories."""
    yield front
    for month, count in counts:
        for number in range(1, -(-count // A_PART) + 1):
            yield Address(language, front, month, number).url
