"""What a page weighs, compressed, for a story of 800 words, and that it calls nobody else. Spec: reading.md."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Request

from tests.reading.paper import TYPES, Paper, longest_story, tab, weighed

pytestmark = [pytest.mark.slow, pytest.mark.part("chromium")]
BUDGETS = {"document": 14 * 1024, "stylesheet": 10 * 1024, "script": 10 * 1024}


def test_a_story_keeps_within_its_budgets(demo: Paper, browser: Browser) -> None:
    with tab(browser, 1280) as page:
        weights = weighed(page, demo.base + longest_story(demo))
    for kind, budget in BUDGETS.items():
        assert 0 < weights.get(kind, 0) <= budget, f"{kind}: {weights}"


@pytest.mark.parametrize("kind", TYPES)
def test_a_page_asks_no_other_server_and_sets_no_cookie(kind: str, demo: Paper, browser: Browser) -> None:
    asked: list[str] = []
    with tab(browser, 1280) as page:
        page.on("request", lambda request: asked.append(_address(request)))
        page.goto(demo.base + demo.one(kind))
        page.wait_for_load_state("networkidle")
        assert page.context.cookies() == []
    assert asked
    assert [url for url in asked if not url.startswith(demo.base)] == []


def _address(request: Request) -> str:
    return request.url


@pytest.mark.parametrize("kind", ["front", "section", "story", "news feed"])
def test_nothing_moves_while_a_page_comes(kind: str, demo: Paper, browser: Browser) -> None:
    for width in (320, 1280):
        with tab(browser, width) as page:
            page.add_init_script(
                "window.moved = 0; new PerformanceObserver(list => { for (const each of list.getEntries())"
                " window.moved += each.value }).observe({type: 'layout-shift', buffered: true})"
            )
            page.goto(demo.base + demo.one(kind))
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(300)
            assert page.evaluate("window.moved") <= 0.001, f"{kind} at {width} px"
