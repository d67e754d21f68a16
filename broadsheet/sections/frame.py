"""The paper around a page: nameplate and menus of a language, the same on all of its pages."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from broadsheet.design import frame as design
from broadsheet.design import stylesheet
from broadsheet.design.frame import Frame, Head, Link
from broadsheet.kit import languages
from broadsheet.release.registries import slots
from broadsheet.sections.selectors import menu

HEAD, NAV, FOOT = "page.head", "page.nav", "page.foot"
"""Slots around every page, filled with `language=…`: elements of the head, `<li>` of the menu, of the footer."""


def frame(language: str) -> Frame:
    """To be called with `language` active (translation.override)."""
    links = menu(language)
    return Frame(
        language=language,
        direction=languages.direction(language),
        paper=settings.PAPER_NAME,
        base_url=settings.PAPER_BASE_URL,
        home=f"{languages.prefix(language)}/",
        stylesheet=stylesheet.url(),
        sections=[Link(**link) for link in links["sections"]],
        pages=[Link(**link) for link in links["pages"]],
        head=slots.fill(HEAD, language=language),
        nav=slots.fill(NAV, language=language),
        foot=slots.fill(FOOT, language=language),
    )


def gone(language: str) -> bytes:
    """The notice at the address of what was killed."""
    head = Head(title=_("Withdrawn"), robots="noindex")
    return design.render("design/gone.html", frame(language), head)


def not_found(language: str) -> bytes:
    head = Head(title=_("Not found"), robots="noindex")
    return design.render("design/not_found.html", frame(language), head)
