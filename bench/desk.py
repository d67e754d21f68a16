"""python -m bench.desk: how long an editor waits for the desk, by size of the archive: opening a story of sixty
paragraphs, saving it, the home, the list of a section, and looking for a story."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

from bench.papers import SIZES, paper, pressed, served
from bench.tables import Result, table
from broadsheet.desk.tests import forms
from tests.desk import Desk
from tests.sites import Answer, Site

LONG = 60  # paragraphs
ROUNDS = 9
TEXT = [
    f"Paragraph {n} of a long story. It has a second sentence, so that it is as long as paragraphs are, and a third."
    for n in range(LONG)
]


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


def measured(site: Site) -> list[tuple[str, float]]:
    section, keys = site.inside("bench.publishing:places")
    desk = Desk(site).sign_in()
    edit = f"/desk/pages/{keys[2]}/edit/"
    long_story = forms.story("A long story", TEXT, slug=f"long-{keys[2]}")
    desk.post(edit, long_story)
    return [
        ("save a story of 60 paragraphs", milliseconds(lambda: desk.send(edit, long_story))),
        ("open it", milliseconds(lambda: desk.get(edit))),
        ("the desk's home", milliseconds(lambda: desk.get("/desk/"))),
        ("a section's stories", milliseconds(lambda: desk.get(f"/desk/pages/{section}/"))),
        ("choose a story by a word", milliseconds(lambda: desk.get("/desk/choose-page/search/?q=Story"))),
    ]


def results() -> Result:
    found = []
    for size in SIZES:
        with paper(size) as site:
            served(pressed(site))
            found += [(f"{size:,}", what, f"{took:.0f}") for what, took in measured(site)]
    return [table(("stories", "what", "median ms"), found)]


if __name__ == "__main__":
    for each in results():
        sys.stdout.write(each.markdown() + "\n")
