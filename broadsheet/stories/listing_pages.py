"""Pages that list stories: whose they are, and what is on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import unquote

from django.utils import translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from broadsheet.design.frame import Head, Link, render
from broadsheet.design.times import time_tag
from broadsheet.kit import clock, languages
from broadsheet.people import contact
from broadsheet.people import selectors as people
from broadsheet.pictures import markup
from broadsheet.pictures.figures import figure
from broadsheet.press.plates import Gone, Page, Result
from broadsheet.release import gate
from broadsheet.release.registries import slots
from broadsheet.sections import previews
from broadsheet.sections.frame import beside, frame, gone
from broadsheet.sections.models import Section
from broadsheet.sections.pages import find
from broadsheet.sections.selectors import alternates
from broadsheet.stories import leading
from broadsheet.stories.cards import Card, cards
from broadsheet.stories.leading import Leading
from broadsheet.stories.listings import Address, months, newest, part, parts
from broadsheet.stories.marks import marks, prepare_marks
from broadsheet.stories.models import Shelf
from broadsheet.stories.selectors import about_topic, topic, topic_at

WIDEST = 800  # pixels of a picture in a list
IN_A_LIST = "(min-width: 30rem) 10rem, calc(100vw - 2.5rem)"
"""How wide a picture stands there."""
HEAD = "list.head"
"""The slot in the head of a list's first page, filled with `at=…` (an Address) and `owner=…`."""


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody says of themselves; a text that nobody translated says which language it is in. `plain` is the
    biography for machines, and `email` the contact, "" when it is no address."""

    biography: SafeString
    disclosure: SafeString
    contact: SafeString
    plain: str
    email: str


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose list it is. `always`: its first page is there also while it is empty."""

    shelf: Shelf
    key: int
    title: str
    introduction: str = ""
    always: bool = False
    person: Person | None = None
    translation_key: Any = None


@dataclass(frozen=True, slots=True)
class Item:
    url: str
    title: str
    kicker: str
    standfirst: str
    published: SafeString
    picture: SafeString | str
    credit: str
    marks: SafeString


@dataclass(frozen=True, slots=True)
class Year:
    number: int
    months: list[Link]


def make(url: str) -> Result | None:
    """What stands at `url`, if that is a list's address."""
    at = Address.of(url)
    if at is None:
        return None
    with translation.override(at.language):
        owner = _owner(at)
        if isinstance(owner, Owner):
            return _front(at, owner, _leading(at, owner)) if not at.month else _month(at, owner)
        return owner


def previewed(section: Section, first: Leading) -> bytes:
    """A section's front with `first` at its top, for the desk."""
    at = Address(section.language, section.url)
    with translation.override(at.language):
        page = _front(at, _of_section(section, at), first, robots=previews.ROBOTS)
    assert page is not None, "a section's front is there also while it is empty"
    return page.body


def owner_of(at: Address) -> Owner | None:
    """Whose list stands there; None when nobody's does."""
    owner = _owner(at)
    return owner if isinstance(owner, Owner) else None


def _owner(at: Address) -> Owner | Gone | None:
    *_, kind, slug = ("", *unquote(at.front).strip("/").split("/"))
    if kind == "topics":
        return _topic(slug, at)
    return _person(slug, at) if kind == "people" else _section(at)


def _section(at: Address) -> Owner | Gone | None:
    section = find(at.front, Section)
    if section is None:
        return None
    verdict = gate.verdict(section, clock.now())
    if not verdict.public:
        return Gone(gone(at.language, section.kill_notice)) if verdict.killed and not at.month else None
    return _of_section(section, at)


def _of_section(section: Section, at: Address) -> Owner:
    return Owner(
        Shelf.SECTION,
        section.pk,
        section.title,
        "" if at.month else section.introduction,
        always=True,
        translation_key=section.translation_key,
    )


def _topic(slug: str, at: Address) -> Owner | None:
    key = topic_at(slug)
    found = topic(key, at.language) if key else None
    if not key or not found:
        return None
    return Owner(Shelf.TOPIC, key, found["name"], "" if at.month else about_topic(key, at.language))


def _person(slug: str, at: Address) -> Owner | None:
    """What there is to say of them on the first page alone: no month is pressed again for a new biography."""
    key = people.at(slug)
    found = people.named(key, at.language) if key else None
    if not key or not found:
        return None
    return Owner(Shelf.PERSON, key, found["name"], person=None if at.month else _told(key, at.language))


