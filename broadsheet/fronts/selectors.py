"""What fronts and rails ask the database for, and which change can alter the answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypedDict

from django.db.models import F
from wagtail.models import Page

from broadsheet.fronts.models import Card, Rail
from broadsheet.press.selectors import Arguments, selector
from broadsheet.press.watch import Changed
from broadsheet.sections.selectors import page_row, trees
from broadsheet.stories.models import StoryPage
from broadsheet.stories.newest import newest_public

NEWEST = 20
"""How many of a language's newest stories a list may be filled from."""


class Chosen(TypedDict):
    """A rail as it is kept: `fill_to` stories follow what was chosen."""

    key: int
    title: str
    fill_to: int


class Placed(TypedDict):
    """A story's place in a rail; what is empty is the story's own."""

    story: int
    headline: str
    kicker: str
    standfirst: str
    picture: int | None


def _names(change: Changed) -> set[Arguments]:
    return {(state["language"], state["name"]) for state in (change.before, change.after) if state}


@selector("fronts.rail", {Rail: _names})
def rail(language: str, name: str) -> Chosen | None:
    found: Chosen | None = (
        Rail.objects.filter(language=language, name=name).values("title", "fill_to", key=F("pk")).first()
    )
    return found


@selector("fronts.section_rails", {Rail: lambda change: change.each("language")})
def section_rails(language: str) -> list[tuple[int, int]]:
    """(section, rail) for each section of a language whose front a rail leads."""
    led = Rail.objects.filter(language=language, section__isnull=False).order_by("section")
    return list(led.values_list("section_id", "pk"))


def rails_of_sections(language: str) -> dict[int, int]:
    """{section: the rail that leads its front}."""
    return dict(section_rails(language))


@selector("fronts.cards", {Card: lambda change: change.each("rail_id")})
def placed(rail_key: int) -> list[Placed]:
    """A rail's cards in their order, public or not; a story twice counts once."""
    found: Any = Card.objects.filter(rail=rail_key).order_by("sort_order", "pk")
    cards = [placing(card) for card in found]
    return list({card["story"]: card for card in reversed(cards)}.values())[::-1]


def placing(card: Card) -> Placed:
    return {
        "story": card.story_id,
        "headline": card.headline,
        "kicker": card.kicker,
        "standfirst": card.standfirst,
        "picture": card.picture_id,
    }


def _language(locale: Any) -> list[Arguments]:
    language = trees.select()["languages"].get(str(locale))
    return [(language,)] if language else []


def _languages_of_page(change: Changed) -> Iterable[Arguments]:
    return [each for locale in change.values("locale_id") for each in _language(locale)]


@selector(
    "fronts.newest",
    {Page: _languages_of_page, StoryPage: lambda change: _language(page_row(change.pk).get("locale_id"))},
    patient=True,
)
def newest(language: str) -> list[int]:
    """Keys of the newest public stories of a language, the newest first."""
    return newest_public(language, NEWEST)
