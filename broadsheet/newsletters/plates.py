"""The newsletters' plates: where one chooses, each newsletter with its archive, each issue, and the scripts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import copy
from typing import Any

from django.conf import settings
from django.utils.translation import override

from broadsheet.kit import clock, languages
from broadsheet.newsletters import pages, places, script, selectors
from broadsheet.newsletters.composing import letters
from broadsheet.newsletters.models import Issue, Newsletter
from broadsheet.newsletters.selectors import Offer
from broadsheet.press import plates, rows
from broadsheet.press.plates import Gone, Page, Plates, Result
from broadsheet.press.watch import Changed, watch
from broadsheet.release import gate
from broadsheet.sections.frame import gone

watch(Newsletter, ignore=("list_id",), carry=("description",))
watch(
    Issue,
    only=(
        *("newsletter", "subject", "preheader", "body", "slug", "begun_at", "follows"),
        *("live", "expire_at", "embargoed_until", "hold", "killed_at", "kill_notice", "access"),
    ),
    instants=("expire_at", "embargoed_until"),
    spent=("embargoed_until",),
)

_TREE = languages.pattern()


def _at(pattern: str, url: str) -> tuple[str, dict[str, str], Newsletter | None]:
    """(language, what the pattern names, the newsletter there)."""
    match = re.fullmatch(pattern, url)
    assert match is not None
    language = languages.split(url)[0]
    key = selectors.at(language, match["letter"])
    return language, match.groupdict(), rows.get(Newsletter, key) if key else None


def _offer(newsletter: Newsletter) -> Offer | None:
    return next((each for each in selectors.offers(newsletter.language) if each["key"] == newsletter.pk), None)


def _public(newsletter: Newsletter, keys: Iterable[int]) -> list[Issue]:
    now = clock.now()
    return [each for each in rows.get_many(Issue, keys) if gate.verdict(each, now).public]


def _issue_of(change: Changed) -> dict[str, Any] | None:
    """The row of an issue after the change, if it has an address."""
    state = change.after
    return state if change.model is Issue and state and state["slug"] and state["begun_at"] else None


def _newsletter_of(key: Any) -> tuple[str, str] | None:
    """(language, slug)."""
    return Newsletter.objects.filter(pk=key).values_list("language", "slug").first()


class ChoicePlates(Plates):
    name = "newsletters.choice"
    pattern = rf"{_TREE}/newsletters/"
    asks = "shows the newsletters' names, which are public while one can sign up"
    bulk = False

    def urls(self) -> Iterator[str]:
        return (places.choice(language) for language in settings.PAPER_LANGUAGES)

    def touched(self, change: Changed) -> Iterator[str]:
        if change.model is Newsletter and change.after:
            yield places.choice(change.after["language"])

    def make(self, url: str) -> Result | None:
        language, _ = languages.split(url)
        offers = selectors.offers(language)
        if not offers:
            return None
        with override(language):
            return Page(pages.choice(language, offers))


class LetterPlates(Plates):
    name = "newsletters.letter"
    pattern = rf"{_TREE}/newsletters/{places.LETTER}"
    asks = "lists public issues only, and the verdict on each"

    def urls(self) -> Iterator[str]:
        for language, slug in Newsletter.objects.order_by("pk").values_list("language", "slug"):
            yield places.letter(language, slug)

    def touched(self, change: Changed) -> Iterator[str]:
        if change.model is Newsletter and change.after:
            yield places.letter(change.after["language"], change.after["slug"])
        issue = _issue_of(change)
        found = _newsletter_of(issue["newsletter_id"]) if issue else None
        if found:  # one that is closed has a page from its first public issue on
            yield places.letter(*found)

    def make(self, url: str) -> Result | None:
        language, _, newsletter = _at(self.pattern, url)
        if newsletter is None:
            return None
        issues = _public(newsletter, selectors.newest(newsletter.pk))
        if newsletter.archived and not issues:
            return None
        with override(language):
            return Page(pages.letter(newsletter, _offer(newsletter), issues, selectors.months(newsletter.pk)))


class MonthPlates(Plates):
    name = "newsletters.month"
    pattern = rf"{_TREE}/newsletters/{places.LETTER}{places.MONTH}"
    asks = "lists public issues only, and the verdict on each"

    def urls(self) -> Iterator[str]:
        for pk, language, slug in Newsletter.objects.order_by("pk").values_list("pk", "language", "slug"):
            yield from (places.letter(language, slug, month) for month in selectors.months(pk))

    def touched(self, change: Changed) -> Iterator[str]:
        if change.model is Newsletter and change.after and change.touches("slug", "language"):
            state = change.after
            for month in selectors.months(change.pk):
                yield places.letter(state["language"], state["slug"], month)
        issue = _issue_of(change)
        found = _newsletter_of(issue["newsletter_id"]) if issue else None
        if issue and found:
            yield places.letter(*found, selectors.month_of(issue["begun_at"]))

    def make(self, url: str) -> Result | None:
        language, found, newsletter = _at(self.pattern, url)
        if newsletter is None:
            return None
        month = int(found["year"] + found["month"])
        issues = _public(newsletter, selectors.of_month(newsletter.pk, month))
        if not issues:
            return None
        with override(language):
            return Page(pages.month(newsletter, month, issues))


class IssuePlates(Plates):
    name = "newsletters.issue"
    pattern = rf"{_TREE}/newsletters/{places.LETTER}{places.ISSUE}"
    asks = "the verdict on the issue, and on each story and brief in it; killed is 410"

    def urls(self) -> Iterator[str]:
        sent = Issue.objects.exclude(slug="").filter(begun_at__isnull=False).order_by("pk")
        for language, letter, slug in sent.values_list("newsletter__language", "newsletter__slug", "slug").iterator():
            yield places.issue(language, letter, slug)

    def touched(self, change: Changed) -> Iterator[str]:
        if change.model is Newsletter and change.after and change.touches("slug", "language"):
            for slug in Issue.objects.filter(newsletter=change.pk).exclude(slug="").values_list("slug", flat=True):
                yield places.issue(change.after["language"], change.after["slug"], slug)
        issue = _issue_of(change)
        found = _newsletter_of(issue["newsletter_id"]) if issue else None
        if issue and found:
            yield places.issue(*found, str(issue["slug"]))

    def make(self, url: str) -> Result | None:
        language, found, newsletter = _at(self.pattern, url)
        key = selectors.issue_at(newsletter.pk, found["issue"]) if newsletter else None
        row = rows.get(Issue, key) if key else None
        if row is None or newsletter is None or row.begun_at is None:
            return None
        verdict = gate.verdict(row, clock.now())
        with override(language):
            if verdict.killed:
                return Gone(gone(language, row.kill_notice))
            return Page(_issue(newsletter, row)) if verdict.public else None


def _issue(newsletter: Newsletter, row: Issue) -> bytes:
    shown = copy(row)  # rows of a run are shared: this one gets its newsletter without another read
    shown.newsletter = newsletter
    return pages.issue(newsletter, shown, letters.page(shown), _offer(newsletter))


class ScriptPlates(Plates):
    name = "newsletters.script"
    pattern = script.PATTERN
    lasting = True
    asks = "shows nothing of the paper"

    def urls(self) -> list[str]:
        return [script.url(name) for name in script.NAMES]

    def make(self, url: str) -> Page | None:
        return next((Page(script.body(name)) for name in script.NAMES if script.url(name) == url), None)


for kind in (ChoicePlates(), LetterPlates(), MonthPlates(), IssuePlates(), ScriptPlates()):
    plates.register(kind)
