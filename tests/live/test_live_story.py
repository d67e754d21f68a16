"""A story that is told live, in a real browser: what is new waits, what was wrong is mended in place."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.live.conftest import act, listening, opens
from tests.sites import EDITOR, PASSWORD, Site, until

pytestmark = [pytest.mark.slow, pytest.mark.part("chromium")]
STORY = "/harbour/water-in-rope-street/"


@pytest.fixture(scope="module")
def running(served: Site) -> int:
    key = act(served, "run")
    served.shows(STORY, 200, "The pump has come.")
    return int(key)


@pytest.fixture
def feed(page: Page, served: Site, running: int) -> Locator:
    opens(page, served, STORY)
    return page.locator("news-feed[data-story]")


def told_anew(site: Site, words: str) -> bool:
    """Whether somebody is told so who heard nothing yet."""
    with listening(site, 0) as reader:
        return words.encode() in reader.whatever_comes(seconds=1)


def update(feed: Locator, words: str) -> Locator:
    return feed.locator("li", has_text=words)


def test_new_updates_wait_until_they_are_asked_for(page: Page, feed: Locator, served: Site, running: int) -> None:
    act(served, "tell", story=running, text="The bridge is closed.")
    act(served, "points", story=running, words="Nobody is hurt.\nTwo streets.")
    button = feed.get_by_role("button", name="2 new")
    expect(button).to_be_visible()
    expect(update(feed, "The bridge is closed.")).to_have_count(0)
    expect(feed.get_by_text("Two streets.")).to_have_count(0)
    page.wait_for_timeout(300)
    assert page.evaluate("window.moved") == 0
    button.click()
    expect(update(feed, "The bridge is closed.")).to_be_focused()
    expect(feed.locator("li[data-id]").first).to_contain_text("The bridge is closed.")
    expect(feed.get_by_text("Two streets.")).to_be_visible()
    expect(button).to_be_hidden()


def test_what_was_corrected_changes_in_place_and_what_was_withdrawn_goes(
    page: Page, feed: Locator, served: Site, running: int
) -> None:
    key = act(served, "tell", story=running, text="Four pumps run.")
    feed.get_by_role("button", name="1 new").click()
    act(served, "alter", update=key, text="Five pumps run.", note="There are five.")
    expect(update(feed, "Five pumps run.")).to_contain_text("Correction: There are five.")
    expect(update(feed, "Four pumps run.")).to_have_count(0)
    act(served, "alter", update=key, pinned=True)
    feed.get_by_role("button", name="1 new").click()
    expect(feed.locator("li[data-id]").first).to_contain_text("Five pumps run.")
    expect(update(feed, "Five pumps run.")).to_have_count(1)
    act(served, "alter", update=key, live=False)
    expect(update(feed, "pumps run.")).to_have_count(0)


def test_when_the_story_is_taken_in_its_words_go_from_pages_that_are_open_and_come_back_with_it(
    page: Page, feed: Locator, served: Site, running: int
) -> None:
    act(served, "points", story=running, words="Nobody is hurt.\nThe mayor has fled.")
    feed.get_by_role("button", name="1 new").click()
    expect(feed.get_by_text("The mayor has fled.")).to_be_visible()
    act(served, "hold_story", story=running)
    expect(feed.get_by_text("The mayor has fled.")).to_have_count(0)
    expect(feed.locator("li[data-id]")).to_have_count(0)
    assert not told_anew(served, "fled")
    act(served, "lift_hold", story=running)
    until(lambda: told_anew(served, "fled") and told_anew(served, "The pump has come."))
    expect(page.locator("story-notice")).to_have_text("")
    feed.get_by_role("button", name=re.compile("[0-9] new")).click()
    expect(feed.get_by_text("The mayor has fled.")).to_be_visible()
    expect(update(feed, "The pump has come.")).to_be_visible()


def test_a_permanent_link_leads_to_its_update_also_without_scripts(
    browser: Browser, served: Site, running: int
) -> None:
    key = act(served, "tell", story=running, text="A boat is in Bell Lane.", headline="A boat")
    act(served, "tell", story=running, text="Nothing else.\n\n" * 40)
    served.shows(STORY, 200, "Nothing else.")
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 600})
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{served.port}{STORY}")
    link = page.locator(f"#update-{key} a").last
    link.click()
    assert page.url.endswith(f"#update-{key}")
    expect(page.locator(f"#update-{key}")).to_be_in_viewport()
    expect(page.locator("news-feed[data-story] li")).not_to_have_count(0)
    context.close()


def test_two_at_one_screen_see_each_other_and_lose_nothing(browser: Browser, served: Site, running: int) -> None:
    act(served, "tell", story=running, text="The lorry is here.")
    pages = [_at_the_desk(browser, served, running) for _ in range(2)]
    first, second = pages
    mine = second.locator("[data-live-list] li", has_text="The lorry is here.")
    mine.locator("summary", has_text="Correct").click()
    mine.get_by_label("Text").fill("Two lorries are here.")
    first.get_by_label("Update").fill("The rope is gone.")
    first.keyboard.press("Control+Enter")
    expect(first.locator("[data-live-list] li", has_text="The rope is gone.")).to_have_count(1)
    expect(second.locator("[data-live-list] li", has_text="The rope is gone.")).to_have_count(1)
    expect(mine.get_by_label("Text")).to_have_value("Two lorries are here.")
    mine.get_by_role("button", name="Publish the correction").click()
    expect(second.locator("[data-live-list] li", has_text="Two lorries are here.")).to_have_count(1)
    for page in pages:
        page.context.close()


def _at_the_desk(browser: Browser, site: Site, story: int) -> Page:
    page = browser.new_context().new_page()
    page.goto(f"http://127.0.0.1:{site.port}/desk/login/?next=/desk/live/{story}/")
    page.fill("input[name=username]", EDITOR)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"**/desk/live/{story}/")
    return page
