"""Sitemaps (sitemaps.org 0.9) with hreflang and pictures, and Google's sitemap of news: each language has its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from broadsheet.kit import languages
from broadsheet.syndication import elements
from broadsheet.syndication.elements import add
from broadsheet.syndication.items import whole
from broadsheet.syndication.selectors import Entry, News

INDEX, PAGES, NEWS = "/sitemap.xml", "/sitemaps/pages.xml", "/news-sitemap.xml"
MONTH = r"/sitemaps/(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])(?:-(?P<part>[1-9]\d*))?\.xml"

_MONTH = re.compile(MONTH)
_INDEX: elements.Names = {None: elements.SITEMAP}
_ENTRIES: elements.Names = {None: elements.SITEMAP, "xhtml": elements.XHTML, "image": elements.SITEMAP_IMAGE}
_NEWS: elements.Names = {None: elements.SITEMAP, "news": elements.SITEMAP_NEWS}


@dataclass(frozen=True, slots=True)
class Month:
    """A part of a month's stories; `month` is 202611."""

    language: str
    month: int
    part: int = 1

    @classmethod
    def of(cls, url: str) -> Month | None:
        language, below = languages.split(url)
        found = _MONTH.fullmatch(below)
        if found is None or found["part"] == "1":
            return None
        return cls(language, int(found["year"] + found["month"]), int(found["part"] or 1))

    @property
    def url(self) -> str:
        part = f"-{self.part}" if self.part > 1 else ""
        name = f"{self.month // 100:04}-{self.month % 100:02}{part}"
        return f"{languages.prefix(self.language)}/sitemaps/{name}.xml"


_FURTHER: list[Callable[[str], Iterable[str]]] = []


def register(files: Callable[[str], Iterable[str]]) -> None:
    """Further sitemaps, of higher rooms: `files` tells the paths of those of a language, by selectors alone."""
    _FURTHER.append(files)


def further(language: str) -> Iterator[str]:
    return (path for files in _FURTHER for path in files(language))


def every(language: str) -> Iterator[str]:
    """The paths that robots.txt names."""
    return (languages.prefix(language) + file for file in (INDEX, NEWS))


def index(paths: Iterable[str]) -> bytes:
    made = elements.root("sitemapindex", _INDEX)
    for path in paths:
        add(add(made, "sitemap"), "loc", whole(path))
    return elements.document(made)


def entries(found: Iterable[Entry]) -> bytes:
    made = elements.root("urlset", _ENTRIES)
    for entry in found:
        _entry(made, entry)
    return elements.document(made)


def _entry(parent: Any, entry: Entry) -> None:
    made = add(parent, "url")
    add(made, "loc", whole(entry["url"]))
    if entry["modified"]:
        add(made, "lastmod", entry["modified"])
    for language, path in entry["alternates"]:
        facts = {"rel": "alternate", "hreflang": language, "href": whole(path)}
        add(made, "xhtml:link", attributes=facts)
    if entry["image"]:
        add(add(made, "image:image"), "image:loc", whole(entry["image"]))


def news(language: str, found: Iterable[News]) -> bytes:
    made = elements.root("urlset", _NEWS)
    for each in found:
        url = add(made, "url")
        add(url, "loc", whole(each["url"]))
        about = add(url, "news:news")
        publication = add(about, "news:publication")
        add(publication, "news:name", settings.PAPER_NAME)
        add(publication, "news:language", _two_letters(language))
        add(about, "news:publication_date", each["published"])
        add(about, "news:title", each["title"])
    return elements.document(made)


def _two_letters(language: str) -> str:
    """Google wants ISO 639, save for Chinese."""
    chinese = {"zh-hans": "zh-cn", "zh-cn": "zh-cn", "zh-hant": "zh-tw", "zh-tw": "zh-tw"}
    return chinese.get(language.lower(), language.split("-")[0])
