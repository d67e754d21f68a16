"""The database cannot be read when the paper starts, or is lost while it runs: readers get everything that is
pressed, the desk says that it takes nothing now, the search that it finds nothing, and all comes back by itself."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.desk import Desk
from tests.faults.conftest import LEDGER, Ledger
from tests.postgres import Cluster
from tests.sites import EDITOR, PASSWORD, ROOT, Site, broadsheet, clean_environment, until

pytestmark = pytest.mark.slow

AWAY = ["The database does not answer"]
INSTEAD = {"moved away": None, "damaged": b"this is no database " * 5000, "empty": b""}


@dataclass
class Store:
    """A paper's database, to be taken away and brought back."""

    lose: Callable[[], object]
    bring_back: Callable[[], object]


def refuses(ledger: Ledger) -> None:
    """What holds while the database is away."""
    until(lambda: ledger.site.health() == (503, AWAY), told=ledger.site.health)
    ledger.served_as_pressed()
    for path in ("/desk/", "/desk/login/"):
        answer = ledger.site.ask(path, Cookie=f"sessionid={'a' * 32}")
        assert (answer.status, answer.headers["retry-after"]) == (503, "10"), path
        assert "Nothing that you sent was kept" in answer.text
        assert "Traceback" not in answer.text
    answer = ledger.site.ask("/search/?q=ferry")
    assert (answer.status, "The search does not answer" in answer.text) == (503, True)
    assert ledger.site.ask("/static/wagtailadmin/css/core.css").status == 200


def works_again(ledger: Ledger, title: str) -> None:
    until(lambda: ledger.site.health() == (200, []), 30, told=ledger.site.health)
    desk = Desk(ledger.site).sign_in()
    desk.publish_story(ledger.things["stories"][0], title, "It sails again.", slug="ferry-0")
    ledger.site.shows(ledger.address(0), 200, title)
    ledger.site.shows("/rails/editors-picks.html", 200, title)


def sqlite(site: Site, how: str) -> Store:
    """All three files, as they lie: the database, its log and their index."""
    away = site.folder.parent / "away"
    names = ("db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm")

    def lose() -> None:
        away.mkdir()
        for name in names:
            if (site.folder / name).exists():
                (site.folder / name).rename(away / name)
        instead = INSTEAD[how]
        if instead is not None:
            (site.folder / names[0]).write_bytes(instead)

    def bring_back() -> None:
        for name in names:
            (site.folder / name).unlink(missing_ok=True)
        for kept in away.iterdir():
            kept.rename(site.folder / kept.name)

    return Store(lose, bring_back)


@pytest.mark.parametrize("how", INSTEAD)
def test_sqlite_that_cannot_be_read_at_the_start(ledger: Ledger, how: str) -> None:
    store = sqlite(ledger.site, how)
    store.lose()
    ledger.site.serve()
    refuses(ledger)
    store.bring_back()
    works_again(ledger, "Ferry found")


def test_sqlite_lost_in_mid_run(ledger: Ledger) -> None:
    ledger.site.serve()
    works_again(ledger, "Ferry as ever")
    store = sqlite(ledger.site, "moved away")
    store.lose()
    refuses(ledger)
    store.bring_back()
    works_again(ledger, "Ferry found")


@pytest.fixture
def on_postgres(postgres: Cluster, tmp_path: Path) -> Iterator[Ledger]:
    with Site(tmp_path / "ledger", environment={"DATABASE_URL": postgres.with_tables("ledger_of_faults")}) as site:
        environment = clean_environment(**site.environment)
        subprocess.run(broadsheet("init", site.folder), env=environment, check=True, capture_output=True, cwd=ROOT)
        who = ("--name", EDITOR, "--email", "cleo@ledger.example", "--password", PASSWORD)
        assert site.run("createuser", *who).returncode == 0
        made = Ledger(site, site.inside(f"{LEDGER}:build"))
        assert site.run("press", "--all").returncode == 0
        yield made


@pytest.mark.part("postgres")
def test_postgres_stopped_at_the_start_and_in_mid_run(on_postgres: Ledger, postgres: Cluster) -> None:
    postgres.stop()
    try:
        on_postgres.site.serve()
        refuses(on_postgres)
        postgres.start()
        works_again(on_postgres, "Ferry found")
        postgres.stop()
        refuses(on_postgres)
    finally:
        postgres.start()  # other tests have databases there
    works_again(on_postgres, "Ferry found again")
