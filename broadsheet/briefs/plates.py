"""The News Feed's plates: a brief, a day, the feed, and the rail that other pages show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext, override

from broadsheet.briefs import addresses, pages, selectors
from broadsheet.briefs.corrected import among
from broadsheet.briefs.items import Item, by_day, item
from broadsheet.briefs.models import Brief
from broadsheet.kit import clock, json_feed, languages
from broadsheet.kit.json_feed import FeedItem
from broadsheet.press import plates, rows
from broadsheet.press.plates import Gone, Page, Plates, Result
from broadsheet.press.watch import Changed, watch
from broadsheet.release import gate
from broadsheet.release.registries import slots
from broadsheet.sections.frame import NAV, gone

watch(
    Brief,
    only=(
        *("language", "headline", "text", "note", "slug", "dated", "shown_from"),
        *("live", "last_published_at", "expire_at", "embargoed_until", "hold", "killed_at", "kill_notice", "access"),
    ),
    instants=("expire_at", "embargoed_until"),
    spent=("embargoed_until",),
)

_TREE = languages.pattern()


def _addressed(change: Changed) -> Iterator[tuple[str, date, str]]:
    """(language, date, slug) of the row after the change, if it has an address."""
    state = change.after
    if change.model is Brief and state and state["dated"]:
        yield state["language"], state["dated"], state["slug"]


def public_items(keys: Iterable[int]) -> list[Item]:
    now = clock.now()
    return [item(brief) for brief in rows.get_many(Brief, keys) if gate.verdict(brief, now).public]


class BriefPlates(Plates):
    name = "briefs.brief"
    pattern = rf"{_TREE}/news-feed/{addresses.DAY}{addresses.SLUG}"
    asks = "the verdict on the brief; killed is 410"

    def urls(self) -> Iterator[str]:
        placed = Brief.objects.filter(dated__isnull=False).order_by("pk")
        for language, dated, slug in placed.values_list("language", "dated", "slug").iterator():
            if dated is not None:
                yield addresses.brief(language, dated, slug)

    def touched(self, change: Changed) -> Iterator[str]:
        return (addresses.brief(*place) for place in _addressed(change))

    def make(self, url: str) -> Result | None:
        language, found = _parts(self.pattern, url)
        iso = _iso(found)
        key = selectors.at(language, iso, found["slug"]) if iso is not None else None
        brief = rows.get(Brief, key) if key is not None else None
        if brief is None:
            return None
        verdict = gate.verdict(brief, clock.now())
        if verdict.killed:
            with override(language):
                return Gone(gone(language, brief.kill_notice))
        if not verdict.public:
            return None
        with override(language):
            return Page(pages.brief(item(brief)))


class DayPlates(Plates):
    name = "briefs.day"
    beside = True
    pattern = rf"{_TREE}/news-feed/{addresses.DAY}"
    asks = "lists public briefs only, and the verdict on each"

    def urls(self) -> Iterator[str]:
        days = Brief.objects.filter(dated__isnull=False).order_by("language", "dated")
        for language, dated in days.values_list("language", "dated").distinct().iterator():
            if dated is not None:
                yield addresses.day(language, dated)

    def touched(self, change: Changed) -> Iterator[str]:
        return (addresses.day(language, dated) for language, dated, _ in _addressed(change))

    def make(self, url: str) -> Result | None:
        language, found = _parts(self.pattern, url)
        if not (iso := _iso(found)):
            return None
        items = public_items(selectors.of_day(language, iso))
        if not items:
            return None
        days = [date.fromisoformat(day) if day else None for day in selectors.days_beside(language, iso)]
        with override(language):
            return Page(pages.day(language, date.fromisoformat(iso), items, *days))


class FeedPlates(Plates):
    name = "briefs.feed"
    beside = True
    pattern = rf"{_TREE}/news-feed/"
    asks = "lists public briefs only, and the verdict on each"
    bulk = False

    def urls(self) -> Iterator[str]:
        return (addresses.feed(language) for language in settings.PAPER_LANGUAGES)

    def touched(self, change: Changed) -> Iterator[str]:
        return (addresses.feed(language) for language, _, _ in _addressed(change))

    def make(self, url: str) -> Result:
        language, _ = languages.split(url)
        days = by_day(public_items(selectors.newest(language, selectors.FEED)))
        with override(language):
            return Page(pages.feed(language, days))


class RailPlates(Plates):
    name = "briefs.rail"
    beside = True
    pattern = rf"{_TREE}/rails/news-feed\.(?:html|json)"
    asks = "lists public briefs and corrections of public stories only, and the verdict on each brief"
    bulk = False

    def urls(self) -> Iterator[str]:
        for language in settings.PAPER_LANGUAGES:
            yield from (addresses.rail(language, suffix) for suffix in (".html", ".json"))

    def touched(self, change: Changed) -> Iterator[str]:
        for language, _, _ in _addressed(change):
            yield from (addresses.rail(language, suffix) for suffix in (".html", ".json"))

    def make(self, url: str) -> Result:
        language, _ = languages.split(url)
        if url.endswith(".html"):
            return Page(rail(language).encode())
        return Page(_json_feed(language, _in_rail(language)))


def rail(language: str) -> str:
    """The rail as pages carry it; the same bytes as its plate."""
    items = _in_rail(language)
    with override(language):
        return pages.rail(items)


def _in_rail(language: str) -> list[Item]:
    with override(language):
        return among(public_items(selectors.newest(language, selectors.RAIL)), language, selectors.RAIL)


def _json_feed(language: str, items: list[Item]) -> bytes:
    base = settings.PAPER_BASE_URL
    with override(language):
        title = f"{settings.PAPER_NAME}: {gettext('News Feed')}"
        found = [_feed_item(each, base) for each in items]
    return json_feed.document(
        title,
        base + addresses.feed(language),
        base + addresses.rail(language, ".json"),
        language,
        found,
    )


def _feed_item(item: Item, base: str) -> FeedItem:
    """The language is active. A brief keeps its address as its identity: another one would make it news again to
    every program that has it."""
    note = [f"{gettext('Correction')}: {item.note}"] if item.note else []
    return FeedItem(
        url=base + item.url,
        title=item.headline,
        text="\n\n".join([*item.paragraphs, *note]),
        published=item.instant,
        id=base + item.permanent if item.permanent else "",
        modified=item.changed,
    )


def _parts(pattern: str, url: str) -> tuple[str, dict[str, str]]:
    """(language, what the pattern names) of a URL that it fits."""
    match = re.fullmatch(pattern, url)
    assert match is not None
    return languages.split(url)[0], match.groupdict()


def _iso(found: dict[str, str]) -> str | None:
    """The address's date in ISO 8601; None when no calendar has it."""
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"])).isoformat()
    except ValueError:
        return None


def _in_menu(language: str) -> str:
    return format_html('<li><a href="{}">{}</a></li>\n', addresses.feed(language), gettext("News Feed"))


slots.register(NAV, "briefs", _in_menu)
for kind in (BriefPlates(), DayPlates(), FeedPlates(), RailPlates()):
    plates.register(kind)
