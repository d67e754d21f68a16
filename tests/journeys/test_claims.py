"""Claims, in a real browser: a reporter says beside a paragraph how the paper knows, looks again when the words
change, and removes what lost its paragraph."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Paper
from tests.journeys.steps import new_section, publish, saved, sign_in, sign_out, type_title
from tests.journeys.test_checks import open_findings, shoot

pytestmark = [pytest.mark.part("chromium"), pytest.mark.slow]
TEXT = ("The gates were never greased.", "Saltline reported that the port pays.", "Fog lay over the bay.")


def write(page: Page, paper: Paper, section: str) -> None:
    page.goto(f"{paper.base}/desk/pages/add/stories/storypage/{section}/")
    type_title(page, "Gates greased at last")
    paragraphs(page).first.click()
    for number, text in enumerate(TEXT):
        if number:
            page.keyboard.press("Enter")
        page.keyboard.type(text)
    page.wait_for_url("**/edit/**", timeout=20_000)  # saved by itself


def paragraphs(page: Page) -> Locator:
    return page.locator(".desk-text .desk-paragraph:visible [contenteditable=true]")


def claims(page: Page, state: str = "") -> Locator:
    return page.locator(f"[data-claim] {state}:visible" if state else "[data-claim]:visible")


def mark(page: Page, number: int, how: str) -> None:
    """By keys alone, once the caret is in the paragraph."""
    paragraphs(page).nth(number).click()
    page.keyboard.press("Control+Alt+KeyK")
    page.keyboard.type(how)
    page.keyboard.press("Escape")
    expect(paragraphs(page).nth(number)).to_be_focused()


def test_what_a_paragraph_claims_goes_with_it(paper: Paper, browser_page: Page) -> None:
    page = browser_page
    sign_in(page, paper)
    section = new_section(page, paper, "Harbour")
    sign_out(page)
    sign_in(page, paper, "ada")
    write(page, paper, section)
    for number, how in enumerate(("Said", "Rep", "Seen")):
        mark(page, number, how)
    expect(claims(page)).to_have_count(3)
    expect(claims(page).nth(1)).to_contain_text("Reported by others")
    claims(page).first.locator("summary").click()
    claims(page).first.get_by_label("Who said it").fill("a lock keeper")
    claims(page).first.get_by_label("Readers see it").check()
    shoot(page, "claim")
    claims(page).first.get_by_role("button", name="Done").click()
    open_findings(page)
    expect(page.locator("[data-findings]")).to_contain_text("1 claim rests on others' word alone.", timeout=20_000)
    open_findings(page)

    paragraphs(page).nth(2).click()
    page.keyboard.press("End")
    page.keyboard.type(" It lifted.")
    expect(claims(page, "[data-when=changed]")).to_have_count(1, timeout=20_000)  # after the next saving
    shoot(page, "claim-changed")
    page.get_by_role("button", name="It still holds").click()
    expect(claims(page, "[data-when=changed]")).to_have_count(0)

    last = page.locator(".desk-text .desk-paragraph").nth(2)
    last.hover()  # as a hand comes to its buttons
    last.locator('button[title="Delete"]').click()
    expect(page.locator("[data-claims] [data-when=gone]:visible")).to_have_count(1)
    page.locator("[data-when=gone]:visible").get_by_role("button", name="Remove").click()
    expect(claims(page)).to_have_count(2)
    expect(page.locator("[data-findings]")).to_be_attached()
    saved(page)
    address = page.url
    sign_out(page)

    sign_in(page, paper)
    page.goto(address)
    expect(claims(page)).to_have_count(2)
    publish(page)
    told = paper.until("/harbour/gates-greased-at-last/", 200, "<dt>Said to us</dt>")
    assert "The gates were never greased.</a> A lock keeper." in told
    assert "Reported by others" not in told


def test_the_name_of_a_source_is_kept_for_who_may_read_it(paper: Paper, browser_page: Page) -> None:
    page, name = browser_page, "Orla Whitcombe"
    sign_in(page, paper)
    section = new_section(page, paper, "Town hall")
    sign_out(page)
    sign_in(page, paper, "ada")
    write(page, paper, section)
    mark(page, 0, "By")
    claims(page).first.locator("summary").click()
    secret = claims(page).first.get_by_label("The source's name")
    secret.fill(name)
    shoot(page, "claim-secret")
    secret.press("Enter")
    expect(claims(page).first.get_by_text("The name is kept encrypted.")).to_be_visible()
    expect(secret).to_have_value("")
    saved(page)
    screen = re.sub(r"pages/(\d+)/edit/.*", r"claims/\1/", page.url)
    page.goto(screen)
    expect(page.get_by_text("The name is kept encrypted.")).to_be_visible()
    sign_out(page)

    sign_in(page, paper)
    page.goto(screen)
    expect(page.get_by_text(name)).to_have_count(0)
    page.get_by_label("Why you need the name").fill("The court asks.")
    page.get_by_role("button", name="Read the name").click()
    expect(page.get_by_text(name)).to_be_visible()
    shoot(page, "claim-name")
    page.goto(f"{paper.base}/desk/log/")
    expect(
        page.get_by_text("Read the name of a protected source (Gates greased at last): The court asks.")
    ).to_be_visible()
    expect(page.get_by_text(name)).to_have_count(0)
