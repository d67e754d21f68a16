"""What fronts and rails ask the database for, and which change can alter the answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet
from wagtail.models import Locale, Page

from broadsheet.fronts.models import Card, Rail
from broadsheet.kit import clock
from broadsheet.press.selectors import Arguments, selector
from broadsheet.press.watch import Changed
from broadsheet.release.models import public_q
from broadsheet.sections.selectors import page_row, trees
from broadsheet.stories.models import StoryPage

NEWEST = 20
"""How many stories a language's front shows."""


def _names(change: Changed) -> set[Arguments]:
    return {(state["language"], state["name"]) for state in (change.before, change.after) if state}


@selector("fronts.rail", {Rail: _names})
def rail(language: str, name: str) -> tuple[int, str] | None:
    """(key, title) of a rail."""
    return Rail.objects.filter(language=language, name=name).values_list("pk", "title").first()


@selector("fronts.cards", {Card: lambda change: change.each("rail_id")})
def cards(rail_key: int) -> list[tuple[int, str]]:
    """(story's key, headline if not the story's own) of a rail's cards, public or not; a story twice counts once."""
    found = Card.objects.filter(rail=rail_key).order_by("sort_order", "pk").values_list("story_id", "headline")
    return list({story: (story, headline) for story, headline in reversed(found)}.values())[::-1]


def _language(locale: Any) -> list[Arguments]:
    language = trees.select()["languages"].get(str(locale))
    return [(language,)] if language else []


def _languages_of_page(change: Changed) -> Iterable[Arguments]:
    return [each for locale in change.values("locale_id") for each in _language(locale)]


@selector(
    "fronts.newest",
    {Page: _languages_of_page, StoryPage: lambda change: _language(page_row(change.pk).get("locale_id"))},
)
def newest(language: str) -> list[int]:
    """Keys of the newest public stories of a language, the newest first."""
    found: list[int] = []
    published, start, size = published_pages(language), 0, 2 * NEWEST
    while len(found) < NEWEST:
        keys = list(published[start : start + size])
        public = set(StoryPage.objects.filter(public_q(clock.now()), pk__in=keys).values_list("pk", flat=True))
        found += [key for key in keys if key in public]
        if len(keys) < size:
            break
        start += size
    return found[:NEWEST]


def published_pages(language: str) -> QuerySet[Page, int]:
    """Keys of pages that are live, the newest first, read along the index of time.

    "+ 0" keeps other indexes out of it, and one table keeps joins out: among 100,000 stories of one language
    either would sort them all.
    """
    locale = Locale.objects.filter(language_code=language).values_list("pk", flat=True).first()
    live = Page.objects.filter(live=True, first_published_at__isnull=False)
    live = live.annotate(locale_key=F("locale_id") + 0).filter(locale_key=locale)
    return live.order_by("-first_published_at", "-pk").values_list("pk", flat=True)
