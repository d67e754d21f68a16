"""A site is backed up while people work in it, wiped, restored, and serves the same bytes."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadsheet.running import removal_list, thinning
from broadsheet.running.archive import streams
from broadsheet.running.contents import files
from tests.postgres import Cluster
from tests.sites import ROOT, Site, broadsheet, clean_environment, copied, until

pytestmark = pytest.mark.slow

FILL = "broadsheet.running.tests.inside:fill"
SAVE = "broadsheet.running.tests.inside:save_until"


def served(site: Site) -> dict[str, bytes]:
    """Every plate, tombstone and redirect that readers get, when all is pressed."""
    site.serve()
    site.well()
    site.inside("broadsheet.running.tests.inside:pressed")
    found = {f"{top}/{name}": file.read_bytes() for top, name, file in site.press.walk()}
    site.end(site.processes[-1])
    return found


def made(site: Site, place: Path, *options: str | Path) -> Path:
    done = site.run("backup", "--to", place, *options)
    assert done.returncode == 0, done.stderr
    return max(path for path in place.iterdir() if thinning.NAME.match(path.name))


def restored(
    archive: Path, folder: Path, *options: str | Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    command = broadsheet("restore", archive, folder, *options)
    return subprocess.run(command, env=clean_environment(**environment), capture_output=True, text=True, cwd=ROOT)


@contextmanager
def editors(site: Site, stop: Path) -> Iterator[None]:
    """Somebody saves and uploads all the time, and takes away what was uploaded."""
    thread = threading.Thread(target=lambda: site.inside(SAVE, stop=str(stop)))
    thread.start()
    until(lambda: list((site.folder / "media").rglob("*ull_3*")), 60)
    try:
        yield
    finally:
        stop.touch()
        thread.join(120)


def test_a_backup_under_edits_is_restored_and_serves_the_same_bytes(site: Site, tmp_path: Path) -> None:
    site.inside(FILL)
    with editors(site, tmp_path / "stop"):
        archive = made(site, tmp_path / "under-edits")
    before = served(site)
    key, recipient = streams.new_key()
    (tmp_path / "key").write_text(key)
    site.environment["BROADSHEET_BACKUP_RECIPIENTS"] = recipient
    quiet = made(site, tmp_path / "quiet")
    shutil.rmtree(site.folder)
    done = restored(quiet, site.folder, "--key", tmp_path / "key")
    assert done.returncode == 0, done.stderr
    assert served(site) == before
    # what was made while somebody worked in it is whole in itself: every file that its database speaks of is there
    with Site(tmp_path / "again") as again:
        assert restored(archive, again.folder).returncode == 0
        assert again.inside("broadsheet.running.tests.inside:missing_files") == []
        with closing(sqlite3.connect(again.folder / "db.sqlite3")) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        again.serve()
        again.well()


@pytest.mark.part("postgres")
def test_the_same_on_postgresql(founded: Path, postgres: Cluster, tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    with Site(folder, {"DATABASE_URL": postgres.with_tables("before")}) as site:
        command = broadsheet("init", folder, "--name", "The Mirna Bay Ledger")
        subprocess.run(command, env=clean_environment(**site.environment), check=True, capture_output=True, cwd=ROOT)
        site.inside(FILL)
        before = served(site)
        archive = made(site, tmp_path / "backups")
        shutil.rmtree(folder)
        refused = restored(archive, folder, **site.environment)
        assert "is not empty" in refused.stderr
        assert not folder.exists()
        site.environment = {"DATABASE_URL": postgres.create("after")}
        done = restored(archive, folder, **site.environment)
        assert done.returncode == 0, done.stderr
        assert served(site) == before


def test_restore_refuses_a_folder_that_is_not_empty_and_a_damaged_backup(site: Site, tmp_path: Path) -> None:
    archive = made(site, tmp_path / "backups")
    before = {name: path.read_bytes() for name, path in files(site.folder, [])}
    done = restored(archive, site.folder)
    assert done.returncode == 1
    assert "is not empty" in done.stderr
    done = restored(tmp_path / f"ledger{removal_list.BESIDE}", tmp_path / "empty")
    assert "it is no backup" in done.stderr
    assert {name: path.read_bytes() for name, path in files(site.folder, [])} == before
    whole = archive.read_bytes()
    archive.write_bytes(whole[:-2000])
    done = restored(archive, tmp_path / "new")
    assert done.returncode == 1
    assert "is damaged" in done.stderr or "not whole" in done.stderr
    assert not (tmp_path / "new").exists()


def test_the_clock_has_a_backup_made_once_a_day(site: Site, tmp_path: Path) -> None:
    with (site.folder / "broadsheet.toml").open("a") as settings:
        settings.write(f'backup_to = "{tmp_path / "nightly"}"\nbackup_at = "00:00"\n')
    site.serve()
    until(lambda: list((tmp_path / "nightly").glob("*.tar.zst")), 60, told=site.log.read_text)
    assert site.run("backup", "--verify", next((tmp_path / "nightly").glob("*.tar.zst"))).returncode == 0


def test_an_issue_under_way_waits_after_a_restore(site: Site, tmp_path: Path) -> None:
    site.inside("broadsheet.running.tests.inside:issues_under_way")
    archive = made(site, tmp_path / "backups")
    with Site(tmp_path / "new") as new:
        assert restored(archive, new.folder).returncode == 0
        new.serve()
        new.well()
        waiting = {"past": "paused", "sending": "paused", "future": "scheduled", "draft": "draft"}
        states = "broadsheet.running.tests.inside:issue_states"
        until(lambda: new.inside(states) == waiting, 20, told=new.log.read_text)


def test_what_was_killed_after_the_backup_stays_out(site: Site, tmp_path: Path) -> None:
    told = site.inside("broadsheet.running.tests.inside:story_to_kill")
    archive = made(site, tmp_path / "backups")
    bare = copied_to(archive, tmp_path / "bare")
    site.inside("broadsheet.running.tests.inside:kill_it", story=told["story"])
    made(site, tmp_path / "backups")
    with Site(tmp_path / "new") as new:
        done = restored(archive, new.folder)
        assert "One thing that was removed for good will not come back" in done.stdout, done.stderr
        assert f"The newest on that list is of {datetime.now(UTC):%Y-%m-%d}" in done.stdout
        new.serve()
        new.well()
        new.shows(told["url"], 410)
    done = restored(bare, tmp_path / "without")
    assert "No list of what was removed lies beside the backup" in done.stdout


def copied_to(archive: Path, folder: Path) -> Path:
    folder.mkdir()
    return Path(shutil.copy(archive, folder))


def test_a_copied_site_has_no_backups_in_its_backups(founded: Path, tmp_path: Path) -> None:
    with Site(copied(founded, tmp_path)) as site:
        first = made(site, site.folder / "backups")
        second = made(site, site.folder / "backups")
        assert abs(second.stat().st_size - first.stat().st_size) < 2000
