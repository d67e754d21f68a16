"""The paper's list of corrections: the newest on `/corrections/`, all of a month on `/corrections/2026/11/`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from broadsheet.design.frame import Head, Link, render
from broadsheet.kit import languages
from broadsheet.press.plates import Page
from broadsheet.sections.addresses import path
from broadsheet.sections.frame import beside, frame
from broadsheet.stories.cards import card, prepare_cards
from broadsheet.stories.corrections import correction, months, newest, of_month, prepare_listed
from broadsheet.stories.trust import Fix, fix

PATTERN = r"/corrections/(?:(?P<year>\d{4})/(?P<month>0[1-9]|1[0-2])/)?"
TEMPLATE = "stories/corrections.html"

_BELOW = re.compile(PATTERN)


@dataclass(frozen=True, slots=True)
class Item:
    """A note, and the story that it belongs to."""

    url: str
    title: str
    fix: Fix


def address(language: str, month: int = 0) -> str:
    """`month` is 202611, 0 for the first page."""
    names = ("corrections", f"{month // 100:04}", f"{month % 100:02}") if month else ("corrections",)
    return path(language, *names)


def make(url: str) -> Page | None:
    language, below = languages.split(url)
    found = _BELOW.fullmatch(below)
    if found is None:
        return None
    month = int(found["year"] + found["month"]) if found["year"] else 0
    with translation.override(language):
        keys = of_month(language, month) if month else newest(language)
        return _page(language, month, keys) if keys or not month else None


def _page(language: str, month: int, keys: list[int]) -> Page:
    title = _("Corrections")
    if month:
        title = _("%(list)s, %(month)s") % {"list": title, "month": _month_name(month)}
    links = [] if month else [Link(_month_name(each), address(language, each)) for each in months(language)]
    view = {"items": _items(keys), "months": links, "front": address(language) if month else ""}
    head = Head(title=title, path=address(language, month))
    return Page(render(TEMPLATE, frame(language), head, rails=beside(language), **view))


def _items(keys: Iterable[int]) -> list[Item]:
    keys = list(keys)
    prepare_listed(keys)
    listed = [each for key in keys if (each := correction(key)) is not None]
    prepare_cards(sorted({each["story"] for each in listed}))
    shown = ((each, card(each["story"])) for each in listed)
    return [Item(story["url"], story["title"], fix(each)) for each, story in shown if story is not None]


def _month_name(month: int) -> str:
    return date_format(date(month // 100, month % 100, 1), "YEAR_MONTH_FORMAT")
