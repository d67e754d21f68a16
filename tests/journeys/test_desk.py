"""A working day in a real browser: sign in, write, publish, see the page, pick it, write a brief, kill."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Paper
from tests.journeys.steps import new_section, number_in, publish, sign_in

pytestmark = [pytest.mark.part("chromium"), pytest.mark.slow]

TITLE = "The tide gate cannot close in a storm"
TEXT = "Two of four gates jammed in a test last month."


def write_story(page: Page, paper: Paper, section: str) -> str:
    """The number of the new story, published."""
    page.goto(f"{paper.base}/desk/pages/add/stories/storypage/{section}/")
    page.locator("#id_title").press_sequentially(TITLE)
    page.locator(".public-DraftEditor-content[contenteditable=true]").click()
    page.keyboard.type(TEXT)
    page.wait_for_timeout(500)  # the editor hands its text to the form a moment later
    publish(page)
    return number_in(page.locator(".messages").get_by_role("link", name="Edit").get_attribute("href"))


def pick(page: Page, paper: Paper) -> None:
    page.goto(f"{paper.base}/desk/")
    page.get_by_role("link", name="Editors' Picks").click()
    page.get_by_role("button", name="Add Story").click()
    page.get_by_role("button", name="Choose a page").click()
    page.get_by_role("textbox", name="Search term").fill(TITLE)
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".messages .success")).to_be_visible()


def write_brief(page: Page, paper: Paper, headline: str) -> None:
    page.goto(f"{paper.base}/desk/")
    page.get_by_role("link", name="Write a brief").click()
    page.get_by_role("textbox", name="Headline").fill(headline)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messages .success")).to_be_visible()


def kill(page: Page, paper: Paper, story: str) -> None:
    page.goto(f"{paper.base}/desk/pages/{story}/edit/")
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("link", name="Release", exact=True).click()
    form = page.locator("form", has=page.locator("input[name=verb][value=kill]"))
    form.get_by_label("Reason").fill("The engineer took it back.")
    form.get_by_label("I know that this is for good.").check()
    form.get_by_role("button", name="Kill").click()
    expect(page.get_by_text("It was killed: its address says so")).to_be_visible()


def test_a_day_at_the_desk(paper: Paper, browser_page: Page) -> None:
    page = browser_page
    sign_in(page, paper)
    section = new_section(page, paper, "Harbour")
    story = write_story(page, paper, section)
    address = "/harbour/the-tide-gate-cannot-close-in-a-storm/"
    paper.until(address, 200, TEXT)
    paper.until("/", 200, TITLE)

    pick(page, paper)
    paper.until("/rails/editors-picks.html", 200, TITLE)

    write_brief(page, paper, "Fog on the bay.")
    paper.until("/news-feed/", 200, "Fog on the bay.")
    page.goto(paper.base + address)  # its copy of the rail is older; the script fetches the rail itself
    expect(page.locator("[data-rail$='news-feed.html']")).to_contain_text("Fog on the bay.")

    kill(page, paper, story)
    notice = paper.until(address, 410, "withdrawn")
    assert TITLE not in notice
    paper.until("/rails/editors-picks.html", 200, "")
    for url in ("/", "/rails/editors-picks.html", "/harbour/"):
        assert TITLE not in paper.ask(url)[1]
