"""The story page: plain values for its template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from broadsheet.design.frame import Head, Link, render
from broadsheet.design.times import time_tag
from broadsheet.kit import clock
from broadsheet.people.models import Role
from broadsheet.people.selectors import named
from broadsheet.pictures import markup
from broadsheet.pictures.figures import figure
from broadsheet.release.registries import slots
from broadsheet.sections import previews
from broadsheet.sections.addresses import address, path
from broadsheet.sections.frame import frame
from broadsheet.sections.selectors import alternates
from broadsheet.stories import body as story_body
from broadsheet.stories.body import Around
from broadsheet.stories.models import StoryPage
from broadsheet.stories.selectors import Attached, attached, section_of, topic

RAILS = "story.rails"
"""The slot below a story, filled with `story=…`."""
HEAD = "story.head"
"""The slot in the head of a story's page, filled with `story=…`; previews go without."""
UPDATED_AFTER = timedelta(minutes=1)
TEMPLATE = "stories/story.html"
LABELS = dict(Role.choices)


@dataclass(frozen=True, slots=True)
class Credit:
    """One line of the byline: "Reported by", and who."""

    role: str
    people: list[Link]


@dataclass(frozen=True, slots=True)
class StoryView:
    title: str
    kicker: str
    standfirst: str
    section: Link | None
    credits: list[Credit]
    dateline: str
    published: SafeString
    updated: SafeString | str
    hero: SafeString | str
    body: SafeString
    topics: list[Link]
    rails: SafeString


def body(story: StoryPage, language: str) -> bytes:
    """The page's bytes. `language` is active."""
    return _page(story, attached(story.pk), Around(language), robots="")


def preview(story: StoryPage) -> bytes:
    """The page as the desk sees it before it is published: from the instance, and with the desk's renditions."""
    now: Attached = {
        "bylines": [(line.role, line.contributor_id) for line in story.bylines.all()],
        "topics": [line.topic_id for line in story.story_topics.all()],
    }
    with translation.override(story.language):
        return _page(story, now, Around(story.language, desk=True), robots=previews.ROBOTS)


previews.register(StoryPage, preview)


def _page(story: StoryPage, attached: Attached, around: Around, *, robots: str) -> bytes:
    section = section_of(story)
    head = Head(
        title=story.seo_title or story.title,
        section=section["url"] if section else "",
        path=address(around.language, story.url_path),
        description=story.search_description or story.standfirst,
        robots=robots,
        alternates=alternates(story.translation_key),
        more="" if around.desk else slots.fill(HEAD, story=story),
    )
    return render(TEMPLATE, frame(around.language), head, story=_view(story, attached, around))


def _view(story: StoryPage, attached: Attached, around: Around) -> StoryView:
    section = section_of(story)
    published = story.published_at or clock.now()
    hero = figure(story.hero_id, story.hero_caption, crop="16:9", desk=around.desk)
    return StoryView(
        title=story.title,
        kicker=story.kicker,
        standfirst=story.standfirst,
        section=Link(**section) if section else None,
        credits=_credits(attached["bylines"], around.language),
        dateline=story.dateline,
        published=time_tag(published),
        updated=_updated(published, story.last_published_at),
        hero=markup.html(hero, lazy=False, css="hero") if hero else "",
        body=story_body.html(story, around),
        topics=_topics(attached["topics"], around.language),
        rails=mark_safe(slots.fill(RAILS, story=story)),  # noqa: S308  (fillings are safe HTML)
    )


def _updated(published: datetime, last: datetime | None) -> SafeString | str:
    return time_tag(last) if last and last - published >= UPDATED_AFTER else ""


def _credits(bylines: Iterable[tuple[str, int]], language: str) -> list[Credit]:
    """Names in their order; those of one role that stand together share a line."""
    credits = []
    for role, lines in groupby(bylines, key=lambda line: line[0]):
        people = [person for _, pk in lines if (person := named(pk)) is not None]
        links = [Link(person["name"], path(language, "people", person["slug"])) for person in people]
        credits.append(Credit(str(LABELS.get(role, role)), links))
    return credits


def _topics(pks: Iterable[int], language: str) -> list[Link]:
    found = (topic(pk) for pk in pks)
    return [Link(each["name"], path(language, "topics", each["slug"])) for each in found if each is not None]
