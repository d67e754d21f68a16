"""The same page, set otherwise, holds the same: without blank lines, with one under every line, as bare HTML."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path

import pytest

from broadsheet.transfer.clipping import read, to_json

PAGES = Path(__file__).parent / "pages"
REFERENCE = Path(__file__).parents[5] / "shared" / "reference" / "article-page.txt"

LAYOUTS: dict[str, Callable[[list[str]], str]] = {
    "no blank lines": "\n".join,
    "blank lines everywhere": "\n\n".join,
    "old line ends": "\r".join,
    "paragraphs": lambda lines: "<html><body>" + "".join(f"<p>{html.escape(line)}</p>" for line in lines),
    "breaks": lambda lines: "<html><body>" + "<br><br>".join(map(html.escape, lines)),
    "divisions": lambda lines: "<html><body><div>" + "".join(f"<div>{html.escape(line)}</div>" for line in lines),
    "preformatted": lambda lines: "<html><body><pre>" + html.escape("\n\n".join(lines)) + "</pre>",
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ["title_twice_with_byline", "ukrainian", "feed_before_story", "reference"])
def test_page_set_otherwise_holds_the_same(name: str, layout: str) -> None:
    page = REFERENCE if name == "reference" else PAGES / name / "page.txt"
    if not page.exists():
        pytest.skip("the reference page does not lie beside the checkout")
    lines = [line for line in page.read_text(encoding="utf-8").splitlines() if line]
    expected = to_json(read(page.read_bytes(), page.name))

    assert to_json(read(LAYOUTS[layout](lines).encode(), page.name)) == expected
