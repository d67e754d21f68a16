"""Answers to one reader are pages as well: valid, and without a barrier. They are made by Django and lie in no
folder, so they are asked for here: signing up, confirming, leaving, the choices, links that are void, and what a
search finds."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser

from tests.reading.answering import PRESSED, Asked, asked
from tests.reading.paper import Paper, tab
from tests.reading.test_access import violations

pytestmark = pytest.mark.slow
LANGUAGES = ("en", "uk")
SEARCHES = {
    "search": "/search/",
    "search with finds": "/search/?q=the&order=newest&page=2",
    "search narrowed": "/search/?q=tide&by=marlow&section=harbour&from=2020-01-01",
    "search in vain": "/search/?q=%3Cb%3Ezebra&page=3",
    "Ukrainian search": "/uk/search/?q=%D0%BF%D0%BE%D1%80%D1%82",
    "Arabic search": "/ar/search/?q=%D9%85%D9%8A%D9%86%D8%A7%D8%A1",
}


@pytest.fixture(scope="module")
def answers(demo: Paper) -> dict[str, str]:
    """The HTML of each, by its name."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        links: dict[str, Any] = demo.site.inside("tests.reading.answering:links", language=language)
        for name, each in asked(links).items():
            found[f"{language}: {name}"] = _page(demo.base, each)
    return found | {name: _page(demo.base, Asked(path)) for name, path in SEARCHES.items()}


def _page(base: str, one: Asked) -> str:
    data = urlencode(one.form).encode() if one.form else None
    headers = {"Sec-Fetch-Site": "same-origin", **(PRESSED if one.pressed else {})}
    request = Request(base + one.path, data, headers)
    try:
        with urlopen(request, timeout=60) as answer:
            return str(answer.read().decode())
    except HTTPError as error:
        with error:
            if error.code not in {410, 422}:
                raise
            return error.read().decode()


@pytest.mark.part("vnu")
def test_every_answer_is_valid(answers: dict[str, str], vnu: Path, tmp_path: Path) -> None:
    for name, html in answers.items():
        (tmp_path / f"{name.replace(': ', '-').replace(' ', '-')}.html").write_text(html, encoding="utf-8")
    command = ["java", "-jar", str(vnu), "--format", "text", "--stdout", *map(str, sorted(tmp_path.iterdir()))]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert checked.returncode == 0, checked.stdout[:6000]


@pytest.mark.part("chromium")
@pytest.mark.part("axe")
def test_no_answer_has_a_barrier(answers: dict[str, str], demo: Paper, browser: Browser, axe: Path) -> None:
    """Their links are for one reader and one press: the browser is given what was answered."""
    shown = {"html": ""}
    for width, scheme in ((320, "light"), (1280, "dark")):
        with tab(browser, width, scheme, bypass_csp=True) as page:
            page.route("**/answer", lambda route: route.fulfill(content_type="text/html", body=shown["html"]))
            for name, shown["html"] in answers.items():
                page.goto(demo.base + "/answer")
                assert violations(page, axe) == [], f"{name} at {width} px, {scheme}"
                assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} at {width} px"
