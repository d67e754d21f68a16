"""The newsletters' own sitemap, beside those of stories: where one chooses, each newsletter, each issue."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from broadsheet.kit import languages
from broadsheet.newsletters import places, selectors
from broadsheet.newsletters.models import Issue, Newsletter
from broadsheet.press import plates
from broadsheet.press.plates import Page, Plates, Result
from broadsheet.press.watch import Changed
from broadsheet.syndication import sitemaps
from broadsheet.syndication.selectors import Entry

FILE = "/sitemaps/newsletters.xml"


def files(language: str) -> Iterator[str]:
    if selectors.mapped(language):
        yield languages.prefix(language) + FILE


class MapPlates(Plates):
    name = "newsletters.sitemap"
    pattern = rf"{languages.pattern()}/sitemaps/newsletters\.xml"
    asks = "lists public issues only: its selector asks in SQL"
    order = 60

    def urls(self) -> Iterator[str]:
        return (languages.prefix(language) + FILE for language in settings.PAPER_LANGUAGES)

    def touched(self, change: Changed) -> Iterator[str]:
        if change.model is Newsletter and change.after:
            yield languages.prefix(change.after["language"]) + FILE
        elif change.model is Issue and change.after and change.after["slug"]:
            theirs = Newsletter.objects.filter(pk=change.after["newsletter_id"])
            for language in theirs.values_list("language", flat=True):
                yield languages.prefix(language) + FILE

    def make(self, url: str) -> Result | None:
        language = languages.split(url)[0]
        found = selectors.mapped(language)
        if not found:
            return None
        listed = [(places.choice(language), ""), *found] if selectors.there_are(language) else found
        return Page(sitemaps.entries(_entry(path, changed) for path, changed in listed))


def _entry(path: str, changed: str) -> Entry:
    return {"url": path, "modified": changed, "image": "", "alternates": []}


plates.register(MapPlates())
sitemaps.register(files)
