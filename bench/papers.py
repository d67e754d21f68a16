"""The papers that are measured: archives of a size, kept under var/bench and made when they are missing."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import django

from tests.sites import EDITOR, PASSWORD, ROOT, Site, broadsheet, clean_environment, until

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.site.settings_test")
django.setup()  # Wagtail's helpers for forms want it

LONG = 3600.0  # seconds that a paper of a hundred thousand may take
KEPT = ROOT / "var" / "bench"
SIZES = tuple(int(size) for size in os.environ.get("BENCH_STORIES", "1000,10000").split(","))


def paper(stories: int) -> Site:
    """The site with that many stories, and an editor who may do everything. To be used in a `with`."""
    folder = KEPT / str(stories)
    if not (folder / "db.sqlite3").exists():
        run(*broadsheet("init", folder))
        who = ("--name", EDITOR, "--email", "cleo@ledger.example", "--role", "administrator", "--password", PASSWORD)
        run(*broadsheet("createuser", "--site", folder, *who))
    run(*broadsheet("manage", "migrate", "--site", folder))  # it may be of an earlier version
    inside = {"BROADSHEET_SITE": str(folder), "DJANGO_SETTINGS_MODULE": "bench.archive_settings"}
    fill = (sys.executable, "-m", "tests.inside", "bench.archive:fill", json.dumps({"count": stories}))
    run(*fill, stdout=None, **inside)
    return Site(folder)


def stories(site: Site) -> int:
    """How many it has by now: whatever is measured by publishing leaves some behind."""
    with closing(sqlite3.connect(site.folder / "db.sqlite3")) as database:
        return int(database.execute("SELECT count(*) FROM stories_storypage").fetchone()[0])


def pressed(site: Site) -> Site:
    """The site with nothing left to press; all of it anew where it was never pressed."""
    whole = () if (site.folder / "press" / "edition").exists() else ("--all", "--processes", os.cpu_count() or 1)
    run(*broadsheet("press", *whole, "--site", site.folder))
    return site


def served(site: Site) -> subprocess.Popen[str]:
    """Its server, when it is well and has nothing left to press (after a change of the code that is everything)."""
    server = site.serve()
    until(lambda: site.health()[0] == 200, LONG)
    until(lambda: not dirty(site), LONG, every=0.5)
    return server


def dirty(site: Site) -> int:
    """How many plates wait to be pressed."""
    with closing(sqlite3.connect(site.folder / "db.sqlite3")) as database:
        return int(database.execute("SELECT count(*) FROM press_plate WHERE made < wanted").fetchone()[0])


def run(*command: str, stdout: int | None = subprocess.DEVNULL, **environment: str) -> float:
    """Seconds that a command took."""
    began = time.perf_counter()
    subprocess.run(command, env=clean_environment(**environment), check=True, cwd=ROOT, stdout=stdout)
    return time.perf_counter() - began
