"""A story without pictures, scripts and style: its words, who made it, when, and where it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString

from broadsheet.design.times import time_tag
from broadsheet.kit import clock, languages
from broadsheet.press.plates import Moved, Plates, Result
from broadsheet.sections.addresses import address
from broadsheet.sections.pages import press
from broadsheet.stories import body as story_body
from broadsheet.stories.body import Around
from broadsheet.stories.claimed import claims
from broadsheet.stories.corrections import corrections
from broadsheet.stories.headlines import headline
from broadsheet.stories.models import StoryPage
from broadsheet.stories.pages import UPDATES, Credit, credits_of, filled, minutes_of, updated_of
from broadsheet.stories.selectors import attached
from broadsheet.stories.trust import Evidence, Fix, evidence, fixes, last_of

BELOW = "plain/"
TEMPLATE = "stories/plain.html"
_STORY = re.compile(r"(?:/[^/]+){2,}/")


@dataclass(frozen=True, slots=True)
class PlainView:
    """`full` is the address of the page with everything."""

    language: str
    direction: str
    paper: str
    canonical: str
    full: str
    title: str
    standfirst: str
    credits: list[Credit]
    published: SafeString
    updated: SafeString | str
    minutes: int
    body: SafeString
    updates: SafeString
    how_we_know: str
    evidence: list[Evidence]
    fixes: list[Fix]


def addresses(stories: Iterable[str]) -> Iterator[str]:
    """Where the plain pages of stories at these URLs stand."""
    return (url + BELOW for url in stories if _STORY.fullmatch(url))


def full(url: str) -> str:
    return url.removesuffix(BELOW)


def make(url: str, redirects: Plates) -> Result | None:
    """What stands there: the page, the notice that the story was killed, or the way to where it moved."""
    found = press(full(url), StoryPage, _body)
    if found is not None:
        return found
    moved = redirects.make(full(url))
    if isinstance(moved, Moved) and _is_story(moved.to):
        return Moved(moved.to + BELOW, moved.status)
    return None


def _is_story(url: str) -> bool:
    return press(url, StoryPage, lambda story, language: b"") is not None


def _body(story: StoryPage, language: str) -> bytes:
    around, own = Around(language, plain=True), attached(story.pk)
    published, notes = story.published_at or clock.now(), corrections(story.pk)
    url = address(language, story.url_path)
    view = PlainView(
        language=language,
        direction=languages.direction(language),
        paper=settings.PAPER_NAME,
        canonical=settings.PAPER_BASE_URL + url,
        full=url,
        title=headline(story),
        standfirst=story.standfirst,
        credits=credits_of(own["bylines"], language),
        published=time_tag(published),
        updated=updated_of(published, story.last_published_at, last_of(notes)),
        minutes=minutes_of(story, around),
        body=story_body.html(story, around),
        updates=filled(UPDATES, story),
        how_we_know=story.how_we_know.strip(),
        evidence=[*evidence(own["evidence"], language), *claims(own["claims"], story, around)],
        fixes=fixes(notes),
    )
    return get_template(TEMPLATE).render({"story": view}).encode()
