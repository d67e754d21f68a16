"""What a rail's own address answers and what the stream tells meet in an open page: the newer word holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.live.conftest import act, opens
from tests.live.test_rail import items, listens
from tests.sites import Site, until

pytestmark = [pytest.mark.slow, pytest.mark.part("chromium")]
RAIL = "**/rails/news-feed.html"


@contextmanager
def a_late_answer(page: Page, site: Site) -> Iterator[None]:
    """What the rail answers when the stream opens comes at the end, though it was asked for before."""
    asked: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        if asked or not page.evaluate("document.documentElement.dataset.rails"):
            route.continue_()
        else:
            asked.append((route, route.fetch()))

    page.route(RAIL, hold)
    listens(page, site)
    until(lambda: page.wait_for_timeout(50) or asked, told=lambda: "the rail was not asked for")
    yield
    ((route, answer),) = asked
    with page.expect_response(RAIL):
        route.fulfill(response=answer)
    page.wait_for_timeout(300)


def test_a_correction_is_told_in_the_rail_and_goes_with_what_was_taken_back(page: Page, served: Site) -> None:
    story = act(served, "story", title="The toll on the mole")
    served.shows("/harbour/the-toll-on-the-mole/", 200)
    listens(page, served)
    page.route(RAIL, lambda route: route.abort())  # what comes now comes by the stream
    made = act(served, "correct", story=story, text="The toll is four marks.")
    told = items(page, "Correction: The toll on the mole")
    expect(told).to_have_count(1)
    expect(told).to_contain_text("The toll is four marks.")
    expect(told.get_by_role("link")).to_have_attribute("href", "/harbour/the-toll-on-the-mole/")
    act(served, "take_back", correction=made)
    expect(told).to_have_count(0)


def test_an_answer_that_is_late_undoes_nothing_of_what_was_told_meanwhile(page: Page, served: Site) -> None:
    false = act(served, "publish", headline="The mayor has fled.")
    wrong = act(served, "publish", headline="The vote is on Monday.")
    served.shows("/rails/news-feed.html", 200, "The vote is on Monday.")
    with a_late_answer(page, served):
        act(served, "kill", key=false)
        act(served, "rewrite", key=wrong, headline="The vote is on Tuesday.")
        act(served, "publish", headline="The mayor is in her office.")
        expect(items(page, "The mayor is in her office.")).to_have_count(1)
    assert items(page, "The mayor is in her office.").count() == 1
    assert items(page, "The vote is on Tuesday.").count() == 1
    assert items(page, "The mayor has fled.").count() == 0


def test_a_correction_has_no_place_among_the_days_of_the_feed(page: Page, served: Site) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    story = act(served, "story", title="The toll on the pier")
    served.shows("/harbour/the-toll-on-the-pier/", 200)
    act(served, "correct", story=story, text="The toll is five marks.")
    served.shows("/rails/news-feed.html", 200, "The toll is five marks.")
    opens(page, served, "/news-feed/")
    act(served, "publish", headline="The crane is down.")
    page.get_by_role("button", name="1 new").click()
    expect(page.locator(".day").first).to_contain_text("The crane is down.")
    assert (errors, page.get_by_text("The toll on the pier").count()) == ([], 0)
