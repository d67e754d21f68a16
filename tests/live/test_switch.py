"""The switch "Live now" holds on every page, and a browser that keeps nothing has a live rail all the same."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.live.conftest import STREAM, act, opens
from tests.live.test_rail import STORY, items, listens
from tests.sites import Site

pytestmark = [pytest.mark.slow, pytest.mark.part("chromium")]
BLOCKED = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("Access is denied for this document.", "SecurityError"); },
})"""


def test_where_nothing_may_be_kept_the_rail_is_live_and_its_switch_works(page: Page, served: Site) -> None:
    page.add_init_script(BLOCKED)
    listens(page, served)
    act(served, "publish", headline="The bell rings.")
    expect(items(page, "The bell rings.")).to_have_count(1)
    switch = page.get_by_role("button", name="Live now")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false")
    with page.expect_request(STREAM):
        switch.click()


def test_turned_off_no_page_listens_nor_reads_its_banner_out(page: Page, served: Site) -> None:
    opens(page, served, "/news-feed/")
    opens(page, served, page.locator(".day h2 a").first.get_attribute("href") or "")
    expect(page.locator("news-feed")).to_have_count(0)
    expect(page.locator("breaking-news")).to_have_attribute("aria-live", "polite")
    other = page.context.new_page()
    opens(other, served, STORY)
    other.get_by_role("button", name="Live now").click()
    expect(page.locator("breaking-news")).to_have_attribute("aria-live", "off")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-rails", "there")
    page.wait_for_timeout(1500)
    assert not any("/live/" in url for url in asked)
    expect(page.locator("breaking-news")).to_have_attribute("aria-live", "off")
    with page.expect_request(STREAM):
        other.get_by_role("button", name="Live now").click()
