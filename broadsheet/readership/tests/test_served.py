"""Readers of a paper that is served are counted, by several processes and on either database."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadsheet.readership.tests.counted import BOT, DESKTOP, PHONE
from tests.postgres import Cluster
from tests.sites import ROOT, Site, broadsheet, clean_environment

pytestmark = pytest.mark.slow

INSIDE = "broadsheet.readership.tests.inside:"
ON_PHONE, AT_DESK, PROGRAM = ({"User-Agent": said.decode()} for said in (PHONE, DESKTOP, BOT))


@pytest.fixture
def on_postgres(postgres: Cluster, tmp_path: Path) -> Iterator[Site]:
    with Site(tmp_path / "ledger", {"DATABASE_URL": postgres.with_tables("counted")}) as made:
        command = broadsheet("init", made.folder, "--name", "The Mirna Bay Ledger")
        subprocess.run(command, env=clean_environment(**made.environment), check=True, capture_output=True, cwd=ROOT)
        yield made


def read(site: Site, *options: str) -> None:
    path = site.inside(f"{INSIDE}publish")
    server = site.serve(*options)
    page = site.shows(path, 200, "The ferry is late")
    assert page
    etag = site.ask(path, **ON_PHONE, Referer="https://forum.example/thread/9").headers["etag"]
    for _ in range(3):
        assert site.ask(path, **ON_PHONE, **{"If-None-Match": etag}).status in (200, 304)
    site.ask(path + "plain/", **AT_DESK, **{"X-Forwarded-For": "198.51.100.9"})
    site.ask("/", **AT_DESK)
    for _ in range(2):
        site.ask(path, **PROGRAM)
    site.ask(path, "HEAD", **ON_PHONE)
    site.ask(path, **ON_PHONE, **{"Sec-Purpose": "prefetch"})
    site.ask("/no-such-page/", **ON_PHONE)
    site.end(server)


def test_pages_that_readers_open_are_counted(site: Site) -> None:
    read(site)
    assert site.inside(f"{INSIDE}told") == {
        "stories": [["The ferry is late", 5, 2]],
        "sources": [["forum.example", 1]],
        "devices": [["desktop", 2], ["phone", 4]],
        "readers": [3],
        "now": 3,
    }
    site.environment["BROADSHEET_COUNT_READERS"] = "false"
    server = site.serve()
    assert site.ask("/harbour/the-ferry-is-late/", **ON_PHONE).status == 200
    site.end(server)
    assert site.inside(f"{INSIDE}told")["stories"][0][1] == 5


@pytest.mark.part("postgres")
def test_several_processes_on_postgresql_add_up(on_postgres: Site) -> None:
    read(on_postgres, "--workers", "2")
    found = on_postgres.inside(f"{INSIDE}told")
    assert (found["stories"][0][:2], found["readers"]) == (["The ferry is late", 5], [3])
    assert found["devices"] == [["desktop", 2], ["phone", 4]]
