"""python -m bench.serving: readers of a running paper while all of it is pressed anew behind their backs.

The server, its worker and the pressing children share one core; the readers (wrk) have the other.
"""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

from bench import edge
from bench.papers import SIZES, dirty, paper, pressed, served
from bench.tables import Result, table
from tests.sites import Site

SECONDS = 5


def results() -> Result:
    if lacking := edge.missing():
        sys.exit(f"This measurement needs {', '.join(lacking)}: install what is missing.")
    with paper(SIZES[0]) as site:
        server = served(pressed(site))
        edge.pin(server.pid, 0)
        rows = [measured(site, server.pid, connections, "nothing") for connections in edge.CONNECTIONS]
        site.inside("broadsheet.press.flood:soil_everything")
        for connections in edge.CONNECTIONS:
            rows.append(measured(site, server.pid, connections, "a full press"))
            if not dirty(site):
                raise RuntimeError("The press was done before the measurement: use a larger paper.")
    return [table(("c", "meanwhile", "requests/s", "p50 ms", "p99 ms"), rows)]


def measured(site: Site, pid: int, connections: int, meanwhile: str) -> tuple[object, ...]:
    found = edge.measure(site.port, pid, connections, SECONDS, core=1, url=a_story(site.folder))
    return connections, meanwhile, f"{found.rate:,.0f}", f"{found.median:.2f}", f"{found.p99:.2f}"


def a_story(folder: Path) -> str:
    query = "SELECT url FROM press_plate WHERE kind = 'story' AND status = 200 ORDER BY size DESC LIMIT 1"
    with sqlite3.connect(folder / "db.sqlite3") as database:
        return str(database.execute(query).fetchone()[0])


if __name__ == "__main__":
    for each in results():
        sys.stdout.write(each.markdown() + "\n")
