"""What plates ask about corrections: those of one story, and the paper's list of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TypedDict

from django.db.models import Model, QuerySet
from wagtail.models import Page

from broadsheet.design.times import machine
from broadsheet.kit import clock
from broadsheet.press import rows
from broadsheet.press.consequences import GATE_COLUMNS
from broadsheet.press.selectors import Arguments, Touches, selector
from broadsheet.press.watch import Changed
from broadsheet.release.models import public_q
from broadsheet.stories.models import Correction, StoryPage

NEWEST = 50


class Corrected(TypedDict):
    """`at` is RFC 3339 on the paper's clock; `kind` one of models.CorrectionKind."""

    kind: str
    text: str
    at: str


@selector("stories.corrections", {Correction: lambda change: change.each("story_id")})
def corrections(page: int) -> list[Corrected]:
    """The corrections of a story, the oldest first. Whether the story is public is for the caller to ask."""
    return _read([page])[page]


def prepare_corrections(pages: Iterable[int]) -> None:
    """Read together what `corrections` will be asked for in this run."""
    wanted = list(pages)
    found = _read(wanted)
    corrections.prime({(page,): found[page] for page in wanted})


def _read(pages: list[int]) -> dict[int, list[Corrected]]:
    found: dict[int, list[Corrected]] = defaultdict(list)
    columns = (
        Correction.objects.filter(story__in=pages).order_by("at", "pk").values_list("story", "kind", "text", "at")
    )
    for story, kind, text, at in columns:
        found[story].append({"kind": kind, "text": text, "at": machine(at)})
    return found


# -- the paper's list


def _languages(change: Changed) -> set[Arguments]:
    """The languages in whose list the changed row's story has corrections."""
    if change.model is Correction:
        return {(language,) for pk in change.values("story_id") for language in _language_of(pk)}
    carried = (GATE_COLUMNS | {"locale_id"}) & set(change.after or ())
    if change.before is None or change.after is None or not change.touches(*carried):
        return set()  # a story's corrections come and go as rows of their own
    pk = change.pk
    corrected = rows.remember(("stories.corrected", pk), Correction.objects.filter(story=pk).exists)
    return {(language,) for language in _language_of(pk)} if corrected else set()


def _language_of(pk: int) -> list[str]:
    return list(Page.objects.filter(pk=pk).values_list("locale__language_code", flat=True))


def places(change: Changed) -> set[Arguments]:
    """(language, month) of each month in whose list the changed row's story has corrections."""
    languages = _languages(change)
    if not languages:
        return set()
    if change.model is Correction:
        months = change.values("month")
    else:
        months = set(Correction.objects.filter(story=change.pk).values_list("month", flat=True))
    return {(language, month) for (language,) in languages for month in months}


def _touched_by(touches: Touches) -> dict[type[Model], Touches]:
    return {Correction: touches, StoryPage: touches, Page: touches}


def _public(language: str) -> QuerySet[Correction]:
    return Correction.objects.filter(public_q(clock.now(), "story__"), story__locale__language_code=language)


@selector("stories.newest_corrections", _touched_by(_languages), patient=True)
def newest(language: str) -> list[int]:
    """The newest corrections of public stories, of the language's tree."""
    return list(_public(language).order_by("-at", "-pk").values_list("pk", flat=True)[:NEWEST])


@selector("stories.months_corrected", _touched_by(_languages), patient=True)
def months(language: str) -> list[int]:
    """The months (202611) with corrections of public stories, the newest first."""
    found = _public(language).order_by("-month").values_list("month", flat=True).distinct()
    return list(found)


@selector("stories.corrections_of_month", _touched_by(places), patient=True)
def of_month(language: str, month: int) -> list[int]:
    """The corrections of a month, the newest first."""
    return list(_public(language).filter(month=month).order_by("-at", "-pk").values_list("pk", flat=True))


class Listed(Corrected):
    """`amended`, as `at`: when it last got other words; "" when it never did."""

    story: int
    amended: str


@selector("stories.correction", {Correction: lambda change: [(change.pk,)]})
def correction(pk: int) -> Listed | None:
    return _listed([pk]).get(pk)


def prepare_listed(pks: Iterable[int]) -> None:
    """Read together what `correction` will be asked for in this run."""
    correction.prepare(pks, _listed)


def _listed(pks: list[int]) -> dict[int, Listed]:
    found = Correction.objects.filter(pk__in=pks).order_by()
    return {
        pk: {"kind": kind, "text": text, "at": machine(at), "story": story, "amended": machine(new) if new else ""}
        for pk, kind, text, at, story, new in found.values_list("pk", "kind", "text", "at", "story", "amended_at")
    }
