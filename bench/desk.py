"""python -m bench.desk: how long an editor waits for the desk, by size of the archive: opening a story of sixty
paragraphs (also in Chromium, until one can write in it), saving it, the home, the list of a section, and looking for
a story."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

from bench.papers import SIZES, paper, pressed, served, stories
from bench.reading import chromium
from bench.tables import Result, table
from broadsheet.desk.tests import forms
from tests.desk import Desk
from tests.reading.paper import tab
from tests.sites import EDITOR, PASSWORD, Answer, Site

LONG = 60  # paragraphs
ROUNDS = 9
TEXT = [
    f"Paragraph {n} of a long story. It has a second sentence, so that it is as long as paragraphs are, and a third."
    for n in range(LONG)
]

WRITABLE = """addEventListener("DOMContentLoaded", function look() {
  const isThere = document.querySelector(".desk-text [contenteditable=true]");
  if (!isThere) return void setTimeout(look, 5);
  requestAnimationFrame(() => setTimeout(() => { window.writable = performance.now(); }));
});"""
"""Notes when the editor is on the screen and the page listens to keys, in milliseconds since it was asked for."""


def milliseconds(ask: Callable[[], Answer]) -> float:
    """The median of several tries, the first of which is not counted. Fails when the desk does not answer 200."""
    took = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        answer = ask()
        took.append((time.perf_counter() - began) * 1000)
        if answer.status not in (200, 302):
            raise RuntimeError(f"the desk answered {answer.status}: {answer.text[:500]}")
    return statistics.median(took[1:])


def in_chromium(site: Site, path: str) -> float:
    """Milliseconds from asking for an editor until one can write in it: the median of several, with a warm cache."""
    took = []
    with chromium() as browser, tab(browser, 1280) as page:
        page.goto(f"http://127.0.0.1:{site.port}/desk/login/")
        page.fill("input[name=username]", EDITOR)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url("**/desk/")
        page.add_init_script(WRITABLE)
        for _ in range(ROUNDS + 1):
            page.goto(f"http://127.0.0.1:{site.port}{path}")
            page.wait_for_function("() => window.writable")
            page.wait_for_load_state("networkidle")
            took.append(float(page.evaluate("window.writable")))
    return statistics.median(took[1:])


def measured(site: Site) -> list[tuple[str, float]]:
    section, keys = site.inside("bench.publishing:places")
    desk = Desk(site).sign_in()
    edit = f"/desk/pages/{keys[2]}/edit/"
    long_story = forms.story("A long story", TEXT, slug=f"long-{keys[2]}")
    desk.post(edit, long_story)
    return [
        ("save a story of 60 paragraphs", milliseconds(lambda: desk.send(edit, long_story))),
        ("open it", milliseconds(lambda: desk.get(edit))),
        ("open it in Chromium, until one can write", in_chromium(site, edit)),
        ("the desk's home", milliseconds(lambda: desk.get("/desk/"))),
        ("a section's stories", milliseconds(lambda: desk.get(f"/desk/pages/{section}/"))),
        ("choose a story by a word", milliseconds(lambda: desk.get("/desk/choose-page/search/?q=Story"))),
    ]


def results() -> Result:
    found = []
    for size in SIZES:
        with paper(size) as site:
            served(pressed(site))
            found += [(f"{stories(site):,}", what, f"{took:.0f}") for what, took in measured(site)]
    return [table(("stories", "what", "median ms"), found)]


if __name__ == "__main__":
    for each in results():
        sys.stdout.write(each.markdown() + "\n")
