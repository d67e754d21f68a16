"""A story as feeds carry it: plain values, every address absolute."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from django.conf import settings
from django.template.loader import get_template
from django.utils.translation import override

from broadsheet.kit import clock
from broadsheet.people.models import Role
from broadsheet.people.selectors import named
from broadsheet.pictures import markup
from broadsheet.pictures.figures import Figure, figure
from broadsheet.pictures.originals import WIDEST
from broadsheet.press import rows
from broadsheet.press.folder import MEDIA_TYPES
from broadsheet.press.shares import shared
from broadsheet.release import gate
from broadsheet.sections.addresses import address, path
from broadsheet.stories import body as story_body
from broadsheet.stories.body import Around
from broadsheet.stories.corrections import corrections
from broadsheet.stories.headlines import headline
from broadsheet.stories.models import CorrectionKind, StoryPage
from broadsheet.stories.selectors import Attached, attached, section_of, topic
from broadsheet.stories.trust import Fix, fixes, last_of
from broadsheet.syndication.feed_text import absolute, line

FULL, HERO = "full", "16:9"
AUTHORS = (Role.REPORTED, Role.WRITTEN, Role.CONTRIBUTED)
"""Whom machines take for authors; the others have properties of their own."""


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody or something that has a page: a whole URL."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Picture:
    """`type` is a media type; the rest as in pictures.figures.Figure, with a whole URL."""

    url: str
    type: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True)
class Item:
    """`id` stays the same wherever the story moves, and is another one in each language. `html` is "" when the
    paper gives out standfirsts alone."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    published: datetime
    updated: datetime
    authors: tuple[Named, ...]
    tags: tuple[Named, ...]
    picture: Picture | None


def whole(path: str) -> str:
    """A path of the paper as a whole URL."""
    return f"{settings.PAPER_BASE_URL}{path}"


def items(keys: Iterable[int]) -> list[Item]:
    """Those of these stories that are public now, in this order."""
    made = (shared(("syndication.item", key), lambda key=key: _item(key)) for key in keys)  # type: ignore[misc]
    return [item for item in made if item is not None]


def _item(key: int) -> Item | None:
    story = rows.get(StoryPage, key)
    if story is None or not gate.verdict(story, clock.now()).public:
        return None
    language, about = story.language, attached(key)
    url = whole(address(language, story.url_path))
    hero = hero_of(story)
    published = story.published_at or clock.now()
    return Item(
        id=permanent_id(story, language),
        url=url,
        title=line(_headline(story, language)),
        summary=line(story.standfirst),
        html=_text(story, language, hero, url) if settings.PAPER_FEEDS == FULL else "",
        published=published,
        updated=updated(story, published),
        authors=tuple(authors(about, language)),
        tags=tuple(_tags(story, about, language)),
        picture=picture(hero) if hero else None,
    )


def _headline(story: StoryPage, language: str) -> str:
    with override(language):
        return headline(story)


def hero_of(story: StoryPage, *, widest: int = WIDEST) -> Figure | None:
    """The picture above the story, in the shape that its page shows, so that no other files are made."""
    return figure(story.hero_id, story.hero_caption, crop=HERO, widest=widest)


def permanent_id(story: StoryPage, language: str) -> str:
    """A `urn:uuid:` made of what no move, rename or new domain changes."""
    return uuid.uuid5(story.translation_key, language).urn


def updated(story: StoryPage, published: datetime) -> datetime:
    """When its text was last changed, or corrected."""
    corrected = last_of(corrections(story.pk))
    return max(each for each in (published, story.last_published_at, corrected) if each is not None)


def _text(story: StoryPage, language: str, hero: Figure | None, url: str) -> str:
    """Picture, text and corrections; a retraction stands above what it takes back, as on the page."""
    notes = fixes(corrections(story.pk))
    above = [_note(each) for each in notes if each.kind == CorrectionKind.RETRACTION]
    below = [_note(each) for each in notes if each.kind != CorrectionKind.RETRACTION]
    text = story_body.html(story, Around(language))
    return absolute("".join([markup.html(hero) if hero else "", *above, text, *below]), url)


def _note(fix: Fix) -> str:
    return get_template("stories/fix.html").render({"fix": fix})


def people(about: Attached, language: str, roles: Iterable[str]) -> list[Named]:
    """Those of the byline with one of these roles, each once."""
    wanted = set(roles)
    keys = dict.fromkeys(key for role, key in about["bylines"] if role in wanted)
    found = (named(key, language) for key in keys)
    return [Named(each["name"], whole(path(language, "people", each["slug"]))) for each in found if each]


def authors(about: Attached, language: str) -> list[Named]:
    return people(about, language, AUTHORS)


def topics(about: Attached, language: str) -> list[Named]:
    found = (topic(key, language) for key in about["topics"])
    return [Named(each["name"], whole(path(language, "topics", each["slug"]))) for each in found if each]


def _tags(story: StoryPage, about: Attached, language: str) -> list[Named]:
    section = section_of(story)
    first = [Named(section["title"], whole(section["url"]))] if section else []
    return [*first, *topics(about, language)]


def picture(shown: Figure) -> Picture:
    return Picture(
        url=whole(shown.url),
        type=MEDIA_TYPES[PurePosixPath(shown.url).suffix],
        width=shown.width,
        height=shown.height,
        alt=shown.alt,
        caption=line(shown.caption),
        credit=shown.credit,
    )
