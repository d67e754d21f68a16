"""Writing in a real browser: what is pasted from Word, Google Docs, a web page or a mail becomes blocks of a story,
and what is written is saved."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.journeys.conftest import Paper
from tests.journeys.steps import (
    PARAGRAPHS,
    PASTE,
    begin,
    new_section,
    publish,
    sign_in,
    text_of,
    type_title,
    unstyled,
)

pytestmark = [pytest.mark.part("chromium"), pytest.mark.slow]

CLIPBOARDS = Path(__file__).with_name("clipboards")
JAMMED = "<p>Two of four gates jammed in a test last month, <b>three engineers</b> told the <i>Ledger</i>.</p>"
TRAY = '<p>The <a href="https://authority.example/reports/gates?id=7">report</a> lay in a tray for 11 days.</p>'
ITEMS = "<li>North gate: jammed</li>\n<li>South gate: <b>open</b></li>\n"
GATES = ["<h2>What the crew found</h2>", JAMMED, TRAY, ITEMS, "<p>Water rose by 2 m<sup>3</sup> a second."]
QUOTE = "Nobody closed it."
MAIL = [
    "<p>Two of four gates jammed in a test last month, three engineers told the Ledger.</p>",
    "<p>The report lay in a tray for 11 days.</p>",
]


def test_what_is_pasted_becomes_clean_blocks_and_stays_so(paper: Paper, browser_page: Page) -> None:
    page = browser_page
    sign_in(page, paper)
    section = new_section(page, paper, "Harbour")
    for name, blocks in (
        ("word.html", [block.replace("11 days", "11\u00a0days") for block in GATES]),
        ("word-web.html", GATES),
        ("docs.html", GATES),
        ("web.html", [*GATES[:3], QUOTE, *GATES[3:]]),
        ("mail.txt", MAIL),
    ):
        begin(page, paper, section, f"Gates from {name}")
        copied = (CLIPBOARDS / name).read_text()
        page.evaluate(PASTE, [copied, ""] if name.endswith("html") else ["", copied])
        expect(page.locator(PARAGRAPHS).first).to_be_visible()
        page.wait_for_timeout(400)  # the editor hands its text to the form a moment later
        publish(page)
        slug = f"gates-from-{name.replace('.', '')}"
        html = unstyled(paper.until(f"/harbour/{slug}/", 200, "</html>")).replace("&nbsp;", "\u00a0")
        places = [html.find(block) for block in blocks]
        assert -1 not in places, (name, blocks[places.index(-1)], html)
        assert places == sorted(places), name
        for rubbish in ("Mso", "docs-internal", "utm_", "fbclid", "javascript:", "Advertisement", "AB1", "Is this"):
            assert rubbish not in html, (name, rubbish)


@pytest.mark.parametrize("width", [1280, 320])
def test_the_text_comes_first_and_enter_leads_to_it(paper: Paper, browser_page: Page, width: int) -> None:
    page = browser_page
    sign_in(page, paper)
    section = new_section(page, paper, f"Harbour {width}")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{paper.base}/desk/pages/add/stories/storypage/{section}/")
    page.wait_for_load_state("networkidle")
    first = page.locator(PARAGRAPHS).first
    expect(first).to_be_in_viewport()
    page.locator("#id_title").click()
    page.keyboard.type("The gate is shut")
    page.keyboard.press("Enter")
    page.keyboard.type("Nobody saw")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("who closed it.")
    page.keyboard.press("Enter")
    page.keyboard.type("It was Tuesday.")
    expect(page.locator("#id_title")).to_have_value("The gate is shut")
    expect(page.locator("#id_standfirst")).to_have_value("Nobody saw\nwho closed it.")
    assert text_of(page) == ["It was Tuesday."]
    text = first.bounding_box()
    assert text is not None
    for later in ("Picture", "Byline", "Topics"):
        place = page.get_by_role("heading", name=later, exact=True).first.bounding_box()
        assert place is not None
        assert place["y"] > text["y"], later


def half_a_date(page: Page) -> None:
    """It stays as it was typed, and beside it stands how to write it."""
    date = page.get_by_label("When it was said")
    wrong = page.get_by_text("Write it as 2026-12-31: this is not kept.")
    for typed in ("29 Nov", "2026-11", "2026-11-31"):
        date.fill(typed)
        date.press("Tab")
        expect(date).to_have_value(typed)
        expect(wrong).to_be_visible()
    expect(page.locator(".footer__save-warning")).to_contain_text("When it was said: it is not complete.")
    date.fill("2026-11-29")
    date.press("Tab")
    expect(wrong).to_be_hidden()
    expect(date).to_have_value("2026-11-29")


def test_what_is_only_begun_is_saved_without_a_headline_and_what_is_not_is_told(
    paper: Paper, browser_page: Page
) -> None:
    page = browser_page
    sign_in(page, paper)
    section = new_section(page, paper, "Reef")
    page.goto(f"{paper.base}/desk/pages/add/stories/storypage/{section}/")
    page.wait_for_load_state("networkidle")
    page.locator(PARAGRAPHS).first.click()
    page.keyboard.type("The reef is bare.")
    page.wait_for_url("**/edit/")
    page.get_by_role("button", name="Add Name").click()
    page.keyboard.press("Escape")
    page.locator(PARAGRAPHS).first.click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("/quote")
    page.keyboard.press("Enter")
    page.get_by_label(re.compile(r"^Words\b")).fill("Nobody dived.")
    page.get_by_label("Link", exact=True).first.fill("reef.exa")
    half_a_date(page)
    page.get_by_role("button", name="Add Row").click()
    page.get_by_label("or a link").fill("reef dot example")
    told = page.locator(".footer__save-warning")
    expect(told).to_contain_text("Saved, except this")
    expect(told).to_contain_text("Or a link: Enter a valid URL.")
    expect(page.locator("#w-autosave-indicator")).to_contain_text("Saved")

    page.reload()
    page.wait_for_load_state("networkidle")
    expect(page.locator("#id_title")).to_have_value("")
    expect(page.get_by_label(re.compile(r"^Words\b"))).to_have_value("Nobody dived.")
    expect(page.get_by_label("Link", exact=True).first).to_have_value("https://reef.exa")
    page.get_by_label("Link", exact=True).first.fill("https://reef.example/")
    page.get_by_label("what or who").fill("A diver's log")
    type_title(page, "Bare reef")
    expect(page.locator("#id_slug")).to_have_value("bare-reef")
    expect(told).not_to_contain_text("except this")
    publish(page)
    assert "Nobody dived." in paper.until("/reef/bare-reef/", 200, "The reef is bare.")


def test_a_long_text_begins_where_it_is_seen_and_stays_whole(paper: Paper, browser_page: Page) -> None:
    page = browser_page
    saved: list[str] = []
    sign_in(page, paper)
    section = new_section(page, paper, "Lagoon")
    begin(page, paper, section, "Long")
    page.evaluate(PASTE, ["".join(f"<p>Sluice {n} is <b>shut</b>.</p>" for n in range(60)), ""])
    page.wait_for_url("**/edit/")  # it saved itself for the first time
    publish(page)
    page.locator(".messages").get_by_role("link", name="Edit").click()
    page.wait_for_load_state("networkidle")
    shown = page.locator(".desk-text .desk-paragraph")
    expect(shown).to_have_count(60)
    assert page.locator(PARAGRAPHS).count() < 30

    page.on(
        "request", lambda asked: saved.append(asked.url) if asked.method == "POST" and "/edit/" in asked.url else None
    )
    page.wait_for_timeout(2500)  # Wagtail compares from then on
    for n in range(0, 60, 4):
        shown.nth(n).scroll_into_view_if_needed()
        expect(shown.nth(n).locator("[contenteditable=true]")).to_be_visible()
    page.wait_for_timeout(1500)
    assert saved == [], "what was only looked at is saved"

    shown.last.click()
    page.keyboard.press("End")
    page.keyboard.type(" And dry.")
    page.wait_for_timeout(400)
    publish(page)
    html = unstyled(paper.until("/lagoon/long/", 200, "And dry."))
    assert [f"<p>Sluice {n} is <b>shut</b>." in html for n in range(60)] == [True] * 60
    assert "<p>Sluice 59 is <b>shut</b>. And dry.</p>" in html


def test_who_saves_right_after_the_last_key_loses_no_word(paper: Paper, browser_page: Page) -> None:
    page = browser_page
    sign_in(page, paper)
    begin(page, paper, new_section(page, paper, "Pier"), "Quick hands")
    page.keyboard.type("The pier is")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messages .success")).to_be_visible()
    expect(page.locator(PARAGRAPHS).first).to_have_text("The pier is")
    page.locator(PARAGRAPHS).first.click()
    page.keyboard.press("End")
    page.keyboard.type(" shut.")
    publish(page)
    assert "The pier is shut." in paper.until("/pier/quick-hands/", 200, "The pier is shut.")


def test_who_publishes_while_the_story_saves_itself_publishes_one(paper: Paper, browser_page: Page) -> None:
    page = browser_page
    held: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        """The draft is made, and the browser does not know it yet."""
        first = not held and route.request.headers["accept"] == "application/json"
        held.append((route, route.fetch())) if first else route.continue_()

    sign_in(page, paper)
    section = new_section(page, paper, "Quay")
    page.route("**/pages/add/stories/**", hold)
    begin(page, paper, section, "At once")
    page.keyboard.type("The crane fell.")
    assert waited_for(page, lambda: held)
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.wait_for_timeout(500)
    route, answer = held[0]
    route.fulfill(response=answer)
    expect(page.locator(".messages .success")).to_contain_text("published")
    assert "The crane fell." in paper.until("/quay/at-once/", 200, "The crane fell.")


def test_words_typed_while_the_story_saves_itself_are_saved_by_themselves_too(
    paper: Paper, browser_page: Page
) -> None:
    page = browser_page
    held: list[Route] = []
    sent: list[str] = []

    def hold(route: Route) -> None:
        """The draft is made, and the editor waits for the last of its answer."""
        first = not held and route.request.method == "GET" and route.request.resource_type == "fetch"
        held.append(route) if first else route.continue_()

    sign_in(page, paper)
    section = new_section(page, paper, "Yard")
    page.route(re.compile(r"/pages/\d+/edit/"), hold)
    page.goto(f"{paper.base}/desk/pages/add/stories/storypage/{section}/")
    type_title(page, "Slow line")
    assert waited_for(page, lambda: held)
    page.on("request", lambda asked: sent.append(asked.post_data or "") if asked.method == "POST" else None)
    page.locator(PARAGRAPHS).first.click()
    page.keyboard.type("The crane fell.")
    page.wait_for_timeout(300)  # they are in the form, and no look for changes has told of them
    held[0].continue_()
    assert waited_for(page, lambda: any("The crane fell." in data for data in sent))
    page.wait_for_timeout(4000)
    assert len([data for data in sent if "The crane fell." in data]) <= 2, "it saves itself without an end"


def waited_for(page: Page, told: Callable[[], object], seconds: int = 30) -> bool:
    """While the browser goes on."""
    for _ in range(seconds * 10):
        if told():
            return True
        page.wait_for_timeout(100)
    return False
