"""Fronts and rails as HTML, from plain values. To be called with the page's language active."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString

from broadsheet.briefs import addresses
from broadsheet.design.frame import FRONT_HEAD, Head, render
from broadsheet.fronts.cards import Teaser
from broadsheet.fronts.composition import Front
from broadsheet.kit import languages
from broadsheet.release.registries import slots
from broadsheet.sections.frame import BANNER, frame
from broadsheet.sections.models import HomePage
from broadsheet.sections.selectors import alternates

RAIL_END = "rail.end"
"""The slot below the rails of a front and of a story, filled with `language=…, beside_story=…`."""


def front(home: HomePage, language: str, shown: Front, feed: str, rails: Sequence[str], *, robots: str = "") -> bytes:
    """`feed` and `rails` are fragments of safe HTML, as `rail` makes them."""
    head = Head(
        title=home.seo_title or settings.PAPER_NAME,
        path=f"{languages.prefix(language)}/",
        description=home.search_description,
        robots=robots,
        alternates=alternates(home.translation_key),
        more=slots.fill(FRONT_HEAD, language=language),
        banner=slots.fill(BANNER, language=language),
    )
    view = {
        "lead": shown.top[:1],
        "stories": shown.top[1:],
        "blocks": shown.blocks,
        "feed": SafeString(feed),
        "rails": rails,
    }
    view["feed_url"] = addresses.rail(language, ".html")
    links = {"more": addresses.feed(language), "end": slots.fill(RAIL_END, language=language, beside_story=False)}
    return render("fronts/front.html", frame(language), head, **view, **links)


def rail(name: str, title: str, stories: Sequence[Teaser]) -> SafeString:
    """A fragment of HTML; empty when there is nothing to show."""
    if not stories:
        return SafeString("")
    return SafeString(get_template("fronts/rail.html").render({"name": name, "title": title, "stories": stories}))
