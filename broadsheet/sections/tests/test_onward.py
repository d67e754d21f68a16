"""A redirect that leads to another one is one step for readers, and none leads round in a circle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.contrib.redirects.models import Redirect

from broadsheet.press import rows
from broadsheet.press.folder import Folder
from broadsheet.sections import onward
from broadsheet.sections.factories import make_plain_page
from broadsheet.sections.models import PlainPage
from broadsheet.sections.onward import STEPS
from tests.pressing import Pressing

pytestmark = pytest.mark.django_db
Check = Callable[[Folder], None]
OWN = "https://ledger.example"


@pytest.fixture
def about(arranged: Callable[[str, Callable[[], PlainPage]], PlainPage]) -> PlainPage:
    return arranged("About us", lambda: make_plain_page("About us"))


def link(path: str, to: str, **fields: bool) -> Redirect:
    return Redirect.objects.create(old_path=path, redirect_link=to, **fields)


def test_what_leads_to_another_leads_to_where_that_leads(
    about: PlainPage, pressing: Pressing, as_pressed_anew: Check
) -> None:
    link("/first", f"{OWN}/second/")
    link("/second", "/third/?from=mail", is_permanent=False)
    third = Redirect.add_redirect("/third", about)
    link("/away", "https://elsewhere.example/away/")
    pressing.settle()
    assert pressing.folder.redirect("/first/") == pressing.folder.redirect("/second/") == (302, "/about-us/")
    assert pressing.folder.redirect("/away/") == (301, "https://elsewhere.example/away/")
    as_pressed_anew(pressing.folder)
    about.unpublish()
    pressing.settle()
    assert pressing.folder.redirect("/first/") is None
    as_pressed_anew(pressing.folder)
    third.delete()
    pressing.settle()
    assert pressing.folder.redirect("/second/") == (302, "/third/?from=mail")
    assert pressing.folder.redirect("/first/") == (302, "/third/?from=mail")
    as_pressed_anew(pressing.folder)


def test_a_circle_leads_nowhere_until_something_stands_on_it(
    about: PlainPage, pressing: Pressing, as_pressed_anew: Check
) -> None:
    link("/self", "/self/")
    link("/a", "/ethics/")
    link("/ethics", f"{OWN}/b")
    link("/b", "/a/")
    pressing.settle()
    assert [pressing.folder.redirect(url) for url in ("/self/", "/a/", "/ethics/", "/b/")] == [None] * 4
    as_pressed_anew(pressing.folder)
    page = make_plain_page("Ethics")
    pressing.settle()
    assert pressing.folder.redirect("/a/") == pressing.folder.redirect("/b/") == (301, "/ethics/")
    as_pressed_anew(pressing.folder)
    page.unpublish()
    pressing.settle()
    assert pressing.folder.redirect("/a/") is None
    as_pressed_anew(pressing.folder)


def test_what_goes_on_and_on_leads_nowhere(about: PlainPage, pressing: Pressing, as_pressed_anew: Check) -> None:
    for n in range(STEPS + 2):
        link(f"/step-{n}", f"/step-{n + 1}/")
    pressing.settle()
    assert pressing.folder.redirect("/step-0/") is None
    assert pressing.folder.redirect("/step-1/") == (301, f"/step-{STEPS + 2}/")
    as_pressed_anew(pressing.folder)


@pytest.mark.parametrize("to", [f"{OWN}/old/", f"{OWN}/old", "http://ledger.example/old/?x=1", f"{OWN}/second/"])
def test_the_desk_refuses_a_circle(to: str) -> None:
    link("/second", f"{OWN}/old/")
    form = RedirectForm({"old_path": "/old/", "redirect_link": to, "is_permanent": "on"})
    assert not form.is_valid()
    assert "round in a circle" in form.errors["redirect_link"][0]


def test_the_desk_lets_through_what_ends_somewhere(about: PlainPage) -> None:
    link("/second", f"{OWN}/third/")
    for to in ("https://elsewhere.example/old/", f"{OWN}/second/", f"{OWN}/about-us/"):
        form = RedirectForm({"old_path": "/old/", "redirect_link": to, "is_permanent": "on"})
        assert form.is_valid(), form.errors
    form = RedirectForm({"old_path": "/old/", "redirect_page": about.pk})
    assert form.is_valid(), form.errors


LINKS = {
    "/plain": "/ferry/",
    "/bare": "/ferry",
    "/whole": f"{OWN}/ferry/?from=mail#fares",
    "/other-scheme": "http://ledger.example/ferry//",
    "/elsewhere": "https://elsewhere.example/ferry/",
    "/longer": "/ferry-2/",
    "/raw": "/пором/",
    "/quoted": "/%D0%BF%D0%BE%D1%80%D0%BE%D0%BC/",
    "/in-small-letters": "/%d0%bf%d0%be%d1%80%d0%be%d0%bc/",
    "/spaced": "/old%20quay/",
    "/home": "/",
}


@pytest.mark.parametrize("often", [False, True])
def test_what_leads_to_a_path_is_found_however_the_link_is_written(
    often: bool, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.PAPER_BASE_URL = OWN
    monkeypatch.setattr(onward, "SELDOM", 0 if often else onward.SELDOM)
    for path, to in LINKS.items():
        link(path, to)
    assert onward.before(["/ferry"]) == {"/plain", "/bare", "/whole", "/other-scheme"}
    assert onward.before(["/пором"]) == {"/raw", "/quoted", "/in-small-letters"}
    assert onward.before(["/old quay"]) == {"/spaced"}
    assert onward.before([""]) == {"/home"}
    assert onward.before(["/ferry-2", "/nowhere"]) == {"/longer"}


def test_who_asks_seldom_has_few_of_very_many_read_and_who_asks_often_all_once(
    django_assert_max_num_queries: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An archive may have brought a hundred thousand."""
    Redirect.objects.bulk_create(Redirect(old_path=f"/a/{n}", redirect_link=f"/old-{n}/") for n in range(500))
    read: list[str] = []
    monkeypatch.setattr(onward, "_ours", lambda link: read.append(link) or link)
    with rows.one_run(), django_assert_max_num_queries(onward.SELDOM + 1):
        assert onward.before(["/old-77"]) == {"/a/77"}
        assert len(read) < 20
        for n in range(0, 500, 3):
            assert onward.before([f"/old-{n}", f"/nowhere-{n}"]) == {f"/a/{n}"}
    assert len(read) < 1000
