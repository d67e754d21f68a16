"""Sitemaps of what is no page of the tree: the pages of topics and people, and briefs by month."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, Model, OuterRef, QuerySet
from django.db.models.functions import TruncMonth
from wagtail.models import Page as TreePage

from broadsheet.briefs import addresses
from broadsheet.briefs.models import Brief
from broadsheet.design.times import machine
from broadsheet.kit import clock, languages
from broadsheet.people.models import Contributor
from broadsheet.press import rows
from broadsheet.press.plates import Page, Plates, Result
from broadsheet.press.selectors import Arguments, Touches, selector
from broadsheet.press.watch import Changed
from broadsheet.release.models import public_q
from broadsheet.sections.addresses import path
from broadsheet.stories.listings import places
from broadsheet.stories.models import Shelf, Shelved, StoryPage, Topic
from broadsheet.syndication import sitemaps
from broadsheet.syndication.selectors import A_PART, Entry

Listed = tuple[str, str]  # path, modified

_LISTS: dict[str, tuple[type[Topic] | type[Contributor], Shelf]] = {
    "topics": (Topic, Shelf.TOPIC),
    "people": (Contributor, Shelf.PERSON),
}
_FILE = re.compile(r"/sitemaps/(?:(topics|people)|briefs-(\d{4})-(0[1-9]|1[0-2]))(?:-([1-9]\d*))?\.xml")


# -- topics and people


def _of_list(change: Changed) -> set[Arguments]:
    kinds = {str(shelf): kind for kind, (_, shelf) in _LISTS.items()}
    return {(language, kinds[shelf]) for shelf, _, language, _ in places(change) if shelf in kinds}


def _of_owner(change: Changed) -> list[Arguments]:
    kind = next(kind for kind, (model, _) in _LISTS.items() if model is change.model)
    return [(language, kind) for language in settings.PAPER_LANGUAGES] if change.touches("slug") else []


_TOUCHED: dict[type[Model], Touches] = {
    **dict.fromkeys((Shelved, StoryPage, TreePage), _of_list),
    **dict.fromkeys((Topic, Contributor), _of_owner),
}


@selector("syndication.listed", _TOUCHED, patient=True)
def listed(language: str, kind: str) -> list[str]:
    """The paths of the "topics" or "people" with a public story in that language, the oldest first."""
    model, shelf = _LISTS[kind]
    theirs = Shelved.objects.filter(public_q(clock.now(), "story__"), shelf=shelf, language=language)
    found = model._default_manager.filter(Exists(theirs.filter(key=OuterRef("pk")))).order_by("pk")
    return [path(language, kind, slug) for slug in found.values_list("slug", flat=True)]


# -- briefs


def _months(change: Changed) -> set[Arguments]:
    states = (state for state in (change.before, change.after) if state and state["dated"])
    return {(state["language"], _number(state["dated"])) for state in states}


def _number(day: date) -> int:
    return day.year * 100 + day.month


def _public(language: str) -> QuerySet[Brief]:
    return Brief.objects.filter(public_q(clock.now()), language=language, dated__isnull=False)


@selector(
    "syndication.brief_months",
    {Brief: lambda change: {(language,) for language, _ in _months(change)}},
    patient=True,
)
def brief_months(language: str) -> list[tuple[int, int]]:
    """(month, in how many parts) of those with a public brief, the newest first: few new briefs change it."""
    counted = _public(language).values_list(TruncMonth("dated")).annotate(Count("pk")).order_by()
    found: list[tuple[Any, int]] = list(counted)
    return [(_number(day), -(-count // A_PART)) for day, count in sorted(found, reverse=True)]


@selector("syndication.briefs", {Brief: _months}, patient=True)
def briefs(language: str, month: int) -> list[Listed]:
    """The public briefs of a month, the oldest first, which keeps all parts but the last as they are."""
    of_month = _public(language).filter(dated__year=month // 100, dated__month=month % 100)
    columns = of_month.order_by("dated", "shown_from", "pk").values_list("dated", "slug", "last_published_at")
    return [(addresses.brief(language, day, slug), machine(at) if at else "") for day, slug, at in columns if day]


# -- the files


def _parts(language: str, name: str, count: int) -> Iterator[str]:
    for part in range(1, -(-count // A_PART) + 1):
        yield f"{languages.prefix(language)}/sitemaps/{name}{f'-{part}' if part > 1 else ''}.xml"


def _name(month: int) -> str:
    return f"briefs-{month // 100:04}-{month % 100:02}"


def files(language: str) -> Iterator[str]:
    for kind in _LISTS:
        yield from _parts(language, kind, len(listed(language, kind)))
    for month, parts in brief_months(language):
        yield from _parts(language, _name(month), parts * A_PART)


class Mapped(Plates):
    name = "syndication.sitemap.mapped"
    beside = True
    asks = "lists public stories' topics and people, and public briefs, only: its selectors ask in SQL"
    pattern = languages.pattern() + r"/sitemaps/(?:topics|people|briefs-\d{4}-(?:0[1-9]|1[0-2]))(?:-[1-9]\d*)?\.xml"
    order = 60

    def urls(self) -> Iterator[str]:
        for language in settings.PAPER_LANGUAGES:
            for kind, (model, _) in _LISTS.items():
                yield from _parts(language, kind, model._default_manager.count())
        counted = Brief.objects.filter(dated__isnull=False).values_list("language", TruncMonth("dated"))
        for language, day, count in counted.annotate(Count("pk")).order_by().iterator():
            yield from _parts(language, _name(_number(day)), count) if day else ()

    def touched(self, change: Changed) -> Iterator[str]:
        if change.model in _TOUCHED:
            for language, kind in sorted(set(_arguments(_TOUCHED[change.model](change)))):
                yield from _parts(language, kind, _count(_LISTS[kind][0]))
        elif change.model is Brief:
            for language, month in sorted(_months(change)):
                yield from _parts(language, _name(month), _count_of_month(language, month))

    def make(self, url: str) -> Result | None:
        language, below = languages.split(url)
        found = _FILE.fullmatch(below)
        if found is None or found[4] == "1":
            return None
        every: list[Listed]
        if found[1]:
            every = [(front, "") for front in listed(language, found[1])]
        else:
            every = [(one, at) for one, at in briefs(language, int(found[2] + found[3]))]
        start = (int(found[4] or 1) - 1) * A_PART
        some = every[start : start + A_PART]
        entries = [Entry(url=one, modified=at, image="", alternates=[]) for one, at in some]
        return Page(sitemaps.entries(entries)) if some else None


def _arguments(found: Any) -> Iterable[Arguments]:
    return found if isinstance(found, Iterable) else ()


def _count(model: type[Topic] | type[Contributor]) -> int:
    found: int = rows.remember(("syndication.count", model), model._default_manager.count)
    return found


def _count_of_month(language: str, month: int) -> int:
    of_month = Brief.objects.filter(language=language, dated__year=month // 100, dated__month=month % 100)
    found: int = rows.remember(("syndication.briefs", language, month), of_month.count)
    return found


sitemaps.register(files)
