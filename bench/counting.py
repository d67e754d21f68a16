"""python -m bench.counting: what it costs the edge to count who reads: the same site, counting and not, in turns.

One core each for server (with its worker) and client, whose headers are a browser's: each request is counted.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench import edge
from bench.tables import Result, table
from broadsheet.press.folder import pack
from tests.sites import ROOT, Site, broadsheet, clean_environment

BROWSER = (
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Referer: https://forum.example/thread/9",
    "Sec-Fetch-Dest: document",
)
KINDS = {"not counted": "false", "counted": "true"}


def results(seconds: int = 3, rounds: int = 9) -> Result:
    if lacking := edge.missing():
        sys.exit(f"This measurement needs {', '.join(lacking)}: install what is missing.")
    found: dict[tuple[int, str], list[edge.Measured]] = {}
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        servers = {name: _served(stack, Path(place) / word, word) for name, word in KINDS.items()}
        for _ in range(rounds):
            for connections in edge.CONNECTIONS:
                for name, (site, server) in servers.items():
                    one = edge.measure(site.port, server.pid, connections, seconds, core=1, headers=BROWSER)
                    found.setdefault((connections, name), []).append(one)
    titles = ("c", "readers", "requests/s", "to not counting", "per CPU second", "to not counting by CPU", "p99 ms")
    return [table(titles, _rows(found))]


def _served(stack: ExitStack, folder: Path, counts: str) -> tuple[Site, subprocess.Popen[str]]:
    subprocess.run(
        broadsheet("init", folder), env=clean_environment(), check=True, cwd=ROOT, stdout=subprocess.DEVNULL
    )
    site = stack.enter_context(Site(folder, {"BROADSHEET_COUNT_READERS": counts}))
    server = site.serve()
    site.well()
    site.press.put(edge.URL, pack(edge.page(), ".html"))
    edge.pin(server.pid, 0)
    return site, server


def _rows(found: dict[tuple[int, str], list[edge.Measured]]) -> list[tuple[object, ...]]:
    """Shares are the medians of each round's own: what else the machine does changes from round to round."""
    rows: list[tuple[object, ...]] = []
    for (connections, name), several in found.items():
        without = found[connections, "not counted"]
        shown: list[str] = []
        for field in ("rate", "per_cpu"):
            ours = [getattr(one, field) for one in several]
            shares = [
                getattr(one, field) / getattr(other, field) for one, other in zip(several, without, strict=True)
            ]
            shown += [f"{statistics.median(ours):,.0f}", f"{statistics.median(shares):.2f}"]
        rows.append((connections, name, *shown, f"{statistics.median(one.p99 for one in several):.2f}"))
    return rows


if __name__ == "__main__":
    for each in results():
        sys.stdout.write(each.markdown() + "\n")
