"""Rails for tests and the demo."""

from __future__ import annotations

from collections.abc import Iterable

from broadsheet.fronts.models import PICKS, Card, Rail
from broadsheet.kit import languages
from broadsheet.stories.models import StoryPage


def make_rail(
    stories: Iterable[StoryPage] = (),
    *,
    name: str = PICKS,
    title: str = "Editors' Picks",
    language: str | None = None,
) -> Rail:
    """A saved rail with these stories, in this order; the same one when the name is taken."""
    rail, _ = Rail.objects.get_or_create(
        language=language or languages.default(), name=name, defaults={"title": title}
    )
    start = rail.cards.count()
    Card.objects.bulk_create(Card(rail=rail, story=story, sort_order=start + n) for n, story in enumerate(stories))
    return rail
