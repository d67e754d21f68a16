"""What the News Feed's plates ask the database for, and which change can alter the answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet

from broadsheet.briefs.models import Brief
from broadsheet.kit import clock
from broadsheet.press.selectors import selector
from broadsheet.press.watch import Changed
from broadsheet.release.models import public_q

RAIL, FEED = 10, 50
"""How many briefs the rail shows, and how many the feed's own page."""


def _public(language: str) -> QuerySet[Brief]:
    return Brief.objects.filter(public_q(clock.now()), language=language)


def _places(change: Changed) -> Iterator[dict[str, Any]]:
    """The row before and after, as far as it has an address."""
    return (state for state in (change.before, change.after) if state and state["dated"])


def _sizes(change: Changed) -> set[tuple[Any, ...]]:
    return {(state["language"], size) for state in _places(change) for size in (RAIL, FEED)}


@selector("briefs.newest", touched_by={Brief: _sizes})
def newest(language: str, size: int) -> list[int]:
    """Keys of the `size` newest public briefs, newest first."""
    return list(_public(language).order_by("-shown_from", "-pk").values_list("pk", flat=True)[:size])


@selector(
    "briefs.at",
    touched_by={
        Brief: lambda change: {
            (state["language"], state["dated"].isoformat(), state["slug"]) for state in _places(change)
        }
    },
)
def at(language: str, dated: str, slug: str) -> int | None:
    """Key of the brief that has this address, public or not."""
    return Brief.objects.filter(language=language, dated=dated, slug=slug).values_list("pk", flat=True).first()


@selector(
    "briefs.of_day",
    touched_by={Brief: lambda change: {(state["language"], state["dated"].isoformat()) for state in _places(change)}},
)
def of_day(language: str, dated: str) -> list[int]:
    """Keys of a day's public briefs, newest first."""
    briefs = _public(language).filter(dated=dated).order_by("-shown_from", "-pk")
    return list(briefs.values_list("pk", flat=True))


def _day_and_its_neighbours(change: Changed) -> set[tuple[Any, ...]]:
    """A day that gains its first brief, or loses its last, is what the days beside it lead to."""
    found: set[tuple[Any, ...]] = set()
    for state in _places(change):
        language, dated = state["language"], state["dated"]
        days = (dated.isoformat(), *_beside(language, dated))
        found |= {(language, day) for day in days if day}
    return found


def _beside(language: str, dated: date) -> list[str | None]:
    days = _public(language).values_list("dated", flat=True)
    before = days.filter(dated__lt=dated).order_by("-dated").first()
    after = days.filter(dated__gt=dated).order_by("dated").first()
    return [before.isoformat() if before else None, after.isoformat() if after else None]


@selector("briefs.days_beside", touched_by={Brief: _day_and_its_neighbours})
def days_beside(language: str, dated: str) -> list[str | None]:
    """The nearest days before and after that have public briefs, in ISO 8601."""
    return _beside(language, date.fromisoformat(dated))
