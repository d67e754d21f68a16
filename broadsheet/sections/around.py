"""What stands around the pages of a language, as plates ask for it: menus, footer, the call for support."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypedDict

from django.db.models import Model
from django.utils.translation import gettext, override
from wagtail.models import Page

from broadsheet.kit import clock
from broadsheet.kit.addresses import leading
from broadsheet.press.selectors import Arguments, Touches, selector
from broadsheet.press.watch import Changed
from broadsheet.release.models import public_q
from broadsheet.sections.addresses import address
from broadsheet.sections.menus import FootLine, Menu, TopLine
from broadsheet.sections.models import PlainPage, Section
from broadsheet.sections.selectors import HOME, TOP, known_trees, page_row


class Link(TypedDict):
    title: str
    url: str


class Column(TypedDict):
    title: str
    links: list[Link]


class Around(TypedDict):
    """`support` is None where nothing is asked for; otherwise it has title, text, url and button."""

    sections: list[Link]
    columns: list[Column]
    support: dict[str, str] | None
    footer: str


class InOrder(TypedDict):
    key: int
    title: str
    url: str


# -- which languages a change reaches


def _language(locale_id: int | None) -> list[Arguments]:
    language = known_trees()["languages"].get(str(locale_id))
    return [(language,)] if language else []


def _of_page(change: Changed) -> Iterable[Arguments]:
    if not {HOME, TOP} & change.values("depth"):
        return []
    return [each for locale in change.values("locale_id") for each in _language(locale)]


def _of_row(change: Changed) -> list[Arguments]:
    return _language(page_row(change.pk).get("locale_id"))


def _of_line(change: Changed) -> list[Arguments]:
    found = Menu.objects.filter(pk__in=change.values("menu_id")).order_by("pk")
    return [(language,) for language in found.values_list("language", flat=True)]


_WHAT: dict[type[Model], Touches] = {
    **{Page: _of_page, Section: _of_row, PlainPage: _of_row},
    **{Menu: lambda change: change.each("language"), TopLine: _of_line},
}


# -- selectors


@selector("sections.menu", {**_WHAT, FootLine: _of_line})
def around(language: str) -> Around:
    """What the desk put around the pages of a language. Without a word of the desk, its public sections stand above
    and its plain pages below, those that are shown in menus, in the tree's order."""
    menu = Menu.objects.filter(language=language).first()
    return {
        "sections": [_link(each) for each in _top(language)],
        "columns": _columns(language),
        "support": _support(menu),
        "footer": menu.footer.strip() if menu else "",
    }


@selector("sections.in_order", _WHAT)
def in_order(language: str) -> list[InOrder]:
    """The public sections of the menu, in its order."""
    top = _top(language)
    sections = set(Section.objects.filter(pk__in=[each["key"] for each in top]).values_list("pk", flat=True))
    return [each for each in top if each["key"] in sections]


def _top(language: str) -> list[InOrder]:
    lines = TopLine.objects.filter(menu__language=language).order_by("sort_order", "pk")
    if not lines:
        return _public(Section, language, show_in_menus=True)
    return [each for _, each in _resolved(lines, language)]


def _columns(language: str) -> list[Column]:
    lines = FootLine.objects.filter(menu__language=language).order_by("sort_order", "pk")
    if not lines:
        pages = [_link(each) for each in _public(PlainPage, language, show_in_menus=True)]
        with override(language):
            return [{"title": gettext("The paper"), "links": pages}] if pages else []
    columns: dict[str, list[Link]] = {}
    for line, each in _resolved(lines, language):
        columns.setdefault(line.column, []).append(_link(each))
    return [{"title": title, "links": links} for title, links in columns.items()]


def _resolved(lines: Iterable[Any], language: str) -> Iterable[tuple[Any, InOrder]]:
    """Each line that leads somewhere now, and what it shows; the key is 0 where it is no page."""
    public = {each["key"]: each for model in (Section, PlainPage) for each in _public(model, language)}
    for line in lines:
        page = public.get(line.page_id)
        if page is not None:
            yield line, {**page, "title": line.title or page["title"]}
        elif line.url:
            yield line, {"key": 0, "title": line.title, "url": line.url}


def _public(model: type[Section] | type[PlainPage], language: str, **only: bool) -> list[InOrder]:
    found = model.objects.filter(public_q(clock.now()), depth=TOP, locale__language_code=language, **only)
    return [
        {"key": pk, "title": title, "url": address(language, url_path)}
        for pk, title, url_path in found.order_by("path").values_list("pk", "title", "url_path")
    ]


def _link(each: InOrder) -> Link:
    return {"title": each["title"], "url": each["url"]}


def _support(menu: Menu | None) -> dict[str, str] | None:
    if menu is None or not menu.support_url:
        return None
    columns = {"title": menu.support_title, "text": menu.support_text}
    return {**columns, "url": leading(menu.support_url), "button": menu.support_button}
