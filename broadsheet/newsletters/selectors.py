"""What the newsletters' plates ask for, and which change can alter the answer."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, TypedDict

from django.db.models import QuerySet
from django.db.models.functions import ExtractMonth, ExtractYear
from django.utils import timezone

from broadsheet.design.times import machine
from broadsheet.kit import clock
from broadsheet.newsletters import places
from broadsheet.newsletters.models import Issue, Newsletter
from broadsheet.press.selectors import selector
from broadsheet.press.watch import Changed
from broadsheet.release.models import public_q

NEWEST = 12
"""How many issues a newsletter's own page lists."""


class Offer(TypedDict):
    """What a sign-up form says of a newsletter."""

    key: int
    slug: str
    name: str
    description: str
    cadence: str


@selector("newsletters.offers", {Newsletter: lambda change: change.each("language")})
def offers(language: str) -> list[Offer]:
    """Those of a language that one can sign up for, in their order."""
    found = Newsletter.objects.filter(language=language, archived=False).order_by("order", "pk")
    return [
        {"key": pk, "slug": slug, "name": name, "description": description, "cadence": cadence}
        for pk, slug, name, description, cadence in found.values_list("pk", "slug", "name", "description", "cadence")
    ]


@selector("newsletters.there_are", {Newsletter: lambda change: change.each("language")})
def there_are(language: str) -> bool:
    """Whether a language has a newsletter to sign up for: every page asks that, so it leaves their words aside."""
    return Newsletter.objects.filter(language=language, archived=False).exists()


class Chosen(TypedDict):
    """Whose forms stand at the end of stories and in the rail, by the newsroom's choice."""

    below_stories: Offer | None
    in_rail: Offer | None


@selector("newsletters.chosen", {Newsletter: lambda change: change.each("language")})
def chosen(language: str) -> Chosen:
    found = Newsletter.objects.filter(language=language, archived=False).order_by("order", "pk")
    rows = list(found.values_list("pk", "below_stories", "in_rail"))
    of = {each["key"]: each for each in offers(language)}
    below, rail = ([of[row[0]] for row in rows if row[place] and row[0] in of] for place in (1, 2))
    return {"below_stories": next(iter(below), None), "in_rail": next(iter(rail), None)}


@selector("newsletters.in_footer", {Newsletter: lambda change: change.each("language")})
def in_footer(language: str) -> Offer | None:
    """The one whose form stands below every page of a language, if the newsroom chose one."""
    found = Newsletter.objects.filter(language=language, archived=False, in_footer=True).order_by("order", "pk")
    keys = found.values_list("pk", flat=True)[:1]
    return next((each for each in offers(language) if each["key"] in keys), None)


def _places(change: Changed) -> set[tuple[Any, ...]]:
    return {(state["language"], state["slug"]) for state in (change.before, change.after) if state}


@selector("newsletters.at", {Newsletter: _places})
def at(language: str, slug: str) -> int | None:
    """Key of the newsletter with this address, open or closed."""
    return Newsletter.objects.filter(language=language, slug=slug).values_list("pk", flat=True).first()


def _issue_places(change: Changed) -> set[tuple[Any, ...]]:
    return {
        (state["newsletter_id"], state["slug"]) for state in (change.before, change.after) if state and state["slug"]
    }


@selector("newsletters.issue_at", {Issue: _issue_places})
def issue_at(newsletter: int, slug: str) -> int | None:
    """Key of the issue with this address, public or not."""
    return Issue.objects.filter(newsletter=newsletter, slug=slug).values_list("pk", flat=True).first()


def _public(newsletter: int) -> QuerySet[Issue]:
    return Issue.objects.filter(public_q(clock.now()), newsletter=newsletter, begun_at__isnull=False).exclude(slug="")


@selector("newsletters.newest", {Issue: lambda change: change.each("newsletter_id")})
def newest(newsletter: int) -> list[int]:
    """Keys of its newest public issues, the newest first."""
    return list(_public(newsletter).order_by("-begun_at", "-pk").values_list("pk", flat=True)[:NEWEST])


@selector("newsletters.months", {Issue: lambda change: change.each("newsletter_id")})
def months(newsletter: int) -> list[int]:
    """Months, such as 202611, that have public issues, the newest first, on the paper's own calendar."""
    zone = timezone.get_default_timezone()
    dated = _public(newsletter).annotate(
        year=ExtractYear("begun_at", tzinfo=zone), month=ExtractMonth("begun_at", tzinfo=zone)
    )
    pairs = dated.order_by("-year", "-month").values_list("year", "month").distinct()
    return [year * 100 + month for year, month in pairs]


def _months_of(change: Changed) -> set[tuple[Any, ...]]:
    return {
        (state["newsletter_id"], month_of(state["begun_at"]))
        for state in (change.before, change.after)
        if state and state["begun_at"]
    }


def month_of(instant: Any) -> int:
    day = clock.local(instant)
    return day.year * 100 + day.month


@selector("newsletters.of_month", {Issue: _months_of})
def of_month(newsletter: int, month: int) -> list[int]:
    """Keys of a month's public issues, the newest first."""
    zone = timezone.get_default_timezone()
    dated = _public(newsletter).annotate(
        year=ExtractYear("begun_at", tzinfo=zone), month=ExtractMonth("begun_at", tzinfo=zone)
    )
    found = dated.filter(year=month // 100, month=month % 100).order_by("-begun_at", "-pk")
    return list(found.values_list("pk", flat=True))


def _language_of(change: Changed) -> set[tuple[Any, ...]]:
    """Of the newsletter, or of those that the issue belongs and belonged to."""
    if change.model is Newsletter:
        return {(state["language"],) for state in (change.before, change.after) if state}
    found = Newsletter.objects.filter(pk__in=change.values("newsletter_id")).values_list("language", flat=True)
    return {(language,) for language in found}


@selector("newsletters.mapped", {Issue: _language_of, Newsletter: _language_of}, patient=True)
def mapped(language: str) -> list[tuple[str, str]]:
    """(path, when it was changed) of each newsletter that has a page, and of its public issues."""
    issues = Issue.objects.filter(public_q(clock.now()), newsletter__language=language, begun_at__isnull=False)
    columns = ("newsletter_id", "slug", "last_published_at", "begun_at")
    found = issues.exclude(slug="").order_by("begun_at", "pk").values_list(*columns)
    of: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for newsletter, slug, changed, begun in found:
        of[newsletter].append((slug, machine(changed or begun)))
    paths: list[tuple[str, str]] = []
    letters = Newsletter.objects.filter(language=language).order_by("order", "pk")
    for pk, slug, archived in letters.values_list("pk", "slug", "archived"):
        if of[pk] or not archived:
            paths.append((places.letter(language, slug), of[pk][-1][1] if of[pk] else ""))
        paths += [(places.issue(language, slug, each), changed) for each, changed in of[pk]]
    return paths
