"""python -m bench.pressing: the full press in plates a second, three compressions included, by one process and by
two; and where a plate's time goes, the gate's share among it."""

from __future__ import annotations

import sqlite3
import sys
import time

from bench.papers import SIZES, paper, run, table
from tests.sites import broadsheet

SAMPLE = 400  # stories rendered for the shares


def main() -> str:
    rows = []
    for size in SIZES:
        with paper(size) as site:
            for processes in (1, 2):
                seconds = run(*broadsheet("press", "--all", "--processes", processes, "--site", site.folder))
                with sqlite3.connect(site.folder / "db.sqlite3") as database:
                    (count,) = database.execute("SELECT count(*) FROM press_plate").fetchone()
                rows.append((f"{size:,}", f"{count:,}", processes, f"{seconds:.0f}", f"{count / seconds:.0f}"))
            if size == SIZES[0]:
                shares = site.inside("bench.pressing:shares")
    whole = table(("stories", "plates", "processes", "seconds", "plates/s"), rows)
    cost = table(("step", "µs a story page"), [(name, f"{value:.0f}") for name, value in shares.items()])
    return f"{whole}\n\n{cost}"


def shares() -> dict[str, float]:
    """Inside a site: microseconds a story page, by step; the gate is part of the rendering."""
    from broadsheet.kit import clock  # noqa: PLC0415
    from broadsheet.press import plates, rows  # noqa: PLC0415
    from broadsheet.press.folder import pack  # noqa: PLC0415
    from broadsheet.release import gate  # noqa: PLC0415
    from broadsheet.sections.addresses import address  # noqa: PLC0415
    from broadsheet.stories.models import StoryPage  # noqa: PLC0415

    stories = list(StoryPage.objects.order_by("-pk")[:SAMPLE])
    urls = [address("en", story.url_path) for story in stories]
    spent = {"rendered": 0.0, "packed three ways": 0.0, "the gate's verdict": 0.0}
    with rows.one_run():
        began = time.perf_counter()
        plates.prepare(urls)
        made = [plates.make(url) for url in urls]
        spent["rendered"] = time.perf_counter() - began
    began = time.perf_counter()
    for one in made:
        if isinstance(one.result, plates.Page):
            pack(one.result.body, ".html")
    spent["packed three ways"] = time.perf_counter() - began
    now = clock.now()
    began = time.perf_counter()
    for story in stories:
        gate.verdict(story, now)
    spent["the gate's verdict"] = time.perf_counter() - began
    return {name: seconds / len(stories) * 1e6 for name, seconds in spent.items()}


if __name__ == "__main__":
    sys.stdout.write(main() + "\n")
