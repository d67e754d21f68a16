"""A real browser in front of a served paper; a script's error on any page fails the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from broadsheet.amends.tests.conftest import at_desk, cast  # noqa: F401  (fixtures)
from tests.browsers import chromium_at, tab
from tests.sites import EDITOR, PASSWORD, Site

expect.set_options(timeout=120_000)  # what the press and the mail do on a busy machine takes its time


@pytest.fixture
def page(chromium: Path) -> Iterator[Page]:
    with chromium_at(chromium) as browser, tab(browser) as opened:
        yield opened


def at(site: Site, path: str) -> str:
    return f"http://127.0.0.1:{site.port}{path}"


def sign_in(page: Page, site: Site, name: str = EDITOR) -> None:
    page.context.clear_cookies()
    page.goto(at(site, "/desk/login/"))
    page.locator("input[name=username]").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/desk/")
