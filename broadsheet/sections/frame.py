"""The paper around a page: nameplate and menus of a language, the same on all of its pages."""

from __future__ import annotations

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from broadsheet.design import frame as design
from broadsheet.design.frame import Column, Frame, Head, Link, Support, Tree
from broadsheet.design.look import OWN
from broadsheet.kit import languages
from broadsheet.press.shares import shared_where_noted
from broadsheet.release.models import Notice
from broadsheet.release.registries import slots
from broadsheet.sections.around import around
from broadsheet.sections.looks import look, url_of

HEAD, NAV, FOOT = "page.head", "page.nav", "page.foot"
"""Slots around every page, filled with `language=…`: elements of the head, `<li>` of the menu, of the footer."""
BANNER = "page.banner"
"""The slot above a page, filled with `language=…` and, on a story, `story=…`."""
BESIDE = "page.beside"
"""The slot beside lists, filled with `language=…` and `feed=…`."""


def frame(language: str) -> Frame:
    """To be called with `language` active (translation.override). Made once for all pages of a run."""
    return shared_where_noted(("frame", language), lambda: _frame(language))


def _frame(language: str) -> Frame:
    here, looks_so = around(language), look(settings.PAPER_NAME)
    return Frame(
        language=language,
        direction=languages.direction(language),
        paper=settings.PAPER_NAME,
        nameplate=looks_so.nameplate,
        base_url=settings.PAPER_BASE_URL,
        home=f"{languages.prefix(language)}/",
        sections=[Link(**link) for link in here["sections"]],
        columns=[Column(each["title"], [Link(**link) for link in each["links"]]) for each in here["columns"]],
        trees=[_tree(each) for each in settings.PAPER_LANGUAGES],
        support=Support(**here["support"]) if here["support"] else None,
        footer=here["footer"],
        appearance=url_of(looks_so),
        own_font=looks_so.serif == OWN,
        head=slots.fill(HEAD, language=language),
        nav=slots.fill(NAV, language=language),
        foot=slots.fill(FOOT, language=language),
    )


def beside(language: str, *, feed: bool = True) -> SafeString:
    """The rails beside a list; `feed`: with the News Feed among them."""
    return mark_safe(slots.fill(BESIDE, language=language, feed=feed))  # noqa: S308  (fillings are safe HTML)


def _tree(language: str) -> Tree:
    return Tree(language, languages.own_name(language), f"{languages.prefix(language)}/")


def gone(language: str, notice: str = Notice.WITHDRAWN) -> bytes:
    """What stands at the address of what was killed: the notice that was chosen then."""
    title, sentence = NOTICES[Notice(notice)]()
    head = Head(title=title, robots="noindex")
    return design.render("design/gone.html", frame(language), head, notice=sentence)


NOTICES = {
    Notice.WITHDRAWN: lambda: (
        _("Withdrawn"),
        _("What stood at this address was withdrawn by the paper and will not come back."),
    ),
    Notice.LEGAL: lambda: (_("Removed"), _("What stood at this address had to be removed for legal reasons.")),
    Notice.PRIVACY: lambda: (
        _("Removed"),
        _("What stood at this address was removed to protect somebody who was named there."),
    ),
}


def not_found(language: str) -> bytes:
    head = Head(title=_("Not found"), robots="noindex")
    return design.render("design/not_found.html", frame(language), head)
