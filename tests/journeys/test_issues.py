"""An issue of a newsletter in a real browser: proposed from what came out, written, looked at, tried, sent, read."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Paper
from tests.journeys.steps import sign_in

pytestmark = [pytest.mark.part("chromium"), pytest.mark.slow]

BRIEF = "The Sarn ferry stops at noon."
PREHEADER = "And sails again at six."


def new_newsletter(page: Page, paper: Paper) -> None:
    page.goto(f"{paper.base}/desk/snippets/newsletters/newsletter/add/")
    page.locator("#id_name").fill("The Morning Tide")
    page.locator("#id_description").fill("What Mirna Bay wakes up to.")
    page.locator("#id_cadence").fill("Every weekday morning.")
    page.locator("#id_from_name").fill("The Mirna Bay Ledger")
    page.locator("#id_from_address").fill("tide@ledger.example")
    page.locator("#id_slug").fill("tide")
    page.get_by_role("button", name="Save").last.click()
    expect(page.locator(".messages .success")).to_be_visible()


def propose(page: Page, paper: Paper) -> None:
    page.goto(f"{paper.base}/desk/")
    page.get_by_label("Brief", exact=True).fill(BRIEF)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Published.")).to_be_visible()
    page.goto(f"{paper.base}/desk/issues/new/")
    page.get_by_label(BRIEF).check()
    page.get_by_role("button", name="Write the issue").click()
    expect(page).to_have_url(re.compile(r"/edit/\d+/$"))


def write(page: Page) -> None:
    """Letters are counted, what is typed is kept by itself, and the check list follows."""
    page.get_by_role("button", name="Toggle what is missing before sending").click()
    checks = page.locator("[data-issue-checks]")
    expect(checks).to_contain_text("It has no preheader")
    page.locator("#id_preheader").press_sequentially(PREHEADER)
    expect(page.locator("#id_preheader + .issue-count")).to_have_text(f"{len(PREHEADER)} / 90")
    expect(checks).not_to_contain_text("It has no preheader", timeout=15_000)
    page.get_by_role("button", name="Toggle preview").click()
    mail = page.frame_locator("#w-preview-iframe")
    expect(mail.get_by_role("link", name=BRIEF)).to_be_visible()
    page.get_by_label("Preview mode").select_option("text")
    expect(mail.locator("pre")).to_contain_text("(the reader's own link to unsubscribe)")


def test_an_issue_from_the_first_proposal_to_its_page(browser_page: Page, paper: Paper) -> None:
    page = browser_page
    sign_in(page, paper)
    new_newsletter(page, paper)
    propose(page, paper)
    write(page)
    page.get_by_role("link", name="Check and send").click()
    page.get_by_role("button", name="Send a test").click()
    expect(page.locator(".messages .success")).to_contain_text("cleo@ledger.example")
    page.get_by_role("button", name="Send it now…").click()
    expect(page.get_by_text("0 readers")).to_be_visible()
    page.get_by_role("button", name="Send it now").click()
    expect(page.get_by_role("heading", name="It has gone out")).to_be_visible(timeout=20_000)
    address = page.get_by_role("link", name="/newsletters/tide/").get_attribute("href")
    assert address is not None
    paper.until(address, 200, PREHEADER)
