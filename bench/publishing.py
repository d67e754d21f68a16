"""python -m bench.publishing: from the desk's POST to new bytes at the edge, over HTTP, with two editors autosaving.

"Beyond" is what a reader waits after the desk has answered; 0 when the page was out before the answer.
"""

from __future__ import annotations

import http.client
import json
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from bench.papers import SIZES, paper, pressed, served, stories
from bench.tables import Result, table
from broadsheet.desk.tests import forms
from broadsheet.sections.models import Section
from broadsheet.stories.models import StoryPage
from tests.desk import PUBLISH, Desk, Refused
from tests.sites import Site

ROUNDS = 100
AUTOSAVE_EVERY = 0.5  # seconds, for each of two editors
AT_IT = 10.0  # seconds that these two have been writing before anybody publishes
PARAGRAPHS = [
    f"Paragraph {n} of a story that is long enough to be one, with a clause or two more." for n in range(12)
]


@dataclass(frozen=True)
class Publish:
    """Milliseconds: the desk's answer, and when readers had it, both since the POST."""

    answered: float
    seen: float

    @property
    def beyond(self) -> float:
        return max(0.0, self.seen - self.answered)


def measure(site: Site, url: str, words: str, post: Callable[[], object]) -> Publish:
    seen: list[float] = []
    began = threading.Event()

    def watch() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
        began.set()
        end = time.perf_counter() + 20
        while time.perf_counter() < end:
            connection.request("GET", url)
            answer = connection.getresponse()
            if words.encode() in answer.read():
                seen.append(time.perf_counter())
                return
            time.sleep(0.002)

    watcher = threading.Thread(target=watch)
    watcher.start()
    began.wait()
    start = time.perf_counter()
    post()
    answered = time.perf_counter()
    watcher.join()
    if not seen:
        raise RuntimeError(f"{url} never showed {words!r}")
    return Publish((answered - start) * 1000, (seen[0] - start) * 1000)


@contextmanager
def autosaving(site: Site, keys: list[int]) -> Iterator[None]:
    stop = threading.Event()

    with ThreadPoolExecutor(len(keys)) as pool:
        editors = [pool.submit(autosave, Desk(site).sign_in(), key, stop) for key in keys]
        try:
            yield
        finally:
            stop.set()
    saved = sum(editor.result() for editor in editors)
    if saved < len(keys):
        raise RuntimeError("The other editors saved nothing meanwhile.")


def autosave(desk: Desk, key: int, stop: threading.Event) -> int:
    """What Wagtail's editor sends while somebody types, each save taking the place of the one before; how often."""
    count, revision = 0, ""
    while not stop.wait(AUTOSAVE_EVERY):
        count += 1
        sent = forms.story(f"A draft of story {key}", [*PARAGRAPHS, f"Thought {count}."], slug=f"draft-{key}")
        sent["overwrite_revision_id"] = revision
        answer = desk.send(f"/desk/pages/{key}/edit/", sent, Accept="application/json")
        told = json.loads(answer.body) if answer.headers["content-type"] == "application/json" else {}
        if not told.get("success"):
            raise Refused(f"autosave: {answer.status} {answer.text[:500]}")
        revision = str(told["revision_id"])
    return count


def rounds(site: Site, section: int, keys: list[int]) -> dict[str, list[Publish]]:
    """Publishes a new story and changes an old one, in turn. `keys`: stories of the section, the first two being
    the drafts of the other editors."""
    desk, stamp = Desk(site).sign_in(), int(time.time())
    add, edit = f"/desk/pages/add/stories/storypage/{section}/", f"/desk/pages/{keys[2]}/edit/"
    found: dict[str, list[Publish]] = {"new": [], "changed": []}
    with autosaving(site, keys[:2]):
        time.sleep(AT_IT)
        for n in range(ROUNDS):
            words = f"Word{stamp}n{n}."
            for kind, path, slug in (("new", add, f"bench-{stamp}-{n}"), ("changed", edit, f"bench-{stamp}")):
                sent = forms.story(f"News {stamp} {slug}", [*PARAGRAPHS, words], slug=slug) | PUBLISH
                found[kind].append(measure(site, f"/town/{slug}/", words, partial(desk.post, path, sent)))
    return found


def places() -> tuple[int, list[int]]:
    """Inside the site: the section Town and three of its stories."""
    town = Section.objects.filter(slug="town").order_by("pk")[0]
    return town.pk, list(StoryPage.objects.child_of(town).order_by("pk").values_list("pk", flat=True)[:3])


def row(size: int, kind: str, found: list[Publish]) -> tuple[str, ...]:
    beyond = sorted(one.beyond for one in found)
    whole = sorted(one.seen for one in found)
    answered = statistics.median(one.answered for one in found)
    p99 = beyond[min(len(beyond) - 1, int(len(beyond) * 0.99))]
    return (
        f"{size:,}",
        kind,
        f"{answered:.0f}",
        f"{statistics.median(whole):.0f}",
        f"{statistics.median(beyond):.1f}",
        f"{p99:.1f}",
    )


def results() -> Result:
    rows = []
    for size in SIZES:
        with paper(size) as site:
            served(pressed(site))
            section, keys = site.inside("bench.publishing:places")
            there = stories(site)
            for kind, found in rounds(site, section, keys).items():
                rows.append(row(there, kind, found))
    titles = ("stories", "published", "desk answers ms", "readers have it ms", "beyond, median ms", "beyond, p99 ms")
    return [table(titles, rows)]


if __name__ == "__main__":
    for each in results():
        sys.stdout.write(each.markdown() + "\n")
