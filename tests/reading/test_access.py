"""Who cannot see, cannot point, or has a small screen reads the paper too. WCAG 2.2 AA, by axe-core."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.reading.paper import A4, TYPES, Paper, tab

pytestmark = [pytest.mark.slow, pytest.mark.part("chromium")]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, axe: Path) -> list[str]:
    """What axe-core finds, a line each: the rule, and where it first shows."""
    page.evaluate(axe.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES)
    return [
        f"{each['id']}: {node['html'][:160]} ({node['failureSummary'][:200]})"
        for each in found["violations"]
        for node in each["nodes"][:3]
    ]


@pytest.mark.part("axe")
@pytest.mark.parametrize("kind", TYPES)
def test_a_page_has_no_barrier(kind: str, demo: Paper, browser: Browser, axe: Path) -> None:
    for width in (320, 1280):
        for scheme in ("light", "dark"):
            with tab(browser, width, scheme, bypass_csp=True) as page:
                page.goto(demo.base + demo.one(kind))
                page.wait_for_load_state("networkidle")
                assert violations(page, axe) == [], f"{kind} at {width} px, {scheme}"


@pytest.mark.parametrize("kind", TYPES)
def test_nothing_is_wider_than_the_screen(kind: str, demo: Paper, browser: Browser) -> None:
    with tab(browser, 320) as page:
        page.goto(demo.base + demo.one(kind))
        for width in (320, 480, 768, 1024, 1120, 1280, 1600):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{kind} at {width} px"


def test_one_walks_from_the_front_to_the_archive_by_keyboard(demo: Paper, browser: Browser) -> None:
    with tab(browser, 1280) as page:
        page.goto(demo.base + "/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        press_tab_until(page, "main h2 a, main h3 a")
        page.keyboard.press("Enter")
        page.wait_for_selector("article.story h1")
        press_tab_until(page, "nav[aria-label=Sections] a[aria-current]")
        page.keyboard.press("Enter")
        page.wait_for_selector(".entries")
        press_tab_until(page, ".months a")
        page.keyboard.press("Enter")
        page.wait_for_selector(".pager")
        assert "/20" in page.url


def press_tab_until(page: Page, selector: str) -> None:
    """Press Tab until such a thing has the focus, and see that the focus can be seen."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    pytest.fail(f"no Tab reaches {selector}")


def test_without_a_script_the_rails_are_there(demo: Paper, browser: Browser) -> None:
    with tab(browser, 1280, java_script_enabled=False) as page:
        page.goto(demo.base + demo.one("story"))
        assert page.locator(".rail .feed li").count() >= 5
        assert page.locator(".rail .picks li").count() >= 3
        assert page.get_by_role("link", name="More news").is_visible()


def test_an_arabic_page_stands_from_right_to_left(demo: Paper, browser: Browser) -> None:
    with tab(browser, 1280) as page:
        page.goto(demo.base + demo.one("Arabic story"))
        assert page.evaluate("document.dir") == "rtl"
        kicker, headline = (page.locator(part).first.bounding_box() for part in (".kicker", "h1"))
        assert kicker is not None
        assert headline is not None
        assert kicker["x"] > headline["x"]  # the margin is on the right


WIDE_TABLE = """() => document.querySelector(".body").insertAdjacentHTML("beforeend",
  `<div class="table"><table><tbody><tr>${"<td>Northern breakwater</td>".repeat(9)}</tr></tbody></table></div>`)"""


def test_print_keeps_the_evidence_and_drops_the_rest(demo: Paper, browser: Browser) -> None:
    """On A4 between the margins of its style: narrower than what the sheet's columns begin at on a screen."""
    with tab(browser, A4) as page:
        page.goto(demo.base + demo.one("story"))
        page.emulate_media(media="print")
        for gone in (".top nav", ".rail", ".topics"):
            assert page.locator(gone).count(), f"{gone} is on no page any more"
            assert not page.locator(gone).first.is_visible(), gone
        for kept in ("h1", ".by", ".times", ".body > p:not([class])"):
            assert page.locator(kept).first.is_visible(), kept
        assert (
            page.evaluate("getComputedStyle(document.querySelector('.sheet'), '::before').borderLeftStyle")
            == "double"
        )
        kicker, headline = (page.locator(part).first.bounding_box() for part in (".head .kicker", "h1"))
        assert kicker is not None
        assert headline is not None
        assert kicker["x"] + kicker["width"] < headline["x"]  # it stands in the margin
        assert page.pdf(prefer_css_page_size=True, print_background=True).startswith(b"%PDF")


def test_a_wide_table_is_printed_whole(demo: Paper, browser: Browser) -> None:
    with tab(browser, A4) as page:
        page.goto(demo.base + demo.one("story"))
        page.evaluate(WIDE_TABLE)
        page.emulate_media(media="print")
        table = page.locator(".table").last
        assert table.evaluate("table => getComputedStyle(table).overflowX") == "visible"
        assert table.evaluate("table => table.scrollWidth <= table.clientWidth"), "it is wider than the paper"
