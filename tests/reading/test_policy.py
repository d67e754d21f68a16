"""No page and no screen asks a real browser for what its policy forbids, and everything on them still works."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from broadsheet.kit.policy import PLAYERS
from tests.reading.paper import TYPES, Paper, tab
from tests.reading.screenshots import DESK, EDITOR

pytestmark = [pytest.mark.slow, pytest.mark.part("chromium")]

MORE = (
    "/desk/images/multiple/add/",
    "/desk/pages/{section}/edit/",
    "/desk/pages/{story}/history/",
    "/desk/pages/{story}/copy/",
    "/desk/reports/site-history/",
    "/desk/snippets/fronts/rail/add/",
    "/desk/snippets/people/contributor/add/",
    "/desk/snippets/newsletters/newsletter/edit/{newsletter}/",
    "/desk/settings/sections/appearance/",
    "/desk/account/",
)
LISTEN = """addEventListener("securitypolicyviolation", (found) => window.violated(
    `${location.pathname}: ${found.effectiveDirective} forbids ${found.blockedURI} (${found.sourceFile})`))"""


@contextmanager
def watched(browser: Browser) -> Iterator[Page]:
    """An empty tab; what it asks for against its policy fails the test at the end."""
    found: list[str] = []
    with tab(browser, 1280) as page:
        page.context.expose_binding("violated", lambda _, what: found.append(what))
        page.context.add_init_script(LISTEN)
        page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))
        page.set_default_timeout(30_000)
        yield page
    assert found == []


def sign_in(page: Page, paper: Paper) -> dict[str, Any]:
    """Where things are."""
    page.goto(paper.base + "/desk/login/")
    page.fill("input[name=username]", EDITOR)
    page.fill("input[name=password]", paper.password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/desk/")
    places: dict[str, Any] = paper.site.inside("tests.reading.places:places")
    return places


def test_a_page_loads_only_what_it_may(demo: Paper, browser: Browser) -> None:
    with watched(browser) as page:
        for kind in TYPES:
            page.goto(demo.base + demo.one(kind))
            page.wait_for_load_state("networkidle")


@pytest.mark.parametrize(
    ("origin", "shown"), [*((origin, True) for origin in PLAYERS), ("https://quay.example", False)]
)
def test_only_the_players_that_we_know_may_be_framed(demo: Paper, browser: Browser, origin: str, shown: bool) -> None:
    asked: list[str] = []
    with tab(browser, 1280) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.route("https://**", lambda route: route.fulfill(body="<p>a player</p>", content_type="text/html"))
        page.goto(demo.base + demo.one("story"))
        page.evaluate(
            """url => new Promise((done) => {
            const frame = document.createElement("iframe");
            frame.onload = done;
            addEventListener("securitypolicyviolation", done);
            frame.src = url;
            document.body.append(frame);
        })""",
            f"{origin}/embed/harbour",
        )
        assert (f"{origin}/embed/harbour" in asked) is shown


def test_a_script_that_got_into_a_page_does_not_run(demo: Paper, browser: Browser) -> None:
    """The last line of defence, were all others passed."""
    with tab(browser, 1280) as page:
        page.goto(demo.base + "/")
        page.evaluate(
            """() => {
            document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.broken = 1'>");
            const inside = document.createElement("script");
            inside.textContent = "window.broken = 2";
            document.body.append(inside);
        }"""
        )
        page.wait_for_timeout(300)
        assert page.evaluate("window.broken ?? null") is None


def test_the_screens_of_the_desk_load_only_what_they_may(demo: Paper, browser: Browser) -> None:
    with watched(browser) as page:
        places = sign_in(page, demo)
        for path in (*DESK.values(), *MORE):
            answer = page.goto(demo.base + path.format(**places))
            assert answer is not None
            assert answer.status == 200, path
            page.wait_for_load_state("networkidle")
            started = page.locator("[data-called]").count()
            assert page.locator("[data-call]").count() == started, f"{path}: some widgets were not started"


def test_the_widgets_of_the_editor_work(demo: Paper, browser: Browser) -> None:
    with watched(browser) as page:
        places = sign_in(page, demo)
        page.goto(f"{demo.base}/desk/pages/{places['story']}/edit/")
        page.wait_for_load_state("networkidle")
        page.locator("#id_bylines-ADD").click()
        new = page.locator("#id_bylines-FORMS > :not(.deleted)").last
        new.locator("[data-chooser-action-choose]:visible").first.click()
        page.locator(".modal.in a[data-chooser-modal-choice]").first.click()
        expect(new.locator("[data-chooser-title]")).not_to_be_empty()
        expect(page.locator(".xdsoft_datetimepicker")).not_to_have_count(0)  # made beside the fields of dates
        page.get_by_role("button", name="Toggle preview").click()
        expect(page.frame_locator("iframe.w-preview__iframe").last.locator("article.story h1")).to_be_visible()


def test_a_picture_is_uploaded_and_named(demo: Paper, browser: Browser, tmp_path: Path) -> None:
    picture = tmp_path / "quay.jpg"
    Image.new("RGB", (800, 600), "teal").save(picture)
    with watched(browser) as page:
        sign_in(page, demo)
        page.goto(f"{demo.base}/desk/images/multiple/add/")
        page.wait_for_load_state("networkidle")
        page.locator("input[type=file]").set_input_files(picture)
        title = page.locator("#upload-list input[name$=title]").first
        expect(title).to_have_value("quay")
