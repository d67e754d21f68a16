"""Selecting over several paragraphs in a real browser, in each of which it can select alone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Paper
from tests.journeys.steps import PARAGRAPHS, PASTE, begin, new_section, publish, saved, sign_in, unstyled
from tests.journeys.test_text import lines_of

pytestmark = [pytest.mark.part("chromium"), pytest.mark.slow]

PASTED = (
    "<p>The gate is <b>shut</b>.</p><h2>What was found</h2><ul><li>A hinge</li><li>A note</li></ul>"
    "<p>Nobody saw who closed it.</p>"
)
LINES = ["The gate is shut.", "What was found", "A hinge", "A note", "Nobody saw who closed it."]
IDS = """() => [...document.querySelectorAll("[data-streamfield-stream-container] > [data-contentpath]")]
  .map((block) => block.dataset.contentpath)"""
WHERE = """([n, from, to]) => {
  const [text] = [...document.querySelectorAll(".desk-text .desk-paragraph [contenteditable=true]")]
    .filter((field) => field.checkVisibility())
    .slice(n)
    .map((field) => document.createTreeWalker(field, NodeFilter.SHOW_TEXT).nextNode());
  const range = document.createRange();
  range.setStart(text, from);
  range.setEnd(text, to);
  const { left, top, height } = range.getBoundingClientRect();
  return { x: left, y: top + height / 2 };
}"""
"""Where a sign of the n-th paragraph's first words is on the screen."""


def written(page: Page, paper: Paper, section: str) -> None:
    sign_in(page, paper)
    begin(page, paper, new_section(page, paper, section), "Spans")
    page.evaluate(PASTE, [PASTED, ""])
    assert lines_of(page) == LINES


def copied(page: Page) -> dict[str, str]:
    """What is put on the clipboard, by its type."""
    found: dict[str, str] = page.evaluate(
        """() => {
          const clipboardData = new DataTransfer();
          const copy = new ClipboardEvent("copy", { clipboardData, bubbles: true, cancelable: true });
          document.activeElement.dispatchEvent(copy);
          return Object.fromEntries(clipboardData.types.map((kind) => [kind, clipboardData.getData(kind)]));
        }"""
    )
    return found


def place(page: Page, paragraph: int, sign: int) -> Any:
    return page.evaluate(WHERE, [paragraph, sign, sign + 1])


def test_shift_and_the_arrows_go_on_in_the_next_block(paper: Paper, browser_page: Page) -> None:
    page = browser_page
    written(page, paper, "Spit")
    page.keyboard.press("Home")
    for _ in range(len("Nobody")):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+Home")
    for _ in range(3 + len("shut.")):
        page.keyboard.press("Shift+ArrowLeft")
    assert copied(page)["text/plain"] == "shut.\n\nWhat was found\n\nA hinge\nA note\n\nNobody"
    page.keyboard.type("open")
    assert lines_of(page) == ["The gate is open saw who closed it."]
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert lines_of(page) == LINES

    page.locator(PARAGRAPHS).first.click()
    page.keyboard.press("End")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Delete")
    assert lines_of(page) == ["The gate is shut.", "Nobody saw who closed it."]
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+y")
    page.keyboard.press("Enter")
    page.keyboard.type("So.")
    assert lines_of(page) == ["The gate is shut.", "So.", "Nobody saw who closed it."]


def test_a_mouse_selects_from_one_paragraph_into_another(paper: Paper, browser_page: Page) -> None:
    page = browser_page
    written(page, paper, "Shoal")
    page.wait_for_url("**/edit/")
    saved(page)
    page.locator(PARAGRAPHS).first.scroll_into_view_if_needed()
    from_, to = place(page, 0, len("The ")), place(page, 1, len("Nobody saw "))
    page.mouse.move(**from_)
    page.mouse.down()
    page.mouse.move(from_["x"] + 10, from_["y"])
    page.mouse.move(to["x"], (from_["y"] + to["y"]) / 2)
    page.mouse.move(**to)
    page.mouse.up()
    found = copied(page)
    assert found["text/plain"] == "gate is shut.\n\nWhat was found\n\nA hinge\nA note\n\nNobody saw "
    assert (
        "<p>gate is <b>shut</b>.</p><h2>What was found</h2><ul><li>A hinge</li><li>A note</li></ul>"
        in found["text/html"]
    )
    page.keyboard.press("Backspace")
    assert lines_of(page) == ["The who closed it."]

    page.keyboard.press("Control+z")
    page.mouse.click(**place(page, 0, len("The ")))
    page.keyboard.down("Shift")
    page.mouse.click(**place(page, 1, len("Nobody saw ")))
    page.keyboard.up("Shift")
    page.keyboard.press("Control+i")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("just ")
    publish(page)
    html = unstyled(paper.until("/shoal/spans/", 200, "Nobody"))
    assert "<p>The <i>gate is <b>shut</b>.</i></p>" in html.replace(
        "<b><i>shut</i></b>", "<i><b>shut</b></i>"
    ).replace("</i><i>", "")
    assert "<p><i>Nobody saw just </i>who closed it.</p>" in html


def test_all_of_the_text_is_cut_out_and_comes_back_as_the_same_blocks(paper: Paper, browser_page: Page) -> None:
    page = browser_page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    written(page, paper, "Isle")
    page.wait_for_url("**/edit/")
    saved(page)
    ids = page.evaluate(IDS)
    page.locator(PARAGRAPHS).first.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+x")
    assert lines_of(page) == [""]
    assert page.evaluate(IDS) != ids
    page.keyboard.press("Control+v")
    assert lines_of(page) == LINES
    assert page.evaluate(IDS) == ids, "they are the blocks that claims and corrections hold on to"
    page.keyboard.press("Control+v")
    assert lines_of(page) == [*LINES[:-1], LINES[-1] + LINES[0], *LINES[1:]]
    again = page.evaluate(IDS)
    assert len(set(again)) == len(again), "a copy is new"
    for _ in range(2):
        page.keyboard.press("Control+z")
    assert lines_of(page) == [""]
    page.keyboard.press("Control+z")
    assert (lines_of(page), page.evaluate(IDS)) == (LINES, ids)

    page.keyboard.press("Control+a")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.type("Anew.")
    saved(page)
    page.reload()
    page.wait_for_load_state("networkidle")
    expect(page.locator(PARAGRAPHS)).to_have_text(["Anew."])
