"""What editors do with a hand on the mouse, and what two of them do at one story, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from broadsheet.desk.tests import forms
from broadsheet.pictures.factories import drawn
from tests.journeys.conftest import Paper
from tests.journeys.steps import new_section, number_in, sign_in, sign_out, type_title

pytestmark = [pytest.mark.part("chromium"), pytest.mark.slow]

TITLES = ("The ferry sails again", "The lamp is lit", "The bridge is painted")
WRITTEN = ".desk-text .desk-paragraph [contenteditable=true]"


UNDER_THE_MENUS_BUTTON = """() => {
  const button = document.querySelector(".sidebar-nav-toggle").getBoundingClientRect();
  const words = document.createRange();
  words.selectNodeContents(document.querySelector(".messages li"));
  return [...words.getClientRects()].some(
    (line) => line.left < button.right && line.right > button.left
      && line.top < button.bottom && line.bottom > button.top
  );
}"""
"""Whether a line of the first message is."""


def published(page: Page, paper: Paper, section: str, title: str, *paragraphs: str) -> str:
    """The number of a new story that readers have."""
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"].startswith("csrf"))
    story = forms.story(title, list(paragraphs), slug=title.lower().replace(" ", "-"))
    sent = {**story, "action-publish": "action-publish", "csrfmiddlewaretoken": token}
    add = f"{paper.base}/desk/pages/add/stories/storypage/{section}/"
    answer = page.request.post(add, form={key: str(value) for key, value in sent.items()}, headers={"Referer": add})
    assert answer.ok, answer.status
    page.goto(f"{paper.base}/desk/pages/{section}/")
    return number_in(page.locator("main").get_by_role("link", name=title).first.get_attribute("href"))


def drop(page: Page, place: Locator, files: list[Path]) -> None:
    """Drag files from outside of the browser over `place`, and let them go there."""
    box = place.bounding_box()
    assert box is not None
    data = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        where = {"x": box["x"] + box["width"] / 2, "y": box["y"] + 20}
        session.send("Input.dispatchDragEvent", {"type": kind, **where, "data": data})


def drag(page: Page, what: Locator, above: Locator) -> None:
    start, end = what.bounding_box(), above.bounding_box()
    assert start is not None
    assert end is not None
    x, y, goal = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2, end["y"] + 4
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 13):
        page.mouse.move(x, y + (goal - y) * step / 12)
        page.wait_for_timeout(20)
    page.mouse.up()


def test_pictures_are_dropped_found_again_and_stories_dragged(
    paper: Paper, browser_page: Page, tmp_path: Path
) -> None:
    page = browser_page
    sign_in(page, paper)
    section = new_section(page, paper, "Harbour")
    for title in TITLES:
        published(page, paper, section, title, "Nobody saw it.")

    page.goto(f"{paper.base}/desk/images/multiple/add/")
    names = ("lighthouse.jpg", "quay.jpg", "bell.jpg")
    for name in names:
        (tmp_path / name).write_bytes(drawn(name, (900, 600)))
    page.wait_for_load_state("networkidle")
    drop(page, page.locator(".drop-zone"), [tmp_path / name for name in names])
    uploaded = page.locator("#upload-list form")
    expect(uploaded).to_have_count(3, timeout=15_000)
    first = uploaded.filter(has=page.locator("input[value='lighthouse']"))
    first.get_by_label("Credit", exact=True).fill("Ines Marlow/The Mirna Bay Ledger")
    first.get_by_label("Text alternative").fill("A lighthouse at night")
    first.get_by_role("button", name="Save").click()
    expect(uploaded).to_have_count(2)

    story = f"{paper.base}/desk/pages/add/stories/storypage/{section}/"
    page.goto(story)
    type_title(page, "What the lamp saw")
    page.get_by_role("button", name="Choose a picture").first.click()
    window = page.locator(".modal.in, .modal:visible")
    window.locator("input[name=q]").first.fill("lighthouse")
    expect(window.get_by_text("quay")).to_have_count(0)
    window.get_by_role("link", name="lighthouse").first.click()
    expect(page.locator("main").get_by_text("lighthouse").first).to_be_visible()

    page.locator(WRITTEN).first.click()
    page.keyboard.type("/related")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Choose a page (Story)").first.click()
    window.locator("input[name=q]").first.fill("lamp")
    window.get_by_role("link", name=TITLES[1]).first.click()
    expect(page.locator(".desk-text").get_by_text(TITLES[1])).to_be_visible()
    page.wait_for_url("**/edit/")

    order_the_front(page, paper)
    html = paper.until("/", 200, TITLES[0])
    paper.until("/", 200, TITLES[2])
    assert html


def order_the_front(page: Page, paper: Paper) -> None:
    """Two stories are chosen, and the second is dragged before the first."""
    page.goto(f"{paper.base}/desk/snippets/fronts/rail/")
    page.locator("main").get_by_role("link", name="Front page").first.click()
    page.get_by_role("button", name="Add Story").click()
    for title in TITLES[:2]:
        page.get_by_role("row", name=title).get_by_role("checkbox").check()
    page.get_by_role("button", name="Confirm selection").click()
    cards = page.locator("[data-inline-panel-child]:visible")
    expect(cards).to_have_count(2)
    expect(page.locator(".modal, .modal-backdrop")).to_have_count(0)  # it would catch the mouse while it fades
    first, second = (next(title for title in TITLES if title in card.inner_text()) for card in cards.all())
    drag(page, cards.nth(1).locator("button:has(.icon-grip)"), cards.nth(0))
    expect(cards.nth(0)).to_contain_text(second)
    half_a_headline(page, cards.nth(0))
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".messages .success")).to_be_visible()
    page.get_by_role("link", name="Front page").first.click()
    expect(cards.nth(0)).to_contain_text(second)
    expect(cards.nth(1)).to_contain_text(first)


def half_a_headline(page: Page, card: Locator) -> None:
    """Enter in it saves nothing: what is saved is out."""
    card.locator("summary").click()
    card.get_by_label("Headline").fill("Half a")
    page.keyboard.press("Enter")
    expect(card.get_by_label("Kicker")).to_be_focused()
    page.wait_for_timeout(500)
    expect(page.locator(".messages .success")).to_have_count(0)
    card.get_by_label("Headline").fill("")


def test_two_editors_at_one_story(paper: Paper, browser_page: Page) -> None:
    page = browser_page
    sign_in(page, paper)
    section = new_section(page, paper, "Valley")
    story = published(page, paper, section, "The mill turns", "It turned all night.", "Nobody ground anything.")
    edit = f"{paper.base}/desk/pages/{story}/edit/"

    page.goto(edit)
    comment(page, page.locator(".desk-text .desk-paragraph").nth(1), "Who says so?")
    page.locator(WRITTEN).first.click()
    page.keyboard.press("End")
    page.keyboard.type(" The miller slept.")
    with page.expect_navigation():  # the word of the publishing still stands there
        page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messages .success")).to_be_visible()

    assert page.context.browser is not None
    other = page.context.browser.new_page(viewport={"width": 1280, "height": 1000})
    sign_in(other, paper, "ada")
    other.goto(edit)
    panel(other, "comments")
    expect(other.locator(".comment").get_by_text("Who says so?")).to_be_visible()

    lock(page)
    other.goto(edit)
    expect(other.get_by_text(re.compile("locked by", re.I)).first).to_be_visible()
    expect(other.get_by_role("button", name="Save draft")).to_have_count(0)
    other.close()
    lock(page)

    page.goto(f"{paper.base}/desk/pages/{story}/history/")
    page.locator("table [data-w-dropdown-target=toggle]").first.click()
    page.get_by_role("link", name=re.compile("Compare with prev")).click()
    page.wait_for_url("**/revisions/compare/**")  # the editor may have saved the words by itself just before
    page.goto(f"{paper.base}/desk/pages/{story}/revisions/compare/live...latest/")
    expect(page.locator(".comparison .addition").first).to_contain_text("The miller slept.")


def test_a_reporter_hands_in_takes_back_and_writes_on(paper: Paper, browser_page: Page) -> None:
    page = browser_page
    sign_in(page, paper)
    section = new_section(page, paper, "Weir")
    sign_out(page)
    sign_in(page, paper, "ada")
    page.goto(f"{paper.base}/desk/pages/add/stories/storypage/{section}/")
    type_title(page, "The weir holds")
    page.locator(WRITTEN).first.click()
    page.keyboard.type("It holds.")
    page.wait_for_url("**/edit/")
    edit = page.url
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name=re.compile("^Submit to")).click()
    page.wait_for_url("**/desk/")
    page.goto(edit)
    expect(page.locator(".messages")).to_contain_text("You handed it in on")
    expect(page.get_by_role("button", name="Take back the submission")).to_be_visible()
    assert not page.evaluate(UNDER_THE_MENUS_BUTTON, page.set_viewport_size({"width": 320, "height": 700}))
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.get_by_role("button", name="Take it back and go on writing").click()
    expect(page.locator(".messages .success")).to_contain_text("“The weir holds” was taken back")
    page.locator(WRITTEN).first.click()
    page.keyboard.press("End")
    with page.expect_response(lambda answer: answer.request.method == "POST" and "/edit/" in answer.url) as saved:
        page.keyboard.type(" So far.")
    assert saved.value.json()["success"]
    page.reload()
    expect(page.locator(WRITTEN).first).to_have_text("It holds. So far.")


def comment(page: Page, paragraph: Locator, words: str) -> None:
    """On a word of it."""
    paragraph.click()
    paragraph.locator("[contenteditable=true]").dblclick(position={"x": 30, "y": 20})
    page.keyboard.press("Control+Alt+m")
    box = page.get_by_placeholder("Enter your comments...")
    expect(box).to_be_visible()
    page.wait_for_timeout(500)  # it slides into its place, and takes no words meanwhile
    box.click()
    page.keyboard.type(words)
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".comment").get_by_text(words)).to_be_visible()


def lock(page: Page) -> None:
    """Or unlock it."""
    panel(page, "status")
    with page.expect_navigation():
        page.locator("[data-side-panel=status] .switch").first.click()


def panel(page: Page, name: str) -> None:
    """Have it open: the desk remembers which one was."""
    toggle = page.get_by_role("button", name=f"Toggle {name}")
    if toggle.get_attribute("aria-expanded") != "true":
        toggle.click()
