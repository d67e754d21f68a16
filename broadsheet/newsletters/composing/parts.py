"""An issue's blocks as plain values, judged now: what the mail, the plain text and the archive's page are made of.

Everything is read in ways that the press can record, so the archive's page may be made from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from broadsheet.briefs.items import item
from broadsheet.briefs.models import Brief
from broadsheet.fronts import selectors as rails
from broadsheet.fronts.cards import teasers
from broadsheet.fronts.models import PICKS
from broadsheet.fronts.plates import placed_in
from broadsheet.kit import clock
from broadsheet.newsletters.models import Issue
from broadsheet.pictures.figures import Figure, figure
from broadsheet.press import rows
from broadsheet.release import gate, words
from broadsheet.sections import prose
from broadsheet.stories.body.quotes import marked
from broadsheet.stories.cards import Card, authors, card, kicker, title_of
from broadsheet.stories.models import StoryPage

WIDEST = 1200
"""Pixels of a picture: twice what a mail is wide, for fine screens."""


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """Safe HTML of the desk's editor, cleaned, with addresses as they stand in the paper."""

    html: SafeString


@dataclass(frozen=True, slots=True)
class Story:
    """`waits` says, at the desk alone, why readers would not get it now."""

    key: int
    url: str
    kicker: str
    headline: str
    teaser: str
    authors: tuple[str, ...] = ()
    minutes: int = 0
    picture: Figure | None = None
    waits: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """One that belongs to no story of the issue."""

    figure: Figure


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said, between quotation marks, and who. `speaker` and `role` may be ""."""

    paragraphs: tuple[str, ...]
    speaker: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A brief. `hour` is HH:MM on the paper's clock, with the day before it when it is not that of the issue;
    `instant` is RFC 3339."""

    key: int
    url: str
    hour: str
    instant: str
    headline: str
    paragraphs: tuple[str, ...]
    waits: str = ""


@dataclass(frozen=True, slots=True)
class Picks:
    """`links` are (headline, path), of the stories `keys`."""

    title: str
    links: tuple[tuple[str, str], ...]
    keys: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Button:
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Rule:
    pass


Part = Heading | Prose | Story | Picture | Quote | Told | Picks | Button | Rule


def parts(issue: Issue, *, desk: bool = False, picks: bool = True) -> list[Part]:
    """What the issue brings now; to be called with its language active. What may not be public is left out, save for
    `desk`, where it is shown with the reason. `picks`: with the Editors' Picks of this moment."""
    stored = [block for block in stored_blocks(issue) if picks or block["type"] != "picks"]
    return [part for block in stored for part in _part(issue, block["type"], block["value"], desk)]


def stored_blocks(issue: Issue) -> list[dict[str, Any]]:
    """The body as it is kept: type, value and id of each block."""
    return [dict(block) for block in issue.body.raw_data]


def _part(issue: Issue, kind: str, value: Any, desk: bool) -> Iterator[Part]:
    match kind:
        case "heading":
            yield Heading(str(value))
        case "text":
            yield Prose(prose.html(str(value)))
        case "story":
            yield from _story(value, desk)
        case "picture":
            yield from _picture(value, desk)
        case "quote":
            yield from _quote(value, issue.newsletter.language)
        case "brief":
            yield from _brief(issue, value, desk)
        case "picks":
            yield from _picks(issue.newsletter.language)
        case "button":
            yield Button(str(value.get("words") or ""), str(value.get("url") or ""))
        case "rule":
            yield Rule()


def _story(value: dict[str, Any], desk: bool) -> Iterator[Story]:
    key = value.get("story")
    if not key:
        return
    found = card(key)
    if found is not None:
        yield _shown(found, value, desk)
    elif desk and (row := StoryPage.objects.filter(pk=key).first()) is not None:
        waits = words.sentence(gate.verdict(row, clock.now()))
        headline, teaser = value.get("headline") or row.title, value.get("teaser") or row.standfirst
        yield Story(key, row.url or "", row.kicker, headline, teaser, waits=waits)


def _shown(found: Card, value: dict[str, Any], desk: bool) -> Story:
    picture = None
    if value.get("picture") and found["hero"]:
        picture = figure(found["hero"], found["hero_caption"], crop="16:9", widest=WIDEST, desk=desk)
    return Story(
        key=found["pk"],
        url=found["url"],
        kicker=kicker(found),
        headline=_headline(value.get("headline") or "", found),
        teaser=value.get("teaser") or found["standfirst"],
        authors=tuple(authors(found)),
        minutes=found["minutes"],
        picture=picture,
    )


def _headline(own: str, found: Card) -> str:
    return title_of(found["language"], own, retracted=found["retracted"]) if own else found["title"]


def _picture(value: dict[str, Any], desk: bool) -> Iterator[Picture]:
    """Nothing where it may not be shown now, or its original cannot be read; the check list says so. Mails only point
    at it: its file leaves the site by itself when its rights end."""
    shown = figure(value.get("picture"), value.get("caption") or "", widest=WIDEST, desk=desk)
    if shown is not None:
        yield Picture(shown)


def _quote(value: dict[str, Any], language: str) -> Iterator[Quote]:
    words = [part.strip() for part in str(value.get("words") or "").split("\n\n") if part.strip()]
    if words:
        speaker, role = (str(value.get(name) or "").strip() for name in ("speaker", "role"))
        yield Quote(tuple(marked(words, language)), speaker, role)


def _brief(issue: Issue, key: int | None, desk: bool) -> Iterator[Told]:
    brief = rows.get(Brief, key) if key else None
    if brief is None:
        return
    verdict = gate.verdict(brief, clock.now())
    if not verdict.public and not desk:
        return
    told = item(brief)
    day = "" if told.day == day_of(issue) else date_format(told.day, "MONTH_DAY_FORMAT") + ", "
    yield Told(
        key=brief.pk,
        url=told.url,
        hour=day + told.hour,
        instant=told.instant,
        headline=told.headline,
        paragraphs=told.paragraphs,
        waits="" if verdict.public else words.sentence(verdict),
    )


def day_of(issue: Issue) -> date:
    """The day that an issue bears: when its sending began, otherwise when it is to begin, otherwise today."""
    return clock.local(issue.begun_at or issue.send_at or clock.now()).date()


def _picks(language: str) -> Iterator[Picks]:
    chosen = rails.rail(language, PICKS)
    if chosen is None:
        return
    found = teasers(placed_in(language, chosen))
    if found:
        links, keys = tuple((each.headline, each.url) for each in found), tuple(each.key for each in found)
        yield Picks(chosen["title"] or _("Editors' Picks"), links, keys)
