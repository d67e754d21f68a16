"""Before publishing, in a real browser: a rule of house style is made and tried, found while somebody writes, and its
suggestion used by one click."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Paper
from tests.journeys.steps import new_section, sign_in, type_title

pytestmark = [pytest.mark.part("chromium"), pytest.mark.slow]

SHOTS = os.environ.get("SCREENSHOTS", "")
"""A folder for pictures, for whoever wants to look at the screens."""


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png")
        page.set_viewport_size({"width": 1280, "height": 1000})


def make_rule(page: Page, paper: Paper) -> None:
    page.goto(f"{paper.base}/desk/snippets/proofreading/houserule/add/")
    page.locator("[name=pattern]").fill("Kiev")
    page.locator("[name=suggestion]").fill("Kyiv")
    page.locator("[name=reason]").fill("So its people call it.")
    page.get_by_label("Text to try it on").fill("From Kiev to Kiev, by Kievan roads.")
    expect(page.locator("[data-try] ins")).to_have_text(["Kyiv", "Kyiv"])
    shoot(page, "rule")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messages .success")).to_be_visible()


def open_findings(page: Page) -> None:
    page.locator('[data-side-panel-toggle="findings"]').click()


def test_a_suggestion_is_used_by_one_click(paper: Paper, browser_page: Page) -> None:
    page = browser_page
    sign_in(page, paper)
    make_rule(page, paper)
    section = new_section(page, paper, "World")
    page.goto(f"{paper.base}/desk/pages/add/stories/storypage/{section}/")
    type_title(page, "Kiev calls")
    paragraph = page.locator(".desk-text .desk-paragraph:visible [contenteditable=true]").first
    paragraph.click()
    page.keyboard.type("The train to Kiev left at noon.")
    page.wait_for_url("**/edit/**", timeout=20_000)  # saved by itself
    open_findings(page)
    found = page.locator("[data-findings] li", has_text="the house writes")
    expect(found).to_have_count(2)
    shoot(page, "findings")
    for place, words in ((page.locator("#id_title"), None), (paragraph, "The train to Kyiv left at noon.")):
        found.first.get_by_role("button", name="Use “Kyiv”").click()
        if words is None:
            expect(place).to_have_value("Kyiv calls")
        else:
            expect(place).to_have_text(words)
        expect(found).to_have_count(1 if words is None else 0, timeout=20_000)  # after the next saving
