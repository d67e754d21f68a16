"""A story that somebody has open is corrected, or withdrawn: the page says so, quietly, and nothing moves."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.live.conftest import HIDE, STREAM, act, opens
from tests.sites import Site

pytestmark = [pytest.mark.slow, pytest.mark.part("chromium")]
WRONG = "An earlier version gave the vote as 21 to 9."
CORRECTED = re.compile(r"A correction was added at \d\d:\d\d\.")
FROM_THE_TEXT = """() => {
  const words = document.createRange();
  words.selectNodeContents(document.querySelector("story-notice p"));
  const left = (place) => Math.round(place.getBoundingClientRect().left);
  return left(words) - left(document.querySelector("h1"));
}"""
WITHDRAWN = "This story has been withdrawn by the paper."


@pytest.fixture
def notice(page: Page) -> Iterator[Locator]:
    yield page.locator("story-notice")
    assert page.evaluate("window.moved") == 0


def written(site: Site, title: str, *, old: bool = False) -> tuple[int, str]:
    """(key, address) of a story that is out."""
    key, url = act(site, "story", title=title, old=old), f"/harbour/{title.lower().replace(' ', '-')}/"
    site.shows(url, 200, title)
    return key, url


def test_a_correction_is_told_on_the_open_page_of_its_story_alone(notice: Locator, page: Page, served: Site) -> None:
    key, url = written(served, "The vote on the quay")
    other, _ = written(served, "The other vote")
    opens(page, served, url)
    expect(notice).to_have_attribute("role", "status")
    act(served, "correct", story=other, text=WRONG)
    made = act(served, "correct", story=key, text=WRONG)
    expect(notice).to_have_text(CORRECTED)
    expect(notice.locator("p")).to_be_in_viewport()
    assert page.evaluate(FROM_THE_TEXT) == 0, "its words begin where the story's do"
    act(served, "take_back", correction=made)
    expect(notice).to_have_text("")
    act(served, "correct", story=key, text=WRONG)
    expect(notice).to_have_text(CORRECTED)
    assert page.evaluate("window.moved") == 0
    notice.get_by_role("link", name="Load the corrected page").click()
    expect(page.locator(".fix")).to_contain_text(WRONG)
    expect(page.locator("story-notice")).to_have_text("")


def test_a_story_that_is_killed_says_that_it_was_withdrawn_however_old_it_is(
    notice: Locator, page: Page, served: Site
) -> None:
    key, url = written(served, "The vote of yore", old=True)
    opens(page, served, url)
    act(served, "kill_story", story=key)
    expect(notice).to_contain_text(WITHDRAWN)
    expect(notice.get_by_role("button")).to_have_count(0)
    assert page.evaluate("window.moved") == 0
    with page.expect_navigation() as gone:
        notice.get_by_role("link").click()
    assert gone.value.status == 410


def test_who_comes_back_to_a_page_is_told_what_was_missed(notice: Locator, page: Page, served: Site) -> None:
    key, url = written(served, "The vote on the pier")
    opens(page, served, url)
    page.evaluate(HIDE, True)
    act(served, "correct", story=key, text=f"{WRONG} So it was on the pier.")
    served.shows(url, 200, "So it was on the pier.")  # the rail beside it has the other corrections as well
    expect(notice).to_have_text("")
    page.evaluate(HIDE, False)
    expect(notice).to_have_text(CORRECTED)
    notice.get_by_role("button", name="Close").click()
    expect(notice).to_have_text("")
    page.evaluate(HIDE, True)
    act(served, "kill_story", story=key)
    served.shows(url, 410)
    page.evaluate(HIDE, False)
    expect(notice).to_contain_text(WITHDRAWN)


def test_what_the_page_has_already_is_not_told(notice: Locator, page: Page, served: Site) -> None:
    key, url = written(served, "The vote of a moment ago")
    act(served, "correct", story=key, text=f"{WRONG} So it was a moment ago.")
    served.shows(url, 200, "So it was a moment ago.")
    with page.expect_response(STREAM):
        page.goto(f"http://127.0.0.1:{served.port}{url}")
    page.wait_for_timeout(1000)
    expect(notice).to_have_text("")


def test_without_a_network_a_page_says_so_and_nothing_else_is_kept(page: Page, served: Site) -> None:
    base = f"http://127.0.0.1:{served.port}"
    opens(page, served, "/harbour/the-sarn-ferry-is-late-again/")
    page.wait_for_function("navigator.serviceWorker.ready.then((found) => found.active.state === 'activated')")
    kept = page.evaluate(KEPT)
    assert kept == ["/offline/", "/de/offline/"]
    page.context.set_offline(True)
    for path in ("/harbour/the-sarn-ferry-is-late-again/", "/harbour/", "/"):
        page.goto(base + path)
        expect(page.get_by_role("heading", level=1)).to_have_text("No connection")
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Brygada')
    page.context.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("No connection")
    assert page.evaluate(KEPT) == kept


KEPT = """async () => {
  const urls = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) urls.push(new URL(request.url).pathname);
  }
  return urls;
}"""
