"""Chromium for tests: begun here and nowhere else, because Playwright must be ended before it is begun again.

While it runs, its event loop is the running one of this process: neither another Playwright nor `asyncio.run` can
begin beside it. A fixture therefore keeps one for a file at most (docs/decisions/0059), and several kinds of tests
can share a process.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


@contextmanager
def chromium_at(program: Path, *flags: str) -> Iterator[Browser]:
    """A browser that knows nothing yet; `flags` besides FLAGS. It ends with the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(program), args=[*FLAGS, *flags])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def tab(browser: Browser) -> Iterator[Page]:
    """A tab of 1280 x 1000 px. A script's error on any page of it fails the test."""
    errors: list[str] = []
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert not errors
