"""An erasure whose process is killed with -9 in the middle goes on, and ends with nothing left but the tombstone."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.amends.newsroom import SECRET
from tests.sites import PASSWORD, ROOT, Site, clean_environment, until

pytestmark = pytest.mark.slow
NEWSROOM = "tests.amends.newsroom"


def dies(site: Site, number: int) -> int:
    """How the process ended that was to die in a step."""
    settings = {"BROADSHEET_SITE": str(site.folder), "DJANGO_SETTINGS_MODULE": "broadsheet.site.settings"}
    command = [sys.executable, "-m", "tests.inside", f"{NEWSROOM}:die_in_step", json.dumps({"number": number})]
    return subprocess.run(command, env=clean_environment(**settings), cwd=ROOT, timeout=120, check=False).returncode


def tables_that_say_it(site: Site) -> set[str]:
    """The press's own left out: what it wrote down of a change goes when that is drawn."""
    with closing(sqlite3.connect(site.folder / "db.sqlite3")) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name
            for name in names
            if SECRET.lower() in str(database.execute(f'SELECT * FROM "{name}"').fetchall()).lower()
        }


def test_killed_twice_it_goes_on_and_nothing_is_left(site: Site) -> None:
    dora = ("--name", "dora", "--email", "dora@ledger.example", "--role", "administrator", "--password", PASSWORD)
    assert site.run("createuser", *dora).returncode == 0
    made = site.inside(f"{NEWSROOM}:libel")
    site.inside(f"{NEWSROOM}:confirmed", story=made["story"])
    for number in (0, 4):
        assert dies(site, number) == -9
        assert site.inside(f"{NEWSROOM}:stage") == ["going", number]
    assert tables_that_say_it(site)
    site.inside(f"{NEWSROOM}:lease_is_over")
    site.serve()
    until(lambda: site.inside(f"{NEWSROOM}:stage")[0] == "done", 60, every=0.5)
    assert "legal reasons" in site.shows(made["url"], 410, seconds=60)
    until(lambda: not tables_that_say_it(site), 60, every=0.5, told=lambda: tables_that_say_it(site))
    pressed = [path for path in site.press.root.rglob("*") if path.is_file()]
    until(lambda: not any(SECRET.encode() in path.read_bytes() for path in pressed if path.exists()), 60, every=0.5)
