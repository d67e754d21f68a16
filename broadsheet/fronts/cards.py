"""A story as a front or a rail shows it: plain values for templates and JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from broadsheet.design.times import machine
from broadsheet.kit import clock
from broadsheet.press import rows
from broadsheet.release import gate
from broadsheet.sections.addresses import address
from broadsheet.sections.selectors import language_of
from broadsheet.stories.models import StoryPage


@dataclass(frozen=True, slots=True)
class Teaser:
    """`published` is RFC 3339 on the paper's clock, or ""."""

    url: str
    headline: str
    kicker: str
    standfirst: str
    published: str
    hour: str


def teasers(stories: Iterable[tuple[int, str]]) -> list[Teaser]:
    """Teasers of those stories, (key, headline if not the story's own), that may be public."""
    wanted = list(stories)
    found = gate.public(rows.get_many(StoryPage, [key for key, _ in wanted]), clock.now())
    public = {story.pk: story for story in found}
    return [_teaser(public[key], headline) for key, headline in wanted if key in public]


def _teaser(story: StoryPage, headline: str) -> Teaser:
    published = story.first_published_at
    return Teaser(
        url=address(language_of(story.locale_id), story.url_path),
        headline=headline or story.title,
        kicker=story.kicker,
        standfirst=story.standfirst,
        published=machine(published) if published else "",
        hour=f"{clock.local(published):%H:%M}" if published else "",
    )
