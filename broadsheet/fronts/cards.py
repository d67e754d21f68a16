"""A story as a front or a rail shows it: plain values for templates and JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from broadsheet.stories.cards import cards


@dataclass(frozen=True, slots=True)
class Teaser:
    """`published` is RFC 3339 on the paper's clock."""

    url: str
    headline: str
    kicker: str
    standfirst: str
    published: str


def teasers(stories: Iterable[tuple[int, str]]) -> list[Teaser]:
    """Teasers of those stories, (key, headline if not the story's own), that are public."""
    headlines = dict(stories)
    return [
        Teaser(
            url=card["url"],
            headline=headlines[card["pk"]] or card["title"],
            kicker=card["kicker"],
            standfirst=card["standfirst"],
            published=card["published"],
        )
        for card in cards(headlines)
    ]
