"""python -m bench.kill: from the desk's kill POST until the last output is clean.

Each round publishes a story, reads it aloud, pins it to the front, and kills it at the desk. Every plate that was
made from it is asked for over HTTP until its page and its audio answer 410 and no other one has a word of it: lists,
rails, feeds, sitemaps, oEmbed, month archives. (Pages of stories that do not show it are not asked.)
"""

from __future__ import annotations

import statistics
import sys
import time
from dataclasses import dataclass
from typing import Any

from bench.papers import SIZES, paper, pressed, served, stories
from bench.tables import Result, table
from broadsheet.amends.carrying import tags_of
from broadsheet.desk.tests import forms
from broadsheet.fronts.models import FRONT, Card, Rail
from broadsheet.kit import clock
from broadsheet.narration import setting_up
from broadsheet.narration.models import OnAir, Reader
from broadsheet.narration.recording.sources import digest, source_of
from broadsheet.press.models import Dependency, Plate
from broadsheet.press.worker import settled
from broadsheet.sections.models import Section
from broadsheet.stories.models import StoryPage
from tests.desk import PUBLISH, Desk
from tests.sites import Site, until

ROUNDS = 10
PATIENCE = 60.0
TEXT = ["It stands on his land, and it was built by his firm.", "The clerk signed nothing."]


@dataclass(frozen=True)
class Killed:
    """Milliseconds since the POST: the desk's answer, the page's 410, the last output clean; how many outputs."""

    answered: float
    gone: float
    clean: float
    outputs: int


def one(site: Site, desk: Desk, section: int, number: int) -> Killed:
    """Publish a story, wait until everything that shows it is out, and kill it."""
    stamp = f"{int(time.time())}x{number}"
    words, slug = f"Gatekeeper{stamp}", f"killed-{stamp}"
    sent = forms.story(f"{words} owns the tide gate", [*TEXT, f"{words} denies it."], slug=slug)
    desk.post(f"/desk/pages/add/stories/storypage/{section}/", {**sent, **PUBLISH})
    site.shows(f"/town/{slug}/", 200, words, PATIENCE)
    about: dict[str, Any] = site.inside("bench.kill:show", slug=slug)
    until(lambda: site.inside("bench.kill:quiet"), PATIENCE, every=0.2)
    urls = [url for url in site.inside("bench.kill:outputs", key=about["key"]) if _has(site, url, words)]
    page, audio = f"/town/{slug}/", f"/town/{slug}/audio.mp3"
    assert {page, audio} <= {*urls, audio}
    began = time.perf_counter()
    desk.release("stories.storypage", about["key"], "kill", reason="A court said so.", notice="legal", sure="on")
    answered = time.perf_counter() - began
    gone, clean = _until_clean(site, page, [audio, *urls], words, began)
    return Killed(answered * 1000, gone * 1000, clean * 1000, len(urls) + 1)


def _has(site: Site, url: str, words: str) -> bool:
    return words.encode() in site.ask(url).body


def _until_clean(site: Site, page: str, urls: list[str], words: str, began: float) -> tuple[float, float]:
    """Seconds until the page answered 410, and until nothing had a word of it."""
    gone, left = 0.0, list(dict.fromkeys(urls))
    while left and time.perf_counter() - began < PATIENCE:
        still = []
        for url in left:
            answer = site.ask(url)
            if words.encode() in answer.body or (url.startswith(page) and answer.status == 200):
                still.append(url)
            elif url == page:
                gone = time.perf_counter() - began
        left = still
        time.sleep(0.002)
    if left:
        raise RuntimeError(f"still there: {left}")
    return gone, time.perf_counter() - began


# -- inside the site


def show(slug: str) -> dict[str, Any]:
    """Pin it to the front, and put a recording of it on the air."""
    story = StoryPage.objects.get(slug=slug)
    rail, _ = Rail.objects.get_or_create(name=FRONT, language="en", defaults={"title": "Front"})
    Card.objects.create(rail=rail, story=story, headline=f"{story.title}, in other words")
    folder = setting_up.recordings() / f"bench-{story.pk}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "audio.mp3").write_bytes(bytes(200_000))
    OnAir.objects.create(
        story=story,
        folder=folder.name,
        reader=Reader.HUMAN,
        reader_name="Ines Marlow",
        seconds=60,
        size=200_000,
        words=digest(source_of(story, "en")),
        read_at=clock.now(),
        since=clock.now(),
    )
    return {"key": story.pk}


def quiet() -> bool:
    """Whether nothing waits to be pressed."""
    return bool(settled())


def outputs(key: int) -> list[str]:
    """Where what was made from it stands."""
    made = Dependency.objects.filter(tag__in=tags_of(key)).values("plate")
    return list(Plate.objects.filter(pk__in=made, status=200).values_list("url", flat=True))


def places() -> int:
    return Section.objects.filter(slug="town").order_by("pk")[0].pk


# -- the figure


def row(size: int, found: list[Killed]) -> tuple[str, ...]:
    clean = [one.clean for one in found]
    return (
        f"{size:,}",
        f"{round(statistics.median(one.outputs for one in found))}",
        f"{statistics.median(one.answered for one in found):.0f}",
        f"{statistics.median(one.gone for one in found):.0f}",
        f"{statistics.median(clean):.0f}",
        f"{max(clean):.0f}",
    )


def results() -> Result:
    rows = []
    for size in SIZES:
        with paper(size) as site:
            served(pressed(site))
            section, desk = site.inside("bench.kill:places"), Desk(site).sign_in()
            rows.append(row(stories(site), [one(site, desk, section, n) for n in range(ROUNDS)]))
    titles = (
        "stories",
        "outputs",
        "desk answers ms",
        "page is 410 ms",
        "all clean, median ms",
        "all clean, worst ms",
    )
    return [table(titles, rows)]


if __name__ == "__main__":
    for each in results():
        sys.stdout.write(each.markdown() + "\n")
