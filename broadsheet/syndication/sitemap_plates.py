"""The plates of sitemaps, one set a language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db.models import Count

from broadsheet.briefs import addresses
from broadsheet.kit import languages
from broadsheet.press import rows
from broadsheet.press.plates import Page, Plates, Result
from broadsheet.press.watch import Changed
from broadsheet.sections.selectors import alternates
from broadsheet.stories.listings import places
from broadsheet.stories.models import Shelf, Shelved
from broadsheet.syndication import selectors, sitemaps
from broadsheet.syndication.selectors import A_PART, Entry
from broadsheet.syndication.sitemaps import Month

ASKS = "lists public pages only: its selectors ask in SQL"
_TREE = languages.pattern()


def _each_language(file: str) -> list[str]:
    return [f"{languages.prefix(language)}{file}" for language in settings.PAPER_LANGUAGES]


class Index(Plates):
    name = "syndication.sitemap"
    beside = True
    asks = ASKS
    pattern = rf"{_TREE}/sitemap\.xml"
    order = 60

    def urls(self) -> list[str]:
        return _each_language(sitemaps.INDEX)

    def make(self, url: str) -> Result:
        return Page(sitemaps.index(_files(languages.split(url)[0])))


def _files(language: str) -> Iterator[str]:
    """The newest month first: it is what changes."""
    yield languages.prefix(language) + sitemaps.PAGES
    yield from sitemaps.further(language)
    for month in selectors.months(language):
        for part in range(selectors.parts(language, month), 0, -1):
            yield Month(language, month, part).url


class Pages(Plates):
    name = "syndication.sitemap.pages"
    beside = True
    asks = ASKS
    pattern = rf"{_TREE}/sitemaps/pages\.xml"
    order = 60

    def urls(self) -> list[str]:
        return _each_language(sitemaps.PAGES)

    def make(self, url: str) -> Result:
        language = languages.split(url)[0]
        found = selectors.pages(language)
        listed = [_entry(path, modified, alternates(key)) for path, modified, key in found]
        return Page(sitemaps.entries([*listed, _entry(addresses.feed(language))]))


def _entry(path: str, modified: str = "", others: Iterable[tuple[str, str]] = ()) -> Entry:
    return {"url": path, "modified": modified, "image": "", "alternates": list(others)}


class Months(Plates):
    name = "syndication.sitemap.month"
    beside = True
    asks = ASKS
    pattern = _TREE + r"/sitemaps/\d{4}-(?:0[1-9]|1[0-2])(?:-[1-9]\d*)?\.xml"
    order = 60

    def urls(self) -> Iterator[str]:
        counted = Shelved.objects.filter(shelf=Shelf.SECTION).values_list("language", "month").annotate(Count("pk"))
        for language, month, count in counted.order_by("language", "month"):
            yield from _parts(language, month, count)

    def touched(self, change: Changed) -> Iterator[str]:
        for shelf, _, language, month in places(change):
            if shelf == Shelf.SECTION:
                count = rows.remember(
                    ("syndication.shelved", language, month), selectors.shelved(language, month).count
                )
                yield from _parts(language, month, count)

    def make(self, url: str) -> Result | None:
        at = Month.of(url)
        if at is None:
            return None
        start = (at.part - 1) * A_PART
        found = selectors.month(at.language, at.month)[start : start + A_PART]
        return Page(sitemaps.entries(found)) if found else None


def _parts(language: str, month: int, count: int) -> Iterator[str]:
    return (Month(language, month, part).url for part in range(1, -(-count // A_PART) + 1))


class News(Plates):
    """There also when nothing is news: robots.txt names it."""

    name = "syndication.sitemap.news"
    beside = True
    asks = ASKS
    pattern = rf"{_TREE}/news-sitemap\.xml"
    order = 60

    def urls(self) -> list[str]:
        return _each_language(sitemaps.NEWS)

    def make(self, url: str) -> Result:
        language = languages.split(url)[0]
        return Page(sitemaps.news(language, selectors.news(language)))
