"""What the editor makes of a clipboard, piece by piece, in a real browser: nothing but the desk's own scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browsers import chromium_at, tab

pytestmark = [pytest.mark.part("chromium"), pytest.mark.slow]

DESK = Path(__file__).parents[2] / "broadsheet" / "desk" / "static" / "desk"
READ = """([html, text]) => {
  const copied = new DataTransfer();
  if (html) copied.setData("text/html", html);
  if (text) copied.setData("text/plain", text);
  return window.broadsheet.pasted.fromClipboard(copied);
}"""
FIGURES = """<table><caption>Gates at noon</caption>
<thead><tr><th>Gate</th><th>Opened, m</th><th>By</th></tr></thead>
<tr><td><p>North</p></td><td><p>1&nbsp;200,5</p></td><td>Ines <s>Marlow</s></td></tr>
<tr><td>South</td><td>—</td><td></td></tr><tr><td></td><td></td><td></td></tr></table>"""
SPANNED = """<table><tr><td colspan=3>Gates at noon</td></tr><tr><td>Gate</td><td colspan=2>Opened</td></tr>
<tr><td rowspan=2>North</td><td>by hand</td><td>4%</td></tr><tr><td>by motor</td><td>6 %</td></tr></table>"""


@pytest.fixture(scope="module")
def desk(chromium: Path) -> Iterator[Page]:
    """An empty page with the scripts that read a clipboard."""
    with chromium_at(chromium) as browser, tab(browser) as page:
        for name in ("tables", "pasted"):
            page.add_script_tag(path=DESK / f"{name}.js")
        yield page


def read(desk: Page, html: str, text: str = "") -> list[str]:
    """The pieces, each in a line."""
    return [line(piece) for piece in found(desk, html, text)["pieces"]]


def found(desk: Page, html: str, text: str = "") -> dict[str, Any]:
    got: dict[str, Any] = desk.evaluate(READ, [html, text])
    return got


def line(piece: dict[str, Any]) -> str:
    kind = piece["kind"]
    if kind == "list":
        return f"{'1.' if piece['numbered'] else '*'} {' / '.join(words(item) for item in piece['items'])}"
    if kind == "table":
        heads = [f"{column['heading']} ({column['type']})" for column in piece["columns"]]
        rows = [", ".join(row["values"]) for row in piece["rows"]]
        return f"table {piece['caption']}: {' / '.join([', '.join(heads), *rows])}"
    return f"{kind}: {piece['text'] if isinstance(piece['text'], str) else words(piece['text'])}"


def words(runs: list[dict[str, Any]]) -> str:
    return "".join(run["words"] for run in runs)


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009"])
def test_a_space_that_binds_stays_and_rows_of_spaces_are_one(desk: Page, space: str) -> None:
    copied = f"{space}№{space}5, 10{space}000 <b>грн</b>{space} і{space}{space}ст.{space}<i>12</i>{space}"
    clean = f"№{space}5, 10{space}000 грн і ст.{space}12"
    assert read(desk, f"<p>{copied}</p>") == [f"paragraph: {clean}"]
    assert read(desk, "", f"№{space}5") == [f"paragraph: №{space}5"]


def test_a_space_that_a_browser_put_there_is_a_plain_one(desk: Page) -> None:
    assert read(desk, '<p>told the<span class="Apple-converted-space">&nbsp;</span><b>Ledger</b></p>') == [
        "paragraph: told the Ledger"
    ]


@pytest.mark.parametrize(
    ("html", "pieces"),
    [
        ("<ol><li>One</li><ol><li>Two</li></ol><li>Three</li></ol>", ["1. One / Two / Three"]),
        (
            "<ol><li>One<ul><li>Two<ul><li>Three</li></ul></li></ul></li><li>Four</li></ol>",
            ["1. One / Two / Three / Four"],
        ),
        ("<ul><li><div><p>One</p><p>more</p></div></li><li>Two</li></ul>", ["* One more / Two"]),
        ("<ul><li>One<br><br>more</li></ul><p>Not this</p>", ["* One\nmore", "paragraph: Not this"]),
        (
            "<ul><li>One</li></ul><ul><li>Two</li></ul><p>.</p><ul><li>Three</li></ul>",
            ["* One / Two", "paragraph: .", "* Three"],
        ),
        ("<ol><li>One</li></ol><ol start=2><li>Two</li><li>Three</li></ol>", ["1. One / Two / Three"]),
        ("<ol><li>One</li></ol><ol><li>One again</li></ol>", ["1. One", "1. One again"]),
        ("<ul><li>One</li><li>Two</li></ul><ol><li>Three</li></ol>", ["* One / Two", "1. Three"]),
        (
            "<ol><li data-listid=4>One</ol><ul><li data-listid=4>Two</ul><ol start=2><li data-listid=4>Three</ol>",
            ["1. One / Two / Three"],
        ),
    ],
)
def test_lists_stay_whole(desk: Page, html: str, pieces: list[str]) -> None:
    assert read(desk, html) == pieces


def test_a_heading_may_be_one_by_its_role_alone(desk: Page) -> None:
    assert read(desk, '<p role="heading" aria-level="1">Gates</p><p>Shut.</p>') == [
        "heading: Gates",
        "paragraph: Shut.",
    ]


def test_a_table_is_a_table(desk: Page) -> None:
    assert read(desk, FIGURES) == [
        "table Gates at noon: Gate (text), Opened, m (number), By (text) / North, 1\u00a0200,5, Ines / South, —, "
    ]
    assert read(desk, SPANNED) == [
        "table Gates at noon: Gate (text), Opened (text),  (number) / North, by hand, 4% / , by motor, 6 %"
    ]


@pytest.mark.parametrize(
    ("html", "pieces"),
    [
        ("<table><tr><td>One.</td></tr><tr><td>Two.</td></tr></table>", ["paragraph: One.", "paragraph: Two."]),
        ("<table><tr><td>Gates</td><td>4</td></tr></table>", ["paragraph: Gates | 4"]),
        (
            f"<table><tr><td>{'Long. ' * 60}</td><td>x</td></tr><tr><td>One</td><td>y</td></tr></table>",
            [f"paragraph: {'Long. ' * 60}| x", "paragraph: One | y"],
        ),
    ],
)
def test_a_table_that_only_sets_a_page_is_paragraphs(desk: Page, html: str, pieces: list[str]) -> None:
    assert read(desk, html) == pieces


def test_what_cannot_be_taken_is_told(desk: Page) -> None:
    struck = "<s>old</s><span style='text-decoration: line-through'>er</span>"
    copied = f"<p>One <img src=a>{struck} two.</p><img src=b width=1>"
    got = found(desk, copied)
    assert [line(piece) for piece in got["pieces"]] == ["paragraph: One two."]
    assert got["left"] == {"pictures": 1, "struck": True}
    assert found(desk, "<p>One.</p>")["left"] == {"pictures": 0, "struck": False}
    assert found(desk, "<p><del>One.</del></p>", "One.") == {"pieces": [], "left": {"pictures": 0, "struck": True}}


def test_a_screenshot_is_a_picture_that_was_left_out(desk: Page) -> None:
    shot = """() => {
      const copied = new DataTransfer();
      copied.items.add(new File(["x"], "image.png", { type: "image/png" }));
      return window.broadsheet.pasted.fromClipboard(copied);
    }"""
    assert desk.evaluate(shot) == {"pieces": [], "left": {"pictures": 1, "struck": False}}
