"""The demo's paper, served until the `with` ends, with nothing left to press and every story to be found."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.reading.paper import Paper
from tests.sites import Site, broadsheet, clean_environment, until

WHOLE = 300.0  # seconds that pressing the demo may take on a busy machine


@contextmanager
def served_demo(folder: Path) -> Iterator[Paper]:
    with Site(folder) as site:
        command = broadsheet("demo", folder, "--port", site.port)
        with site.log.open("a") as log:
            server = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=log, text=True, env=clean_environment(**site.environment)
            )
        site.processes.append(server)
        assert server.stdout is not None
        told = ""
        for line in server.stdout:
            told += line
            if "Ctrl+C" in line:
                break
        assert "Ctrl+C" in told, site.log.read_text()
        until(lambda: _pressed(folder), WHOLE, every=0.2)
        yield Paper(site, told)


def _pressed(folder: Path) -> bool:
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        (waiting,) = database.execute("SELECT count(*) FROM press_plate WHERE made < wanted").fetchone()
        (changes,) = database.execute("SELECT count(*) FROM press_change").fetchone()
        (unread,) = database.execute("SELECT count(*) FROM search_due").fetchone()
    return not waiting and not changes and not unread
