"""python -m bench.reading: what readers of the demo get over a slow line: bytes by kind, and when they see it."""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from bench.tables import Result, table
from tests.browsers import chromium_at
from tests.parts import find
from tests.reading.demo import served_demo
from tests.reading.paper import Paper, longest_story, tab, weighed

BUDGETS = {"document": 14, "stylesheet": 10, "script": 10}  # KB, compressed
SLOW = {"latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8, "offline": False}
SLOWER_CPU = 4
ROUNDS = 5
OBSERVE = """
window.seen = {lcp: 0, cls: 0, long: 0};
new PerformanceObserver(list => { for (const each of list.getEntries()) seen.lcp = each.startTime })
  .observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(list => { for (const each of list.getEntries()) seen.cls += each.value })
  .observe({type: 'layout-shift', buffered: true});
new PerformanceObserver(list => {
  for (const each of list.getEntries()) seen.long = Math.max(seen.long, each.duration)
}).observe({type: 'longtask', buffered: true});
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    program = find("chromium")
    if program is None:
        sys.exit("This measurement needs chromium: install it.")
    with chromium_at(program) as browser:
        yield browser


def seen(browser: Browser, url: str) -> dict[str, Any]:
    """Milliseconds to the largest paint, what moved, the longest task: on a phone with a slow line, first visit."""
    with tab(browser, 360) as page:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_CPU})
        page.add_init_script(OBSERVE)
        page.goto(url)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(500)
        found: dict[str, Any] = page.evaluate("window.seen")
        return found


def row(browser: Browser, name: str, url: str) -> tuple[object, ...]:
    rounds = [seen(browser, url) for _ in range(ROUNDS)]
    lcp, moved, longest = (statistics.median(each[key] for each in rounds) for key in ("lcp", "cls", "long"))
    return name, f"{lcp:,.0f}", f"{moved:.3f}", f"{longest:.0f}" if longest else "none over 50"


def results() -> Result:
    with tempfile.TemporaryDirectory() as place, served_demo(Path(place) / "demo") as paper, chromium() as browser:
        story = longest_story(paper)
        with tab(browser, 360) as page:
            found = weighed(page, paper.base + story)
        bytes_of = [
            (kind, f"{found[kind] / 1024:.1f}", BUDGETS.get(kind, "")) for kind, _ in reversed(found.most_common())
        ]
        shown = [row(browser, name, paper.base + url) for name, url in pages(paper, story)]
    return [
        table(("a long story, kind", "KB", "budget KB"), bytes_of),
        table(("on a throttled phone", "largest paint ms", "moved (CLS)", "longest task ms"), shown),
    ]


def pages(paper: Paper, story: str) -> list[tuple[str, str]]:
    return [
        ("story", story),
        ("front", "/"),
        ("section", paper.one("section")),
        ("News Feed", paper.one("news feed")),
    ]


if __name__ == "__main__":
    for each in results():
        sys.stdout.write(each.markdown() + "\n")
