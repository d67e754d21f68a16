"""Breaking news on pages that are open: raised, changed, lowered, over; nothing moves, and it is read out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.live.conftest import act, opens
from tests.sites import Site, until

pytestmark = [pytest.mark.slow, pytest.mark.part("chromium")]
STORY = "/harbour/the-sarn-ferry-is-late-again/"
TEXT = "The tide gate has given way"


@pytest.fixture
def banner(page: Page, served: Site) -> Iterator[Locator]:
    opens(page, served, STORY)
    yield page.locator("breaking-news")
    page.wait_for_timeout(200)
    assert page.evaluate("window.moved") == 0


def test_it_comes_changes_and_goes_on_an_open_page(banner: Locator, served: Site) -> None:
    key = act(served, "raise_it", text=TEXT)
    expect(banner.get_by_text(TEXT)).to_be_in_viewport()
    expect(banner).to_have_attribute("aria-live", "polite")
    key = act(served, "raise_it", text=f"{TEXT}, and the mole is closed")
    expect(banner.get_by_text("the mole is closed")).to_be_in_viewport()
    act(served, "lower", banner=key)
    expect(banner.get_by_text(TEXT)).to_have_count(0)


def test_it_comes_down_by_itself_when_its_time_is_up(banner: Locator, served: Site) -> None:
    act(served, "raise_it", text="For a moment only", seconds=15)
    expect(banner.get_by_text("For a moment only")).to_be_in_viewport()
    expect(banner.get_by_text("For a moment only")).to_have_count(0)
    served.shows("/rails/breaking.html", 200)
    until(lambda: "For a moment only" not in served.ask("/").text)  # its copies in pages go right after


def test_who_closes_it_does_not_see_it_again_but_sees_the_next(banner: Locator, served: Site) -> None:
    act(served, "raise_it", text="The first")
    banner.get_by_role("button", name="Close").click()
    expect(banner.get_by_text("The first")).to_have_count(0)
    key = act(served, "raise_it", text="The second")
    expect(banner.get_by_text("The second")).to_be_visible()
    act(served, "lower", banner=key)
    expect(banner.get_by_text("The second")).to_have_count(0)


def test_on_a_page_that_came_with_it_its_place_stays(page: Page, served: Site) -> None:
    key = act(served, "raise_it", text=TEXT)
    served.shows("/", 200, TEXT)
    page.set_viewport_size({"width": 320, "height": 700})
    opens(page, served, "/")
    banner = page.locator("breaking-news")
    expect(banner.get_by_text(TEXT)).to_be_in_viewport()
    more = f"{TEXT}, and the mole, the fish market and all of Rope Street are closed until noon"
    act(served, "raise_it", text=more)
    expect(banner.get_by_text("until noon")).to_be_in_viewport()
    act(served, "lower", banner=key + 1)
    expect(banner.get_by_text(TEXT)).to_be_hidden()
    page.wait_for_timeout(200)
    assert page.evaluate("window.moved") == 0
