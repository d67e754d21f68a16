"""A working day in a real browser: a reporter writes, shows a picture, previews and submits; an editor approves, sees
the page, picks it, writes a brief, kills."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from broadsheet.pictures.factories import drawn
from tests.journeys.conftest import Paper
from tests.journeys.steps import new_section, number_in, sign_in, sign_out, type_title

pytestmark = [pytest.mark.part("chromium"), pytest.mark.slow]

TITLE = "The tide gate cannot close in a storm"
CREDIT = "Ines Marlow/The Mirna Bay Ledger"
TEXT = "Two of four gates jammed in a test last month."


def write_story(page: Page, paper: Paper, section: str) -> str:
    """The number of the new story, kept as a draft by itself."""
    page.goto(f"{paper.base}/desk/pages/add/stories/storypage/{section}/")
    type_title(page, TITLE)
    page.locator(".public-DraftEditor-content[contenteditable=true]").first.click()
    page.keyboard.type(TEXT)
    expect(page).to_have_url(re.compile(r"/edit/$"), timeout=15_000)
    return number_in(page.url)


def upload_picture(page: Page, drawing: Path) -> None:
    """A picture above the story, with a credit and what it shows."""
    page.get_by_role("button", name="Choose a picture").first.click()
    page.get_by_role("tab", name="Upload").click()
    form = page.locator("form", has=page.locator("input[type=file]")).last
    form.locator("input[type=file]").set_input_files(drawing)
    form.get_by_label("Title").fill("Harbour at dawn")
    form.get_by_label("Text alternative").fill("Four gates in a wall")
    form.get_by_label("Credit", exact=True).fill(CREDIT)
    form.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("Harbour at dawn").first).to_be_visible()


def preview(page: Page) -> None:
    """The true page beside the editor, as a phone shows it."""
    page.get_by_role("button", name="Toggle preview").click()
    shown = page.frame_locator("#w-preview-iframe")
    expect(shown.locator("h1")).to_have_text(TITLE)
    expect(shown.get_by_text(TEXT)).to_be_visible()
    expect(shown.get_by_text(CREDIT)).to_be_visible()
    page.get_by_role("button", name="Toggle preview").click()


def findings(page: Page) -> None:
    page.get_by_role("button", name="Toggle what is missing").click()
    expect(page.get_by_text("Nobody is named as its author.")).to_be_visible()
    page.get_by_role("button", name="Toggle what is missing").click()


def submit(page: Page) -> None:
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Submit to Editors' approval").click()
    expect(page.locator(".messages .success")).to_be_visible()


def approve(page: Page, paper: Paper) -> None:
    """From the home, where it waits: there is one way to publish it, and it says what it does."""
    page.goto(f"{paper.base}/desk/")
    page.locator("#awaiting-review-content, [id*=awaiting-review]").get_by_role("link", name=TITLE).first.click()
    page.get_by_role("button", name="More actions").click()
    expect(page.get_by_role("button", name="Publish", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Approve and publish", exact=True).click()
    expect(page.locator(".messages .success")).to_contain_text("published")


def pick(page: Page, paper: Paper) -> None:
    page.goto(f"{paper.base}/desk/")
    page.get_by_role("link", name="Editors' Picks").click()
    page.get_by_role("button", name="Add Story").click()
    page.get_by_role("row", name=TITLE).get_by_role("checkbox").check()
    page.get_by_role("button", name="Confirm selection").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".messages .success")).to_be_visible()


def write_brief(page: Page, paper: Paper, typed: str) -> None:
    """With the keyboard alone, on the home."""
    page.goto(f"{paper.base}/desk/")
    page.get_by_role("textbox", name="Brief", exact=True).fill(typed)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".messages .success")).to_contain_text("Readers can see it")


def kill(page: Page, paper: Paper, story: str) -> None:
    page.goto(f"{paper.base}/desk/pages/{story}/edit/")
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("link", name="Release", exact=True).click()
    form = page.locator("form", has=page.locator("input[name=verb][value=kill]"))
    form.get_by_label("Reason").fill("The engineer took it back.")
    form.get_by_label("I know that this is for good.").check()
    form.get_by_role("button", name="Kill").click()
    expect(page.locator(".messages .success")).to_contain_text("It is killed")


def test_a_day_at_the_desk(paper: Paper, browser_page: Page, tmp_path: Path) -> None:
    page = browser_page
    sign_in(page, paper)
    section = new_section(page, paper, "Harbour")
    sign_out(page)

    sign_in(page, paper, "ada")
    story = write_story(page, paper, section)
    drawing = tmp_path / "harbour.jpg"
    drawing.write_bytes(drawn("Harbour at dawn", (1200, 800)))
    upload_picture(page, drawing)
    preview(page)
    findings(page)
    submit(page)
    sign_out(page)

    sign_in(page, paper)
    approve(page, paper)
    address = "/harbour/the-tide-gate-cannot-close-in-a-storm/"
    assert CREDIT in paper.until(address, 200, TEXT)
    paper.until("/", 200, TITLE)

    pick(page, paper)
    paper.until("/rails/editors-picks.html", 200, TITLE)

    write_brief(page, paper, "Fog on the bay. The pilots wait.")
    paper.until("/news-feed/", 200, "Fog on the bay.")
    page.goto(
        paper.base + address
    )  # its copy of the rail is older and empty: the first brief would push down the rest
    rail = page.locator("[data-rail$='news-feed.html']")
    rail.get_by_role("button", name="1 new").click()
    expect(rail).to_contain_text("Fog on the bay.")

    kill(page, paper, story)
    notice = paper.until(address, 410, "withdrawn")
    assert TITLE not in notice
    for url in ("/", "/rails/editors-picks.html", "/harbour/"):
        paper.until_without(url, TITLE)
