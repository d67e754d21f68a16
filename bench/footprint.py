"""python -m bench.footprint: from an empty folder to the first page, and the server's memory."""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bench.papers import SIZES, paper, pressed, run, served
from bench.tables import Result, table
from tests.sites import Site, broadsheet, until

STARTS, PAGES = 5, 10_000


def first_page(folder: Path) -> float:
    """Seconds from `init` to the front of the paper in a reader's hands."""
    began = time.perf_counter()
    run(*broadsheet("init", folder))
    with Site(folder) as site:
        site.serve()
        until(lambda: site.ask("/").status == 200, every=0.01)
        return time.perf_counter() - began


def memory(pid: int) -> float:
    """MB of resident memory."""
    found = re.search(r"^Rss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
    assert found is not None
    return int(found[1]) / 1024


def results() -> Result:
    with tempfile.TemporaryDirectory() as place:
        starts = [first_page(Path(place) / str(n)) for n in range(STARTS)]
    with paper(SIZES[0]) as site:
        server = served(pressed(site))
        idle = memory(server.pid)
        urls = [
            f"/{name.removesuffix('index.html')}" for top, name, _ in site.press.walk() if name.endswith("index.html")
        ]
        for n in range(PAGES):
            site.ask(urls[n % len(urls)])
        after = memory(server.pid)
    found = [
        ("init, serve, first page: median s", f"{statistics.median(starts):.2f}"),
        ("memory of the server with its worker, idle: MB", f"{idle:.0f}"),
        (f"after {PAGES:,} pages served: MB", f"{after:.0f}"),
    ]
    return [table(("what", "measured"), found)]


if __name__ == "__main__":
    for each in results():
        sys.stdout.write(each.markdown() + "\n")
