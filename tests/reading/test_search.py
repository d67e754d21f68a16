"""A reader looks for a story: from any page, in the paper's languages, with and without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.reading.paper import Paper, tab

pytestmark = [pytest.mark.slow, pytest.mark.part("chromium")]


@pytest.mark.parametrize("script", [True, False])
def test_one_finds_a_story_from_the_menu(script: bool, demo: Paper, browser: Browser) -> None:
    with tab(browser, 1280, java_script_enabled=script) as page:
        page.goto(demo.base + "/about/")
        page.get_by_role("searchbox", name="Search the paper").fill("tide gates")
        page.keyboard.press("Enter")
        expect(page.locator(".said")).to_contain_text("found")
        expect(page.locator("mark").first).to_be_visible()
        page.locator(".entries h2 a").first.click()
        expect(page.locator("article.story h1")).to_be_visible()
        assert page.context.cookies() == []


def test_on_a_small_screen_a_line_of_the_menu_leads_to_the_form(demo: Paper, browser: Browser) -> None:
    with tab(browser, 320) as page:
        page.goto(demo.base + "/uk/")
        page.get_by_role("navigation").get_by_role("link", name="Шукати").click()
        page.get_by_label("Слова, які шукати").fill("порти")
        page.get_by_role("button", name="Шукати").last.click()
        expect(page.locator("mark").first).to_be_visible()


def test_an_arabic_word_is_found_without_its_article(demo: Paper, browser: Browser) -> None:
    with tab(browser, 1280) as page:
        page.goto(demo.base + "/ar/search/?q=بوابة")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        expect(page.locator("mark").first).to_be_visible()
