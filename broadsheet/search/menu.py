"""The way to the search on every page: a form in the margin of the menu, a line of it where there is no margin."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.translation import gettext as _

from broadsheet.release.registries import slots
from broadsheet.search.asking import address
from broadsheet.sections.frame import NAV

FORM = (
    '<li class="find"><a href="{0}">{1}</a><form role="search" action="{0}">'
    '<input type="search" name="q" maxlength="200" aria-label="{2}" placeholder="{1}">'
    '<button aria-label="{1}">→</button></form></li>\n'
)


def _in_menu(language: str) -> str:
    return format_html(FORM, address(language), _("Search"), _("Search the paper"))


slots.register(NAV, "search", _in_menu, order=9)
