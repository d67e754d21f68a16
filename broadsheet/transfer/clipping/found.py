"""What a reading of a saved page found, and its JSON form (the one of `import clipping --dry-run --json`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any


class ClippingRefused(ValueError):
    """The file is not a page that can be read. The message says what, where and what to do."""


@dataclass(frozen=True, slots=True)
class Month:
    """A date that names no day ("February 2025")."""

    year: int
    month: int

    def isoformat(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


Moment = datetime | date | Month


class ParagraphKind(Enum):
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    QUOTE = "quote"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class FoundParagraph:
    kind: ParagraphKind
    text: str


@dataclass(frozen=True, slots=True)
class FoundPicture:
    """`src` is as the page gave it: not resolved, not fetched, not to be trusted."""

    caption: str = ""
    credit: str = ""
    alt: str = ""
    src: str = ""


@dataclass(frozen=True, slots=True)
class FoundCard:
    """A related story that the page pointed to."""

    headline: str
    teaser: str = ""


@dataclass(frozen=True, slots=True)
class FoundBrief:
    """A short item of the page's news rail. `time` is HH:MM on the 24-hour clock; `day` only if the page names it."""

    time: str
    headline: str
    text: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class FoundStory:
    headline: str
    headline_is_working: bool
    kicker: str = ""
    byline: tuple[str, ...] = ()
    published: Moment | None = None
    standfirst: str = ""
    pictures: tuple[FoundPicture, ...] = ()
    paragraphs: tuple[FoundParagraph, ...] = ()
    cards: tuple[FoundCard, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line known to be page furniture, kept here so that every line is accounted for."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Clipping:
    """`problems` are for a person to look at; `furniture` is only for the record."""

    stories: tuple[FoundStory, ...]
    briefs: tuple[FoundBrief, ...]
    problems: tuple[Problem, ...] = ()
    furniture: tuple[LeftOut, ...] = ()


def to_json(clipping: Clipping) -> dict[str, Any]:
    """The form that the transfer specification gives; empty fields are left out."""
    return {
        "stories": [_story(story) for story in clipping.stories],
        "briefs": [_filled(time=b.time, headline=b.headline, text=b.text) for b in clipping.briefs],
    }


def _story(story: FoundStory) -> dict[str, Any]:
    pictures = [_filled(caption=picture.caption, credit=picture.credit) for picture in story.pictures]
    return _filled(
        headline=story.headline,
        headline_is_working=story.headline_is_working,
        kicker=story.kicker,
        byline=list(story.byline),
        published=story.published.isoformat() if story.published else "",
        pictures=[picture for picture in pictures if picture],
        paragraphs=[paragraph.text for paragraph in story.paragraphs],
        cards=[_filled(headline=card.headline, teaser=card.teaser) for card in story.cards],
    )


def _filled(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}
