"""Writing in a real browser: what is pasted from Word, Google Docs, a web page or a mail becomes blocks of a story,
and the keys do what they do in a text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Paper
from tests.journeys.steps import new_section, publish, sign_in, type_title

pytestmark = [pytest.mark.part("chromium"), pytest.mark.slow]

CLIPBOARDS = Path(__file__).with_name("clipboards")
PARAGRAPHS = ".desk-text .desk-paragraph:visible [contenteditable=true]"
PASTE = """([html, text]) => {
  const copied = new DataTransfer();
  if (html) copied.setData("text/html", html);
  copied.setData("text/plain", text);
  const paste = { clipboardData: copied, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", paste));
}"""
JAMMED = "<p>Two of four gates jammed in a test last month, <b>three engineers</b> told the <i>Ledger</i>.</p>"
TRAY = '<p>The <a href="https://authority.example/reports/gates?id=7">report</a> lay in a tray for 11 days.</p>'
ITEMS = "<li>North gate: jammed</li>\n<li>South gate: <b>open</b></li>\n"
GATES = ["<h2>What the crew found</h2>", JAMMED, TRAY, ITEMS, "<p>Water rose by 2 m<sup>3</sup> a second."]
QUOTE = "Nobody closed it."
MAIL = [
    "<p>Two of four gates jammed in a test last month, three engineers told the Ledger.</p>",
    "<p>The report lay in a tray for 11 days.</p>",
]


def begin(page: Page, paper: Paper, section: str, title: str) -> None:
    """An empty story, with the caret in its first paragraph."""
    page.goto(f"{paper.base}/desk/pages/add/stories/storypage/{section}/")
    type_title(page, title)
    page.locator(PARAGRAPHS).first.click()


def text_of(page: Page) -> list[str]:
    return [words.strip("\n") for words in page.locator(PARAGRAPHS).all_inner_texts()]


def unstyled(html: str) -> str:
    return re.sub(r' class="[^"]*"', "", html)


def test_what_is_pasted_becomes_clean_blocks_and_stays_so(paper: Paper, browser_page: Page) -> None:
    page = browser_page
    sign_in(page, paper)
    section = new_section(page, paper, "Harbour")
    for name, blocks in (
        ("word.html", GATES),
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
        html = unstyled(paper.until(f"/harbour/{slug}/", 200, "</html>"))
        places = [html.find(block) for block in blocks]
        assert -1 not in places, (name, blocks[places.index(-1)], html)
        assert places == sorted(places), name
        for rubbish in ("Mso", "docs-internal", "utm_", "fbclid", "javascript:", "Advertisement", "AB1", "Is this"):
            assert rubbish not in html, (name, rubbish)


def test_keys_do_what_they_do_in_a_text(paper: Paper, browser_page: Page) -> None:
    page = browser_page
    sign_in(page, paper)
    section = new_section(page, paper, "Valley")
    begin(page, paper, section, "Keys")
    page.keyboard.type("The gate is shut.")
    page.keyboard.press("Enter")
    page.keyboard.type("The water rises.")
    assert text_of(page) == ["The gate is shut.", "The water rises."]

    page.keyboard.press("ArrowUp")
    page.keyboard.type(" It leaks.")
    assert text_of(page) == ["The gate is shut. It leaks.", "The water rises."]

    for _ in range(len(" It leaks.")):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    assert text_of(page) == ["The gate is shut.", " It leaks.", "The water rises."]

    page.keyboard.press("Backspace")
    assert text_of(page) == ["The gate is shut. It leaks.", "The water rises."]

    page.evaluate(PASTE, ["<p>One.</p><p>Two <b>bold</b>.</p>", ""])
    assert text_of(page) == ["The gate is shut.One.", "Two bold. It leaks.", "The water rises."]

    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.wait_for_timeout(400)
    publish(page)  # with an empty paragraph at the end, which is none
    html = unstyled(paper.until("/valley/keys/", 200, "The water rises."))
    assert "<p>The gate is shut.One.</p>\n<p>Two <b>bold</b>. It leaks.</p>\n<p>The water rises.</p>\n" in html
    assert "<p></p>" not in html
