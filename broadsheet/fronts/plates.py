"""The plates of fronts: each language's front page, the rails that editors set, and the rails' script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils.translation import override
from wagtail.models import Page as TreePage

from broadsheet.briefs import plates as news_feed
from broadsheet.fronts import composition, pages, script, selectors
from broadsheet.fronts.cards import as_it_is, public, teasers
from broadsheet.fronts.composition import Hand
from broadsheet.fronts.models import PICKS, Card, Rail
from broadsheet.fronts.selectors import Chosen, Placed
from broadsheet.kit import json_feed, languages
from broadsheet.kit.json_feed import FeedItem
from broadsheet.press import plates
from broadsheet.press.plates import Page, Plates, Result
from broadsheet.press.watch import Changed, watch
from broadsheet.sections.models import HomePage
from broadsheet.sections.pages import press
from broadsheet.sections.selectors import HOME, addresses_of

watch(Rail, ignore=("edited_at", "remind_after"))
watch(Card)

SUFFIXES = (".html", ".json")


def rail_url(language: str, name: str, suffix: str) -> str:
    return f"{languages.prefix(language)}/rails/{name}{suffix}"


def rail(language: str, name: str) -> str:
    """A rail as pages carry it; the same bytes as its plate. Empty when there is none, or nothing to show."""
    found = selectors.rail(language, name)
    if found is None:
        return ""
    with override(language):
        return pages.rail(name, found["title"], teasers(placed_in(language, found)))


def placed_in(language: str, chosen: Chosen) -> list[Placed]:
    """What was chosen, followed by the newest where the rail is filled up."""
    placed = selectors.placed(chosen["key"])
    if not chosen["fill_to"]:
        return placed
    newest = [as_it_is(key) for key in selectors.newest(language)]
    return composition.filled(Hand(placed, chosen["fill_to"]), newest, public([*placed, *newest]))


class FrontPlates(Plates):
    name = "fronts.front"
    beside = True
    pattern = rf"{languages.pattern()}/"
    asks = "the verdict on the home page, on each story and each brief"
    bulk = False

    def urls(self) -> Iterator[str]:
        return (f"{languages.prefix(language)}/" for language in settings.PAPER_LANGUAGES)

    def touched(self, change: Changed) -> Iterable[str]:
        home = change.model is TreePage and HOME in change.values("depth")
        return addresses_of(change) if home else ()

    def make(self, url: str) -> Result | None:
        return press(url, HomePage, _front)


def _front(home: HomePage, language: str) -> bytes:
    shown = composition.front(language, composition.hands(language))
    return pages.front(home, language, shown, news_feed.rail(language), [rail(language, PICKS)])


class RailPlates(Plates):
    name = "fronts.rail"
    beside = True
    pattern = rf"{languages.pattern()}/rails/(?P<name>[-\w]+)\.(?:html|json)"
    asks = "the verdict on each story"
    bulk = False
    order = 10  # rails that fill themselves go before it

    def urls(self) -> Iterator[str]:
        for language in settings.PAPER_LANGUAGES:
            yield from _addresses(language, PICKS)
        for language, name in Rail.objects.values_list("language", "name").order_by("pk"):
            yield from _addresses(language, name)

    def touched(self, change: Changed) -> Iterator[str]:
        if change.model is Rail and change.after:
            yield from _addresses(change.after["language"], change.after["name"])

    def make(self, url: str) -> Result | None:
        match = re.fullmatch(self.pattern, url)
        assert match is not None
        language, name = languages.split(url)[0], match["name"]
        if selectors.rail(language, name) is None and name != PICKS:  # stories always have a place for the picks
            return None
        return Page(rail(language, name).encode() if url.endswith(".html") else _json_feed(language, name))


def _addresses(language: str, name: str) -> list[str]:
    return [rail_url(language, name, suffix) for suffix in SUFFIXES]


def _json_feed(language: str, name: str) -> bytes:
    base = settings.PAPER_BASE_URL
    found = selectors.rail(language, name)
    stories = teasers(placed_in(language, found)) if found else []
    return json_feed.document(
        f"{settings.PAPER_NAME}: {found['title'] if found else name}",
        f"{base}{languages.prefix(language)}/",
        base + rail_url(language, name, ".json"),
        language,
        [FeedItem(base + each.url, each.headline, each.standfirst, each.published) for each in stories],
    )


class ScriptPlates(Plates):
    name = "fronts.script"
    pattern = script.PATTERN
    lasting = True
    asks = "shows nothing of the paper"

    def urls(self) -> list[str]:
        return [script.url()]

    def make(self, url: str) -> Page | None:
        return Page(script.body()) if url == script.url() else None


for kind in (FrontPlates(), RailPlates(), ScriptPlates()):
    plates.register(kind)
