"""The News Feed's pages as HTML, from plain values. To be called with the page's language active."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.template.loader import get_template
from django.utils.formats import date_format
from django.utils.translation import gettext

from broadsheet.briefs import addresses
from broadsheet.briefs.items import Day, Item
from broadsheet.design.frame import Head, render
from broadsheet.sections.frame import beside, frame

LONGEST_DESCRIPTION = 200


def brief(item: Item) -> bytes:
    language = item.language
    text = " ".join(item.paragraphs)
    head = Head(
        title=item.headline,
        path=item.url,
        description=text if len(text) <= LONGEST_DESCRIPTION else f"{text[: LONGEST_DESCRIPTION - 1].rstrip()}…",
    )
    links = {"feed": addresses.feed(language), "day": addresses.day(language, item.day)}
    return render("briefs/brief.html", frame(language), head, item=item, rails=beside(language, feed=False), **links)


def day(language: str, dated: date, items: Sequence[Item], before: date | None, after: date | None) -> bytes:
    """`before` and `after` are the nearest days that have briefs."""
    earlier = Day(addresses.day(language, before), before, ()) if before else None
    later = Day(addresses.day(language, after), after, ()) if after else None
    head = Head(
        title=f"{gettext('News Feed')}, {date_format(dated)}",
        path=addresses.day(language, dated),
        previous=earlier.url if earlier else "",
        next=later.url if later else "",
    )
    view = {"dated": dated, "items": items, "before": earlier, "after": later, "feed": addresses.feed(language)}
    return render("briefs/day.html", frame(language), head, rails=beside(language, feed=False), **view)


def feed(language: str, days: Sequence[Day]) -> bytes:
    head = Head(title=gettext("News Feed"), path=addresses.feed(language))
    url, rails = addresses.feed(language), beside(language, feed=False)
    return render("briefs/feed.html", frame(language), head, days=days, url=url, rails=rails)


def rail_item(item: Item) -> str:
    """One item of the rail, as it stands there when it is new."""
    return get_template("briefs/rail_item.html").render({"item": item, "newest": item}).strip()


def rail(items: Sequence[Item]) -> str:
    """A fragment of HTML."""
    return get_template("briefs/rail.html").render({"items": items})
