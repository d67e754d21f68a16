"""The text of a story is one text, in a real browser: the keys go through paragraphs, headings and points, and what
is pasted stands there as if it had been written."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Paper
from tests.journeys.steps import PARAGRAPHS, PASTE, begin, new_section, publish, sign_in, text_of, unstyled

pytestmark = [pytest.mark.part("chromium"), pytest.mark.slow]

CARET_IS_IN = """(kind) => document.activeElement
  ?.closest("[data-streamfield-stream-container] > [data-streamfield-child]")
  ?.querySelector('input[name$="-type"]').value === kind"""
LINES = """() => [...document.querySelectorAll(".desk-text :is(.public-DraftEditor-content, input[type=text])")]
  .filter((field) => field.checkVisibility() && !field.closest("[aria-hidden=true]"))
  .map((field) => (field.value ?? field.innerText).trim())"""


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


def lines_of(page: Page) -> list[str]:
    """Paragraphs, headings and points in their order, as they stand in the text."""
    found: list[str] = page.evaluate(LINES)
    return found


def block(page: Page, name: str, kind: str = "") -> None:
    """Put a block of this name in place of the empty paragraph where the caret is; it goes into it a moment later."""
    page.keyboard.type(f"/{name}")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_function(CARET_IS_IN, arg=kind or name)


def test_an_address_pasted_over_words_makes_a_link_of_them(paper: Paper, browser_page: Page) -> None:
    page = browser_page
    address = "https://authority.example/gates?id=7"
    sign_in(page, paper)
    begin(page, paper, new_section(page, paper, "Ford"), "Links")
    page.keyboard.type("Read the report")
    page.keyboard.press("Control+Shift+ArrowLeft")
    page.evaluate(PASTE, ["", f"{address}&utm_source=x"])
    page.keyboard.type(" or ")
    page.evaluate(PASTE, ["", f" {address}\n"])
    page.keyboard.type(" or ")
    page.evaluate(PASTE, [f'<a href="{address}">the page</a>', address])
    page.wait_for_timeout(400)
    publish(page)
    html = unstyled(paper.until("/ford/links/", 200, "Read the"))
    link = f'<a href="{address}">'
    assert f"<p>Read the {link}report</a> or {link}{address}</a> or {link}the page</a></p>" in html


def test_headings_are_lines_of_the_text(paper: Paper, browser_page: Page) -> None:
    page = browser_page
    sign_in(page, paper)
    begin(page, paper, new_section(page, paper, "Sluice"), "Headings")
    page.wait_for_url("**/edit/")
    at = page.url
    page.keyboard.type("Above.")
    page.keyboard.press("Enter")
    page.evaluate(PASTE, ["<h2>What was found</h2>", ""])
    page.keyboard.press("Enter")
    page.keyboard.type("Below.")
    assert lines_of(page) == ["Above.", "What was found", "Below."]

    page.keyboard.press("ArrowUp")
    page.keyboard.type(" out")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("* ")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    assert lines_of(page) == ["Above.", "", "* What was found out", "Below."]
    page.keyboard.press("Backspace")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type(" So.")
    assert lines_of(page) == ["Above. So.", "* What was found out", "Below."]

    page.keyboard.press("ArrowDown")
    for _ in range(len("* What was ")):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert lines_of(page) == ["Above. So.", "* What was", "found out", "Below."]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Control+A")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.type(" Then")
    page.keyboard.press("Delete")
    assert lines_of(page) == ["Above. So. Thenfound out", "Below."]
    assert page.url == at, "it was saved as by the button"


def test_key_points_and_other_lines_are_not_sent_by_enter(paper: Paper, browser_page: Page) -> None:
    page = browser_page
    sign_in(page, paper)
    begin(page, paper, new_section(page, paper, "Basin"), "Points")
    page.wait_for_url("**/edit/")
    at = page.url
    block(page, "key points", "points")
    for point in ("One", "Two", "Three"):
        page.keyboard.type(point)
        page.keyboard.press("Enter")
    page.keyboard.press("Backspace")
    page.keyboard.type(", and more")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("The text.")
    page.keyboard.press("Enter")
    assert lines_of(page) == ["One", "Two", "Three, and more", "The text.", ""], "the slash and its line are gone"

    block(page, "quote")
    page.get_by_label("Speaker", exact=True).fill("Ines Marlow")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Who the speaker is")).to_be_focused()
    page.get_by_label("Kicker").fill("Water")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Dateline")).to_be_focused()
    page.wait_for_timeout(500)
    assert page.url == at
    expect(page.locator(".messages .success")).to_have_count(0)


def test_enter_in_a_list_begins_the_next_item_and_leads_out_of_it(paper: Paper, browser_page: Page) -> None:
    page = browser_page
    sign_in(page, paper)
    begin(page, paper, new_section(page, paper, "Cove"), "Items")
    page.keyboard.type("Found:")
    page.keyboard.press("Enter")
    block(page, "list")
    page.keyboard.type("OneTwo")
    for _ in range(len("Two")):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    assert lines_of(page) == ["Found:", "One", "Two"]
    page.keyboard.press("End")
    page.evaluate(PASTE, ["<p>.</p><p>Three</p>", ""])
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("The text.")
    assert lines_of(page) == ["Found:", "One", "Two.", "Three", "The text."]

    page.keyboard.press("Home")
    page.keyboard.press("Backspace")
    assert lines_of(page) == ["Found:", "One", "Two.", "ThreeThe text."]
    page.keyboard.press("Control+z")
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Home")
    page.keyboard.press("Backspace")
    page.keyboard.type("At ")
    assert lines_of(page) == ["Found:", "At One", "Two.", "Three", "The text."]
    publish(page)
    html = unstyled(paper.until("/cove/items/", 200, "The text."))
    told = re.findall(r"<(p|li)\b[^>]*>(?:<p\b[^>]*>)?(At One|Two\.|Three|The text\.)</", html)
    assert told == [("p", "At One"), ("li", "Two."), ("li", "Three"), ("p", "The text.")], html[
        html.find("At One") - 200 :
    ][:600]


def test_words_of_joined_paragraphs_come_back_with_the_paragraph(paper: Paper, browser_page: Page) -> None:
    """An editor alone would take back that they came to stand in it, and they would stand nowhere."""
    page = browser_page
    sign_in(page, paper)
    begin(page, paper, new_section(page, paper, "Bank"), "Back")
    page.keyboard.type("The gate is shut.")
    page.keyboard.press("Enter")
    page.keyboard.type("It leaks.")
    page.keyboard.press("Home")
    page.keyboard.press("Backspace")
    page.keyboard.type(" ")
    states = [
        ["The gate is shut. It leaks."],
        ["The gate is shut.It leaks."],
        ["The gate is shut.", "It leaks."],
        ["The gate is shut.", ""],
        ["The gate is shut."],
        [""],
    ]
    for key, wanted in (("Control+z", states[1:]), ("Control+y", states[-2::-1])):
        for each in wanted:
            page.keyboard.press(key)
            assert text_of(page) == each, key


def test_one_key_takes_a_paste_out_again(paper: Paper, browser_page: Page) -> None:
    page = browser_page
    pasted = ["<h2>Found</h2><p>One.</p><ul><li>A</li></ul><p>Two.</p>", ""]
    sign_in(page, paper)
    begin(page, paper, new_section(page, paper, "Dock"), "Undone")
    page.keyboard.type("Before and after.")
    for _ in range(len("after.")):
        page.keyboard.press("ArrowLeft")
    for _ in range(2):
        page.evaluate(PASTE, pasted)
        assert lines_of(page) == ["Before and", "Found", "One.", "A", "Two.after."]
        page.keyboard.press("Control+z")
        assert lines_of(page) == ["Before and after."]
    page.keyboard.type("(here) ")
    assert lines_of(page) == ["Before and (here) after."]

    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.evaluate(PASTE, pasted)
    assert lines_of(page) == ["Before and (here) after.", "Found", "One.", "A", "Two."]
    page.keyboard.press("Control+z")
    assert lines_of(page) == ["Before and (here) after.", ""]
    page.evaluate(PASTE, pasted)
    page.keyboard.type("!")
    page.keyboard.press("Control+z")
    assert lines_of(page)[-2:] == ["A", "Two."], "only the last key"


def test_a_table_is_pasted_and_what_is_left_out_is_told(paper: Paper, browser_page: Page) -> None:
    page = browser_page
    told = page.locator("[data-not-pasted]")
    table = "<table><tr><th>Gate</th><th>Opened, m</th></tr><tr><td>North</td><td>12</td></tr></table>"
    sign_in(page, paper)
    begin(page, paper, new_section(page, paper, "Lock"), "Figures")
    page.evaluate(PASTE, [f"<p>Seen.</p><img src=x.jpg><p>So <s>it</s> is.</p>{table}", ""])
    expect(told).to_contain_text("not pasted")
    expect(told).to_contain_text("Pictures: 1. Upload them, and place each with /picture.")
    expect(told).to_contain_text("Words that were struck through.")
    page.wait_for_url("**/edit/")
    page.wait_for_timeout(1500)
    expect(told).to_be_visible()
    page.locator(PARAGRAPHS).first.click()
    page.evaluate(PASTE, ["", "Now "])
    expect(told).to_be_hidden()
    page.evaluate(PASTE, ["<img src=x.jpg>", ""])
    told.get_by_role("button", name="Close").click()
    expect(told).to_be_hidden()
    page.get_by_label("Caption", exact=True).fill("Gates at noon")
    publish(page)
    html = unstyled(paper.until("/lock/figures/", 200, "So is."))
    assert re.search(
        r"Gates at noon</span></caption>.*>Gate</th>.*>Opened, m</th>.*>North</th><td>12</td>", html, re.S
    )
