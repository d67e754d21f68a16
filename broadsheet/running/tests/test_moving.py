"""A paper that has outgrown SQLite: by one command its database is a PostgreSQL, and readers notice nothing."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.desk import Desk
from tests.gate.promised import OTHER
from tests.postgres import Cluster
from tests.sites import ROOT, Site, broadsheet, clean_environment, copied

pytestmark = [pytest.mark.slow, pytest.mark.part("postgres")]


@pytest.fixture(scope="module")
def pressed(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A paper with stories and briefs."""
    site = Site(copied(founded, tmp_path_factory.mktemp("outgrown")))
    site.inside("tests.gate.promised:build")
    assert site.run("press", "--all").returncode == 0
    return site.folder


@pytest.fixture
def full(pressed: Path, tmp_path: Path) -> Iterator[Site]:
    with Site(copied(pressed, tmp_path)) as site:
        yield site


def pages(site: Site) -> dict[str, bytes]:
    return {name: file.read_bytes() for top, name, file in site.press.walk() if top == "plates"}


def test_the_paper_goes_on_from_postgresql_as_it_was(full: Site, postgres: Cluster) -> None:
    before, url = pages(full), postgres.create("moved_there")
    done = full.run("move-database", url)
    assert done.returncode == 0, done.stderr
    assert "rows were moved" in done.stdout
    full.environment["DATABASE_URL"] = url
    done = full.run("press")
    assert done.returncode == 0, done.stderr
    assert pages(full) == before
    full.folder.joinpath("db.sqlite3").rename(full.folder / "not-needed.sqlite3")
    full.serve()
    desk = Desk(full).sign_in()
    desk.publish_brief("The quay is lit again.")
    full.shows("/news-feed/", 200, "The quay is lit again.")
    assert OTHER in desk.get("/desk/pages/search/?q=ferry").text


def test_a_password_need_not_stand_in_the_command(full: Site, postgres: Cluster) -> None:
    """By the environment, or asked for; one that does is warned of."""
    with_password = postgres.create("by_name").replace("broadsheet@", "broadsheet:harbour@")
    said = full.run("move-database", with_password.replace("/by_name", "/nowhere"))
    assert (said.returncode, "password in this command could be read by others" in said.stderr) == (1, True)
    command = broadsheet("move-database", "--site", full.folder)  # no fork, whose settings are loaded already
    told: dict[str, Any] = {
        "env": clean_environment(DATABASE_URL=with_password),
        "capture_output": True,
        "text": True,
        "cwd": ROOT,
    }
    said = subprocess.run(command, **told)
    assert (said.returncode, "rows were moved" in said.stdout) == (0, True), said.stderr
    assert "harbour" not in said.stdout + said.stderr
    asked = subprocess.run(command, **{**told, "env": clean_environment()}, input=f"{with_password}\n")
    assert (asked.returncode, "is not empty" in asked.stderr) == (1, True), asked.stderr


def test_what_cannot_be_is_said_before_anything_is_done(full: Site, postgres: Cluster) -> None:
    url = postgres.create("taken")
    before = rows(full)
    server = full.serve()
    said = full.run("move-database", url)
    assert (said.returncode, "stop its server and worker first" in said.stderr) == (1, True)
    full.end(server)
    for wrong, sentence in (
        ("sqlite:///other.sqlite3", "Name a PostgreSQL"),
        (url.replace("/taken", "/nowhere"), "cannot be used"),
    ):
        said = full.run("move-database", wrong)
        assert (said.returncode, sentence in said.stderr) == (1, True), said.stderr
    assert full.run("move-database", url).returncode == 0
    said = full.run("move-database", url)
    assert (said.returncode, "is not empty" in said.stderr) == (1, True)
    assert rows(full) == before


def rows(site: Site) -> int:
    with closing(sqlite3.connect(site.folder / "db.sqlite3")) as database:
        return int(database.execute("SELECT count(*) FROM wagtailcore_page").fetchone()[0])


def test_a_row_that_postgresql_does_not_take_is_named_and_nothing_is_moved(full: Site, postgres: Cluster) -> None:
    url = postgres.create("too_narrow")
    with closing(sqlite3.connect(full.folder / "db.sqlite3")) as database, database:
        database.execute("UPDATE briefs_brief SET headline = ?", ["x" * 5000])
    said = full.run("move-database", url)
    assert said.returncode == 1
    assert "briefs_brief" in said.stderr
    assert "does not fit" in said.stderr
    with closing(sqlite3.connect(full.folder / "db.sqlite3")) as database, database:
        database.execute("UPDATE briefs_brief SET headline = 'Shortened'")
    again = full.run("move-database", url)  # the same database, as the sentence says
    assert again.returncode == 0, again.stderr


def test_a_database_that_does_not_keep_every_letter_is_refused(full: Site, postgres: Cluster) -> None:
    """As `createdb` makes it on a machine whose language is "C"."""
    url = postgres.create("of_bytes", "--encoding=SQL_ASCII", "--locale=C", "--template=template0")
    said = full.run("move-database", url)
    assert (said.returncode, "keeps letters as SQL_ASCII: make another one" in said.stderr) == (1, True), said.stderr
