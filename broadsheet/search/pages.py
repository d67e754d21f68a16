"""The page of the search as HTML. To be called with its language active."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from broadsheet.design.frame import Head, render
from broadsheet.kit import clock
from broadsheet.release.models import public_q
from broadsheet.search.asking import BEST, NEWEST, Question, address
from broadsheet.search.finding import MOST, Find, Found
from broadsheet.sections.frame import frame
from broadsheet.sections.models import Section
from broadsheet.sections.selectors import TOP


@dataclass(frozen=True, slots=True)
class Choice:
    """Of a menu in the form."""

    value: str
    title: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class SearchView:
    """`said` tells in a sentence how much was found; "" while nothing was asked. Days are as a form has them."""

    action: str
    words: str
    by: str
    since: str
    until: str
    sections: list[Choice]
    orders: list[Choice]
    narrowed: bool
    said: str
    finds: list[Find]
    hint: bool


def page(question: Question, found: Found | None) -> bytes:
    """`found` is None while nothing was asked."""
    count = found.pages if found else 0
    head = Head(
        title=_("Search: %(words)s") % {"words": question.words}
        if question.words
        else pgettext("of a page", "Search"),
        robots="noindex",
        previous=question.url(question.page - 1) if 1 < question.page <= count else "",
        next=question.url(question.page + 1) if question.page < count else "",
    )
    view = SearchView(
        action=address(question.language),
        words=question.words,
        by=question.by,
        since=question.since.isoformat() if question.since else "",
        until=question.until.isoformat() if question.until else "",
        sections=_sections(question),
        orders=[
            Choice(BEST, _("Best match first"), question.order == BEST),
            Choice(NEWEST, _("Newest first"), question.order == NEWEST),
        ],
        narrowed=question.narrowed,
        said=_said(question, found) if found else "",
        finds=found.finds if found else [],
        hint=found is not None and not found.count,
    )
    return render("search/search.html", frame(question.language), head, search=view)


def _said(question: Question, found: Found) -> str:
    if not found.count:
        return _("Nothing was found.")
    if found.more:
        said = _("More than %(count)d stories were found. These are among the newest %(count)d.") % {"count": MOST}
    else:
        said = ngettext("%(count)d story was found.", "%(count)d stories were found.", found.count)
        said %= {"count": found.count}
    if found.pages > 1:
        said += " " + _("Page %(page)d of %(pages)d.") % {"page": question.page, "pages": found.pages}
    return said


def _sections(question: Question) -> list[Choice]:
    rows = Section.objects.filter(public_q(clock.now()), depth=TOP, locale__language_code=question.language)
    found = rows.order_by("path").values_list("slug", "title")
    return [Choice("", _("All sections"), False), *(Choice(*row, row[0] == question.section) for row in found)]