def _told(key: int, page: str) -> Person | None:
    told = people.told(key, page)
    if told is None:
        return None
    (biography, tongue), (disclosure, other) = told["biography"], told["disclosure"]
    return Person(
        languages.marked(biography, tongue, page),
        languages.marked(disclosure, other, page),
        contact.linked(told["contact"]),
        biography,
        contact.email(told["contact"]),
    )


def _leading(at: Address, owner: Owner) -> Leading:
    return leading.of(owner.key, at.language) if owner.shelf == Shelf.SECTION else leading.NOTHING


def _front(at: Address, owner: Owner, first: Leading, robots: str = "") -> Page | None:
    whose = (str(owner.shelf), owner.key, at.language)
    found = cards(key for key in newest(*whose) if key not in first.stories)
    if not found and not owner.always:
        return None
    key = owner.translation_key
    head = Head(
        title=owner.title,
        path=at.url,
        description=owner.introduction,
        section=_section_of(at, owner),
        alternates=alternates(key) if key else (),
        more=slots.fill(HEAD, at=at, owner=owner),
        robots=robots,
    )
    return _page(at, owner, head, found, years=list(_years(at, months(*whose))), top=first.html)


def _section_of(at: Address, owner: Owner) -> str:
    return at.front if owner.shelf == Shelf.SECTION else ""


def _month(at: Address, owner: Owner) -> Page | None:
    whose = (str(owner.shelf), owner.key, at.language)
    count = parts(*whose, at.month)
    if at.part > count:
        return None
    title = _("%(list)s, %(month)s") % {"list": owner.title, "month": _month_name(at.month)}
    title += f" ({at.part}/{count})" if count > 1 else ""
    before, after = _neighbours(at, owner, count)
    head = Head(title=title, path=at.url, section=_section_of(at, owner), previous=before, next=after)
    return _page(at, owner, head, cards(part(*whose, at.month, at.part)))


def _neighbours(at: Address, owner: Owner, count: int) -> tuple[str, str]:
    """URLs of the parts before and after, over the ends of months; "" where the archive ends."""
    whose = (str(owner.shelf), owner.key, at.language)
    all_months = months(*whose)
    earlier = [month for month in all_months if month < at.month]
    later = [month for month in all_months if month > at.month]
    before, after = "", ""
    if at.part > 1:
        before = Address(at.language, at.front, at.month, at.part - 1).url
    elif earlier:
        before = Address(at.language, at.front, earlier[-1], parts(*whose, earlier[-1])).url
    if at.part < count:
        after = Address(at.language, at.front, at.month, at.part + 1).url
    elif later:
        after = Address(at.language, at.front, later[0]).url
    return before, after


def _page(
    at: Address, owner: Owner, head: Head, found: list[Card], years: list[Year] | None = None, top: str = ""
) -> Page:
    prepare_marks(card["pk"] for card in found)
    items = [_item(card, pictured=not at.month) for card in found]
    view = {"owner": owner, "front": at.front, "items": items, "years": years or [], "kind": _kind(owner)}
    around = frame(at.language)
    return Page(render("stories/listing.html", around, head, top=top, rails=beside(at.language), **view))


def _kind(owner: Owner) -> str:
    """What the list is of, for the margin; a section's name says it."""
    return {Shelf.TOPIC: _("Topic"), Shelf.PERSON: _("Contributor"), Shelf.SECTION: ""}[owner.shelf]


def _item(card: Card, *, pictured: bool) -> Item:
    """Archives go without pictures: they are searched, not looked at."""
    shown = figure(card["hero"], crop="3:2", widest=WIDEST) if pictured else None
    return Item(
        url=card["url"],
        title=card["title"],
        kicker=card["kicker"],
        standfirst=card["standfirst"],
        published=time_tag(datetime.fromisoformat(card["published"]), "DATE_FORMAT"),
        picture=markup.image(shown, sizes=IN_A_LIST) if shown else "",
        credit=shown.credit if shown else "",
        marks=marks(card),
    )


def _years(at: Address, found: list[int]) -> Iterator[Year]:
    """The newest year first, its months in their order."""
    for year in sorted({month // 100 for month in found}, reverse=True):
        links = [
            Link(_month_name(month), Address(at.language, at.front, month).url)
            for month in found
            if month // 100 == year
        ]
        yield Year(year, links)


def _month_name(month: int) -> str:
    return date_format(date(month // 100, month % 100, 1), "YEAR_MONTH_FORMAT")
