"""The News Feed beside a story, in a real browser: it takes items in, and the reader's page does not jump."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from broadsheet.edge.streams import CROWDED
from tests.live.conftest import STREAM, act, opens
from tests.sites import Site

pytestmark = [pytest.mark.slow, pytest.mark.part("chromium")]
STORY = "/harbour/the-sarn-ferry-is-late-again/"


def listens(page: Page, site: Site) -> None:
    opens(page, site, STORY)
    page.evaluate("document.querySelector('news-feed').scrollIntoView()")


def items(page: Page, words: str) -> Locator:
    return page.locator("news-feed li", has_text=words)


def test_an_item_comes_in_once_is_corrected_and_goes_and_nothing_moves(page: Page, served: Site) -> None:
    listens(page, served)
    key = act(served, "publish", headline="The pier is shut.")
    expect(items(page, "The pier is shut.")).to_have_count(1)
    expect(page.locator("news-feed [aria-live=polite]")).to_have_text("The pier is shut.")
    act(served, "rewrite", key=key, headline="The pier is open.")
    expect(items(page, "The pier is open.")).to_have_count(1)
    act(served, "withdraw", key=key)
    expect(items(page, "The pier")).to_have_count(0)
    expect(items(page, "Fog on the bay.")).to_have_count(1)
    page.wait_for_timeout(300)
    assert page.evaluate("window.moved") == 0


def test_what_would_push_down_what_stands_below_waits(page: Page, served: Site) -> None:
    listens(page, served)
    page.evaluate("document.querySelectorAll('news-feed li:nth-child(n + 4)').forEach(item => item.remove())")
    page.wait_for_timeout(1000)  # until the browser has told that this moved something
    page.evaluate("window.moved = 0")
    act(served, "publish", headline="The crane is up.")
    button = page.get_by_role("button", name="1 new")
    expect(button).to_be_visible()
    page.wait_for_timeout(300)
    assert page.evaluate("window.moved") == 0
    button.click()
    expect(items(page, "The crane is up.")).to_have_count(1)
    assert page.locator("news-feed li").count() == 4


def test_new_items_wait_while_somebody_reads_further_down(page: Page, served: Site) -> None:
    listens(page, served)
    page.evaluate("document.body.style.paddingBlockEnd = '200vh'")
    page.evaluate(
        "scrollTo({top: document.querySelector('news-feed').getBoundingClientRect().top + scrollY + 60,"
        " behavior: 'instant'})"
    )
    act(served, "publish", headline="A seal is in the harbour.")
    button = page.get_by_role("button", name="1 new")
    expect(button).to_be_visible()
    expect(items(page, "A seal is in the harbour.")).to_have_count(0)
    button.click()
    expect(items(page, "A seal is in the harbour.")).to_have_count(1)
    expect(page.get_by_role("link", name="A seal is in the harbour.")).to_be_focused()
    expect(button).to_be_hidden()


def test_whoever_turns_it_off_is_left_in_peace_and_catches_up_after(page: Page, served: Site) -> None:
    listens(page, served)
    page.get_by_role("button", name="Live now").click()
    act(served, "publish", headline="The market moves to the quay.")
    served.shows("/rails/news-feed.html", 200, "The market moves to the quay.")
    page.wait_for_timeout(200)
    expect(items(page, "The market moves")).to_have_count(0)
    page.get_by_role("button", name="Live now").click()
    expect(items(page, "The market moves")).to_have_count(1)


def test_where_streams_are_cut_the_rail_is_asked_for_now_and_then(page: Page, served: Site) -> None:
    page.route(STREAM, lambda route: route.fulfill(status=503, body="crowded"))
    page.clock.install()
    page.goto(f"http://127.0.0.1:{served.port}{STORY}")
    expect(items(page, "Fog on the bay.")).to_have_count(1)
    with page.expect_request(STREAM):
        page.clock.run_for(2_000)
    act(served, "publish", headline="The lamp is mended.")
    served.shows("/rails/news-feed.html", 200, "The lamp is mended.")
    page.clock.run_for(31_000)
    expect(items(page, "The lamp is mended.")).to_have_count(1)


def test_a_page_that_was_refused_asks_again_when_the_refusal_says_so(page: Page, served: Site) -> None:
    wait = int(CROWDED.head.partition(b"retry-after: ")[2].split()[0])
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=503, body="crowded")

    def pass_time(seconds: int) -> None:
        for _ in range(seconds):
            page.clock.run_for(1_000)
            page.wait_for_timeout(20)

    page.route(STREAM, refuse)
    page.clock.install()
    page.goto(f"http://127.0.0.1:{served.port}{STORY}")
    with page.expect_request(STREAM):
        page.clock.run_for(2_000)
    page.wait_for_timeout(200)
    pass_time(wait - 5)
    assert len(asked) == 1
    pass_time(50)  # a look at the rail later, at most
    assert len(asked) == 2


def test_times_count_up_and_the_exact_one_stays(page: Page, served: Site) -> None:
    act(served, "publish", headline="The tide is in.")
    served.shows("/rails/news-feed.html", 200, "The tide is in.")
    page.clock.install()
    page.goto(f"http://127.0.0.1:{served.port}{STORY}")
    time = items(page, "The tide is in.").locator("time")
    page.clock.run_for(5 * 60_000)
    expect(time).to_have_text("5 min ago")
    assert (time.get_attribute("datetime") or "").endswith("+00:00")
    assert ":" in (time.get_attribute("title") or "")


def test_the_first_brief_of_a_paper_comes_into_a_rail_that_had_none(page: Page, served: Site) -> None:
    listens(page, served)
    expect(page.locator("html")).to_have_attribute("data-rails", "there")
    page.wait_for_timeout(1500)  # until what was told before is told again
    page.locator("news-feed section").evaluate("list => list.remove()")
    act(served, "publish", headline="The paper begins.")
    expect(items(page, "The paper begins.")).to_have_count(1)
