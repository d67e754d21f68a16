"""What people do at the desk in a browser, step by step."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PASSWORD, Paper

PARAGRAPHS = ".desk-text .desk-paragraph:visible [contenteditable=true]"
PASTE = """([html, text]) => {
  const copied = new DataTransfer();
  if (html) copied.setData("text/html", html);
  copied.setData("text/plain", text);
  const paste = { clipboardData: copied, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", paste));
}"""


ALL_IS_SAVED = """() => {
  const editor = document.querySelector("[data-edit-form]");
  const { initialFormData, formData } = wagtail.app.getControllerForElementAndIdentifier(editor, "w-unsaved");
  return initialFormData === formData;
}"""


def sign_in(page: Page, paper: Paper, name: str = "cleo") -> None:
    page.goto(f"{paper.base}/desk/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("The press is well")).to_be_visible()


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


def publish(page: Page) -> None:
    """By the second button of the editor's foot."""
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messages .success")).to_contain_text("published")


def saved(page: Page) -> None:
    """Until the editor has saved by itself all that stands in it."""
    page.wait_for_function(ALL_IS_SAVED, timeout=20_000)


def type_title(page: Page, title: str) -> None:
    """The slug follows the keys a moment later, once the editor's scripts are there."""
    page.wait_for_load_state("networkidle")
    page.locator("#id_title").press_sequentially(title)
    expect(page.locator("#id_slug")).not_to_have_value("")


def number_in(url: str | None) -> str:
    found = re.search(r"/(\d+)/", url or "")
    assert found is not None, url
    return found[1]


def new_section(page: Page, paper: Paper, title: str) -> str:
    """The number of the new section."""
    page.goto(f"{paper.base}/desk/pages/")
    home = page.locator("main").get_by_role("link", name="The Mirna Bay Ledger").first.get_attribute("href")
    page.goto(f"{paper.base}/desk/pages/add/sections/section/{number_in(home)}/")
    type_title(page, title)
    publish(page)
    return number_in(page.locator(".messages").get_by_role("link", name="Edit").get_attribute("href"))


def begin(page: Page, paper: Paper, section: str, title: str) -> None:
    """An empty story, with the caret in its first paragraph."""
    page.goto(f"{paper.base}/desk/pages/add/stories/storypage/{section}/")
    type_title(page, title)
    page.locator(PARAGRAPHS).first.click()


def text_of(page: Page) -> list[str]:
    return [words.strip("\n") for words in page.locator(PARAGRAPHS).all_inner_texts()]


def unstyled(html: str) -> str:
    return re.sub(r' class="[^"]*"', "", html)
