"""A page that did not listen for a while, or whose stream has died without a word, hears all that was told."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.live.conftest import HIDE, STREAM, act, opens
from tests.live.test_rail import STORY, items
from tests.sites import Site

pytestmark = [pytest.mark.slow, pytest.mark.part("chromium")]
FEED = "/news-feed/"
SECOND_BEAT = """new Promise((done, fail) => {
  let beats = 0;
  const source = new EventSource("/live/?beside");
  source.addEventListener("beat", () => ++beats === 2 && (source.close(), done()));
  source.addEventListener("error", () => source.readyState === 2 && fail("the stream was refused"));
})"""


def note(page: Page, number: int) -> tuple[str, int]:
    """(headline, how often the page has it) of a brief that is older than what the rail has."""
    headline = f"Note {number} from the harbour."
    return headline, items(page, headline).count()


def withdrawn_while_hidden(page: Page, site: Site, headline: str) -> None:
    page.evaluate(HIDE, True)
    act(site, "withdraw", key=act(site, "key_of", headline=headline))
    site.shows(FEED, 200)
    act(site, "publish", headline=f"Other news than {headline}")
    site.shows(FEED, 200, f"Other news than {headline}")


def listens(page: Page, site: Site, url: str) -> None:
    with page.expect_response(STREAM):
        opens(page, site, url)
    page.wait_for_timeout(500)  # until its first words have come


def test_who_comes_back_hears_what_was_removed_though_the_rail_never_had_it(page: Page, served: Site) -> None:
    listens(page, served, FEED)
    headline, there = note(page, 11)
    assert there == 1
    withdrawn_while_hidden(page, served, headline)
    with page.expect_request(STREAM) as asked:
        page.evaluate(HIDE, False)
    assert "/live/?after=" in asked.value.url
    expect(items(page, headline)).to_have_count(0)


def test_where_what_was_told_is_forgotten_the_page_itself_is_looked_at(page: Page, served: Site) -> None:
    def unknown(route: Route) -> None:
        route.continue_(url=route.request.url.replace("after=", "after=9999999"))

    listens(page, served, FEED)
    headline, there = note(page, 10)
    assert there == 1
    withdrawn_while_hidden(page, served, headline)
    page.route("**/live/?after=*", unknown)
    page.evaluate(HIDE, False)
    expect(items(page, headline)).to_have_count(0)
    assert note(page, 9)[1] == 1


def test_a_stream_that_says_nothing_any_more_is_opened_anew(page: Page, served: Site) -> None:
    page.clock.install()
    page.goto(f"http://127.0.0.1:{served.port}{STORY}")
    expect(page.locator("html")).to_have_attribute("data-rails", "there")
    with page.expect_response(STREAM):
        page.clock.run_for(2_000)
    page.wait_for_timeout(500)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.run_for(25_000)
    page.evaluate(SECOND_BEAT)
    page.clock.run_for(40_000)
    assert not any("/live/?after=" in url for url in asked), "it has heard a beat meanwhile"
    with page.expect_request("**/live/?after=*"):
        page.clock.run_for(45_000)
