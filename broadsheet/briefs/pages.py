"""The News Feed's pages as HTML, from plain values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.template.loader import get_template
from django.utils.translation import gettext, override

from broadsheet.briefs import addresses
from broadsheet.briefs.items import Day, Item
from broadsheet.kit import languages


def _page(template: str, language: str, url: str, title: str, **content: Any) -> bytes:
    context = {
        "language": language,
        "direction": languages.direction(language),
        "title": title,
        "url": url,
        "feed": addresses.feed(language),
        **content,
    }
    return get_template(template).render(context).encode()


def brief(item: Item) -> bytes:
    with override(item.language):
        day_url = addresses.day(item.language, item.day)
        return _page("briefs/brief.html", item.language, item.url, item.headline, item=item, day=day_url)


def day(language: str, dated: date, items: Sequence[Item], before: date | None, after: date | None) -> bytes:
    """`before` and `after` are the nearest days that have briefs."""
    with override(language):
        return _page(
            "briefs/day.html",
            language,
            addresses.day(language, dated),
            gettext("News Feed"),
            dated=dated,
            items=items,
            before=Day(addresses.day(language, before), before, ()) if before else None,
            after=Day(addresses.day(language, after), after, ()) if after else None,
        )


def feed(language: str, days: Sequence[Day]) -> bytes:
    with override(language):
        return _page("briefs/feed.html", language, addresses.feed(language), gettext("News Feed"), days=days)


def rail(language: str, items: Sequence[Item]) -> str:
    """A fragment of HTML."""
    with override(language):
        return get_template("briefs/rail.html").render({"items": items, "more": addresses.feed(language)})


def killed(language: str, url: str) -> bytes:
    with override(language):
        return _page("briefs/killed.html", language, url, gettext("Taken down"))
