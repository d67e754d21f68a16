"""Answers to one reader are pages as well: valid, and without a barrier. They are made by Django and lie in no
folder, so they are asked for here: signing up, confirming, leaving, the choices, and links that are void."""

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


@pytest.fixture(scope="module")
def answers(demo: Paper) -> dict[str, str]:
    """The HTML of each, by its name."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        links: dict[str, Any] = demo.site.inside("tests.reading.answering:links", language=language)
        for name, each in asked(links).items():
            found[f"{language}: {name}"] = _page(demo.base, each)
    return found


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
