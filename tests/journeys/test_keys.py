"""A brief by the keyboard alone, in a real browser: opened, written, published and taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Paper
from tests.journeys.steps import sign_in

pytestmark = [pytest.mark.part("chromium"), pytest.mark.slow]

ALT = 1  # Input.dispatchKeyEvent
OPEN, PUBLISH, UNDO = "Alt+n", "Control+Enter", "Alt+z"
A_MAC = "Object.defineProperty(navigator, 'platform', { get: () => 'MacIntel' })"


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Brief", exact=True)


def done(page: Page, words: str) -> None:
    expect(page.locator(".messages .success")).to_contain_text(words)


def elsewhere(page: Page, paper: Paper) -> None:
    """Somebody who does something else at the desk."""
    sign_in(page, paper)
    page.goto(f"{paper.base}/desk/reports/site-history/")


def test_it_is_opened_published_and_taken_back_by_one_press_each(paper: Paper, browser_page: Page) -> None:
    page, typed = browser_page, "Fog on the bay. The pilots wait."
    elsewhere(page, paper)
    page.keyboard.press(OPEN)
    expect(field(page)).to_be_focused()
    page.keyboard.type(typed)
    page.keyboard.press(PUBLISH)
    done(page, "Readers can see it")
    paper.until("/news-feed/", 200, "Fog on the bay.")
    page.keyboard.press(UNDO)
    done(page, "Taken back")
    expect(field(page)).to_have_value("Fog on the bay.\n\nThe pilots wait.")
    paper.until_without("/news-feed/", "Fog on the bay.")


def test_with_cyrillic_letters_it_is_the_same_key(paper: Paper, browser_page: Page) -> None:
    page = browser_page
    elsewhere(page, paper)
    keys = page.context.new_cdp_session(page)
    keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "modifiers": ALT, "code": "KeyN", "key": "т"})
    expect(field(page)).to_be_focused()


def test_for_ten_seconds_it_is_offered_to_take_it_back_and_not_longer(paper: Paper, browser_page: Page) -> None:
    page, now = browser_page, datetime.now(UTC)
    page.clock.install(time=now)
    elsewhere(page, paper)
    page.keyboard.press(OPEN)
    field(page).fill("The ferry is late.")
    page.clock.pause_at(now + timedelta(minutes=5))
    page.keyboard.press(PUBLISH)
    done(page, "Readers can see it")
    offer = page.get_by_role("button", name="Undo")
    page.clock.run_for(9_900)
    expect(offer).to_be_visible()
    page.clock.run_for(200)
    expect(offer).to_have_count(0)
    page.keyboard.press(UNDO)
    page.goto(f"{paper.base}/desk/")
    paper.until("/news-feed/", 200, "The ferry is late.")


def test_on_a_mac_the_same_keys_write_letters(paper: Paper, browser_page: Page) -> None:
    page = browser_page
    page.add_init_script(A_MAC)
    elsewhere(page, paper)
    page.keyboard.press(OPEN)
    expect(field(page)).to_be_focused()
    page.goto(f"{paper.base}/desk/")
    page.get_by_role("textbox", name="Search").first.focus()
    page.keyboard.press(OPEN)
    expect(page.get_by_role("textbox", name="Search").first).to_be_focused()
