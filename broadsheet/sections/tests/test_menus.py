"""Menus and footer, as the desk sets them, around every page of a language and of no other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from broadsheet.press.folder import Folder
from broadsheet.sections.factories import home, make_plain_page, make_section
from broadsheet.sections.menus import FootLine, Menu, TopLine
from broadsheet.sections.models import Section
from tests.pressing import Pressing

Check = Callable[[Folder], None]


@pytest.fixture
def harbour(arranged: Callable[[str, Callable[[], Section]], Section]) -> Section:
    def make() -> Section:
        home("de")
        make_plain_page("About us")
        make_section("Market")
        return make_section("Harbour")

    return arranged("two sections and a page", make)


@pytest.fixture
def paper(harbour: Section, pressing: Pressing) -> Pressing:
    return pressing


def menu(language: str = "en") -> Menu:
    return Menu.objects.get(language=language)


def shown(paper: Pressing, url: str, *words: str) -> list[str]:
    """Those of the words that stand there, in the page's order."""
    text = paper.read(url) or ""
    return sorted((word for word in words if word in text), key=text.index)


def test_without_a_word_of_the_desk_the_tree_is_the_menu(paper: Pressing) -> None:
    assert shown(paper, "/404.html", ">Market<", ">Harbour<", ">About us<", "The paper") == [
        *(">Market<", ">Harbour<", "The paper", ">About us<")
    ]


def test_the_desk_orders_names_and_leaves_out(paper: Pressing, harbour: Section, as_pressed_anew: Check) -> None:
    TopLine.objects.create(menu=menu(), page=harbour, title="By the water", sort_order=0)
    TopLine.objects.create(menu=menu(), url="/news-feed/", title="News Feed", sort_order=1)
    pressed = paper.settle()
    assert shown(paper, "/404.html", ">Market<", ">Harbour<", ">By the water<", '"/news-feed/">News Feed<') == [
        *(">By the water<", '"/news-feed/">News Feed<')
    ]
    assert "/de/404.html" not in pressed.changed
    TopLine.objects.filter(title="News Feed").update(sort_order=-1)
    paper.settle()
    assert shown(paper, "/404.html", ">By the water<", ">News Feed<") == [">News Feed<", ">By the water<"]
    as_pressed_anew(paper.folder)


def test_a_link_goes_while_its_page_is_not_public(paper: Pressing, harbour: Section, as_pressed_anew: Check) -> None:
    FootLine.objects.create(menu=menu(), page=harbour, column="Places")
    FootLine.objects.create(menu=menu(), url="https://give.example/", title="Give", column="Money")
    paper.settle()
    assert shown(paper, "/404.html", "Places", "Money", "https://give.example/") == [
        *("Places", "Money", "https://give.example/")
    ]
    harbour.unpublish()
    paper.settle()
    assert shown(paper, "/404.html", "Places", "Money") == ["Money"]
    as_pressed_anew(paper.folder)


def test_support_and_the_last_line_stand_below(paper: Pressing) -> None:
    Menu.objects.filter(language="en").update(
        footer="Owned by its staff.",
        support_title="Keep the lights on",
        support_url="https://give.example/",
        support_button="Give",
    )
    paper.settle()
    assert shown(paper, "/404.html", "Owned by its staff.", "Keep the lights on", ">Give<")
    assert shown(paper, "/de/404.html", "Owned by its staff.", "Keep the lights on") == []


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "a page or to an address"),
        ({"url": "javascript:alert(1)", "title": "Bad"}, "is no address for a link"),
        ({"url": "//elsewhere.example/", "title": "Bad"}, "is no address for a link"),
        ({"url": "https://elsewhere.example/"}, "needs words"),
    ],
)
def test_a_link_that_leads_nowhere_is_refused(harbour: Section, fields: dict[str, str], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        TopLine(menu=menu(), **fields).full_clean()


def test_a_page_of_another_language_is_refused(harbour: Section) -> None:
    with pytest.raises(ValidationError, match="another language"):
        TopLine(menu=menu("de"), page=harbour.page_ptr).full_clean()


def test_half_a_call_for_support_is_refused(harbour: Section) -> None:
    with pytest.raises(ValidationError, match="needs a title, an address"):
        Menu(language="uk", support_title="Keep the lights on").clean()
