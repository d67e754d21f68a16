"""The News Feed's own page takes items in as its rail does."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.live.conftest import STREAM, act, opens
from tests.sites import Site

pytestmark = [pytest.mark.slow, pytest.mark.part("chromium")]


def test_items_wait_come_in_under_their_day_are_corrected_and_go(page: Page, served: Site) -> None:
    opens(page, served, "/news-feed/")
    key = act(served, "publish", headline="The weir is open.")
    button = page.get_by_role("button", name="1 new")
    expect(button).to_be_visible()
    page.wait_for_timeout(300)
    assert page.evaluate("window.moved") == 0
    button.click()
    item = page.locator(".day").first.locator("li").first
    expect(item).to_contain_text("The weir is open.")
    expect(item.get_by_role("heading", name="The weir is open.")).to_be_visible()
    expect(page.get_by_role("link", name="The weir is open.")).to_be_focused()
    act(served, "rewrite", key=key, headline="The weir is shut.")
    expect(item.get_by_role("heading", name="The weir is shut.")).to_be_visible()
    act(served, "withdraw", key=key)
    expect(page.get_by_text("The weir is shut.")).to_have_count(0)


def test_the_first_item_of_a_day_brings_its_heading(page: Page, served: Site) -> None:
    with page.expect_response(STREAM):
        opens(page, served, "/news-feed/")
    page.wait_for_timeout(1000)  # until the rail was looked at again: what it has is offered too
    page.evaluate("document.querySelector('.feed.day').remove()")
    act(served, "publish", headline="A new day, a new boat.")
    page.get_by_role("button", name="new").click()
    day = page.locator(".feed.day").first
    expect(day.locator("li").first).to_contain_text("A new day, a new boat.")
    assert served.ask(day.locator("h2 a").get_attribute("href") or "").status == 200
    expect(day.locator("h2 time")).not_to_be_empty()
