"""What is pressed of the tree, and that every edit leaves exactly what a fresh press makes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from wagtail.contrib.redirects.models import Redirect

from broadsheet.kit import clock
from broadsheet.press.folder import Folder
from broadsheet.release.actions.kill import kill
from broadsheet.sections.factories import home, make_plain_page, make_section
from broadsheet.sections.models import PlainPage
from tests.pressing import Pressing

Check = Callable[[Folder], None]
OnCommit = Callable[..., object]


@pytest.fixture
def about(arranged: Callable[[str, Callable[[], PlainPage]], PlainPage]) -> PlainPage:
    def make() -> PlainPage:
        home("de")
        make_section("Harbour")
        return make_plain_page("About us", body="<p>Printed in Mirna Bay since 1911.</p>")

    return arranged("About us, beside a section", make)


@pytest.fixture
def paper(about: PlainPage, pressing: Pressing) -> Pressing:
    return pressing


def test_a_plain_page_stands_at_its_address(paper: Pressing) -> None:
    page = paper.read("/about-us/") or ""
    assert '<html lang="en" dir="ltr">' in page
    assert "<title>About us | The Mirna Bay Ledger</title>" in page
    assert '<link rel="canonical" href="https://ledger.example/about-us/">' in page
    assert '<li><a href="/harbour/">Harbour</a></li>' in page
    assert "<p>Printed in Mirna Bay since 1911.</p>" in page


def test_the_files_of_the_whole_paper_are_there(paper: Pressing, as_pressed_anew: Check) -> None:
    assert '<html lang="de"' in (paper.read("/de/404.html") or "")
    assert "Disallow: /desk/" in (paper.read("/robots.txt") or "")
    assert list(paper.folder.plates.glob("static/paper.*.css"))
    as_pressed_anew(paper.folder)


def test_a_draft_is_nowhere_until_it_is_published(paper: Pressing, as_pressed_anew: Check) -> None:
    draft = make_plain_page("Ethics", live=False, body="<p>We correct ourselves.</p>")
    paper.settle()
    assert paper.read("/ethics/") is None
    assert "Ethics" not in (paper.read("/about-us/") or "")
    draft.save_revision().publish()
    paper.settle()
    assert "We correct ourselves." in (paper.read("/ethics/") or "")
    assert '<a href="/ethics/">Ethics</a>' in (paper.read("/about-us/") or "")
    as_pressed_anew(paper.folder)


def test_a_draft_save_presses_nothing(paper: Pressing, about: PlainPage) -> None:
    about.title = "About the Ledger"
    about.save_revision()
    assert not paper.settle()


def test_a_renamed_section_is_renamed_in_every_menu(paper: Pressing, as_pressed_anew: Check) -> None:
    section = make_section("Markets")
    paper.settle()
    section.title = "Fish market"
    section.save()
    pressed = paper.settle()
    assert {"/about-us/", "/404.html"} <= set(pressed.changed)
    assert "/de/404.html" not in pressed.changed
    as_pressed_anew(paper.folder)


def test_a_killed_page_says_so(paper: Pressing, about: PlainPage, as_pressed_anew: Check) -> None:
    kill(about, None, "It named a witness.")
    paper.settle()
    assert paper.read("/about-us/") is None
    notice = paper.gone("/about-us/") or ""
    assert "withdrawn" in notice
    assert "1911" not in notice
    assert "witness" not in notice
    as_pressed_anew(paper.folder)


def test_a_link_in_the_text_is_taken_off_what_readers_cannot_have(paper: Pressing, about: PlainPage) -> None:
    ethics = make_plain_page("Ethics")
    about.body = f'<p>Read our <a linktype="page" id="{ethics.pk}">ethics</a> <script>alert(1)</script></p>'
    about.save()
    paper.settle()
    assert '<p>Read our <a href="/ethics/">ethics</a> </p>' in (paper.read("/about-us/") or "")
    ethics.unpublish()
    paper.settle()
    assert "<p>Read our ethics </p>" in (paper.read("/about-us/") or "")


def test_translations_name_each_other(paper: Pressing, about: PlainPage, as_pressed_anew: Check) -> None:
    german = make_plain_page("Über uns", slug="über-uns", language="de", translation_key=about.translation_key)
    paper.settle()
    link = '<link rel="alternate" hreflang="de" href="https://ledger.example/de/%C3%BCber-uns/">'
    assert link in (paper.read("/about-us/") or "")
    german.unpublish()
    paper.settle()
    assert 'rel="alternate" hreflang' not in (paper.read("/about-us/") or "")
    as_pressed_anew(paper.folder)


# -- redirects


def moved(paper: Pressing, url: str) -> str | None:
    found = paper.folder.redirect(url)
    return found[1] if found else None


def rename(page: PlainPage, slug: str, on_commit: OnCommit) -> None:
    page.slug = slug
    with on_commit(execute=True):
        page.save()


def test_a_move_there_and_back_leaves_no_loop(
    paper: Pressing,
    about: PlainPage,
    as_pressed_anew: Check,
    django_capture_on_commit_callbacks: OnCommit,
) -> None:
    rename(about, "about", django_capture_on_commit_callbacks)
    paper.settle()
    assert paper.read("/about-us/") is None
    assert moved(paper, "/about-us/") == "/about/"
    rename(about, "about-us", django_capture_on_commit_callbacks)
    paper.settle()
    assert moved(paper, "/about-us/") is None
    assert "1911" in (paper.read("/about-us/") or "")
    assert moved(paper, "/about/") == "/about-us/"
    as_pressed_anew(paper.folder)


def test_a_redirect_follows_what_it_leads_to(paper: Pressing, about: PlainPage, as_pressed_anew: Check) -> None:
    Redirect.add_redirect("/old/about", about)
    paper.settle()
    assert moved(paper, "/old/about/") == "/about-us/"
    about.unpublish()
    paper.settle()
    assert moved(paper, "/old/about/") is None
    about.save_revision().publish()
    paper.settle()
    assert moved(paper, "/old/about/") == "/about-us/"
    kill(about, None, "It named a witness.")
    paper.settle()
    assert moved(paper, "/old/about/") is None
    assert "withdrawn" in (paper.gone("/old/about/") or "")
    as_pressed_anew(paper.folder)


def test_a_live_page_goes_before_a_redirect_at_its_address(paper: Pressing, as_pressed_anew: Check) -> None:
    Redirect.add_redirect("/ethics", "/about-us/")
    paper.settle()
    assert moved(paper, "/ethics/") == "/about-us/"
    page = make_plain_page("Ethics")
    paper.settle()
    assert moved(paper, "/ethics/") is None
    page.delete()
    paper.settle()
    assert moved(paper, "/ethics/") == "/about-us/"
    as_pressed_anew(paper.folder)


def test_a_redirect_of_a_query_string_alone_is_left_out(paper: Pressing, as_pressed_anew: Check) -> None:
    Redirect.add_redirect("/?p=12", "/about-us/")
    Redirect.objects.create(old_path="/index.php", redirect_link="https://elsewhere.example/", is_permanent=False)
    paper.settle()
    assert paper.folder.redirect("/index.php") == (302, "https://elsewhere.example/")
    as_pressed_anew(paper.folder)


def test_an_expiry_takes_a_page_out_when_it_comes(paper: Pressing, about: PlainPage, as_pressed_anew: Check) -> None:
    PlainPage.objects.filter(pk=about.pk).update(expire_at=clock.now())
    paper.settle()
    assert paper.read("/about-us/") is None
    as_pressed_anew(paper.folder)
