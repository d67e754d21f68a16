"""A date of the rail stays in its own column, in a language whose months have long names too."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import override
from playwright.sync_api import Page

from tests.browsers import chromium_at, tab

pytestmark = pytest.mark.part("chromium")
MOST = """() => {
  const time = document.querySelector("time"), words = document.createRange();
  words.selectNodeContents(time);
  const [inside, outside] = [words.getBoundingClientRect(), time.getBoundingClientRect()];
  return Math.max(outside.left - inside.left, inside.right - outside.right);
}"""


def shown(page: Page, language: str, way: str) -> None:
    item = SimpleNamespace(
        key=1, instant="2026-09-29T22:44:00Z", day=date(2026, 9, 29), hour="22:44", url="/", headline="—" * 30
    )
    with override(language):
        row = render_to_string("briefs/rail_item.html", {"item": item, "newest": SimpleNamespace(day=None)})
    css = Path(finders.find("design/paper.css")).read_text()
    rail = f'<aside style="inline-size: 22rem"><section class="feed"><ol>{row}</ol></section></aside>'
    page.set_content(f'<!doctype html><html lang="{language}" dir="{way}"><style>{css}</style><body>{rail}')


@pytest.mark.parametrize(("language", "way"), [("ar", "rtl"), ("uk", "ltr"), ("de", "ltr"), ("en", "ltr")])
def test_a_date_does_not_run_into_the_headline(chromium: Path, language: str, way: str) -> None:
    with chromium_at(chromium) as browser, tab(browser) as page:
        shown(page, language, way)
        assert page.locator("time").inner_text().endswith("22:44")
        assert page.evaluate(MOST) <= 1
