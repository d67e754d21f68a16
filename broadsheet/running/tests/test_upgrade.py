"""A site of the first state that was kept becomes one of today, and goes back."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import zstandard

from broadsheet.kit import clock
from broadsheet.live import numbers
from broadsheet.press.models import Desk
from broadsheet.running import databases, presence, upgrading
from tests.postgres import Cluster
from tests.sending import sink
from tests.sites import ROOT, Site, broadsheet, clean_environment, until

pytestmark = pytest.mark.slow

KEPT = sorted((Path(__file__).parent / "databases").glob("*.sqlite3.zst"))


def titles(site: Site) -> list[str]:
    with closing(sqlite3.connect(site.folder / "db.sqlite3")) as database:
        rows = database.execute(
            "SELECT title FROM wagtailcore_page JOIN stories_storypage ON page_ptr_id = id ORDER BY id"
        )
        return [title for (title,) in rows]


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.name.partition(".")[0])
def test_an_old_site_is_upgraded_and_the_upgrade_is_undone(site: Site, kept: Path) -> None:
    (site.folder / "db.sqlite3").write_bytes(zstandard.ZstdDecompressor().decompress(kept.read_bytes()))
    old = titles(site)
    assert "Ferry 1" in old
    assert "run `broadsheet upgrade`" in site.run("check").stdout
    site.environment["BROADSHEET_BACKUP_TO"] = "backups"
    done = site.run("upgrade")
    assert done.returncode == 0, done.stderr
    assert len(list((site.folder / "backups").iterdir())) == 1
    assert "Ferry 1" in (site.folder / "press/plates/harbour/ferry-1/index.html").read_text()
    assert "already" in site.run("upgrade").stdout
    server = site.serve()
    site.well()
    assert site.ask("/harbour/ferry-1/").status == 200
    refused = site.run("upgrade", "--undo", "--yes")
    assert refused.returncode == 1
    assert "is being served: stop" in refused.stderr
    site.end(server)
    done = site.run("upgrade", "--undo", "--yes")
    assert done.returncode == 0, done.stderr
    assert titles(site) == old
    assert "run `broadsheet upgrade`" in site.run("check").stdout
    assert len(list((site.folder / "before-upgrade").glob("undone-*"))) == 1


def test_after_an_undo_no_event_has_a_number_that_another_one_had(tmp_path: Path) -> None:
    copied, target = tmp_path / "copied", tmp_path / "db.sqlite3"
    kept = KEPT[-1].read_bytes()
    copied.write_bytes(zstandard.ZstdDecompressor().decompress(kept))
    given = []
    for _ in range(2):  # from the same copy
        databases.put_back_sqlite(copied, target, datetime.now(UTC))
        with closing(sqlite3.connect(target)) as database, database:
            (upto,) = database.execute("SELECT upto FROM live_pruned").fetchone()
            database.execute("DELETE FROM live_event")
            for key in range(3):
                words = "INSERT INTO live_event (at, kind, key, data) VALUES ('2026-01-01', 'brief', ?, '{}')"
                given.append(database.execute(words, [key]).lastrowid)
        assert upto == given[-3] - 1
    assert given == sorted(set(given))
    assert given[0] > numbers.LEAP


INSIDE = "broadsheet.running.tests.inside"


def upgraded(site: Site, *options: str) -> str:
    done = site.run("upgrade", "--press-later", *options)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_after_an_undo_no_issue_goes_out_twice_and_who_was_signed_out_stays_so(site: Site, tmp_path: Path) -> None:
    with sink.running(tmp_path / "mails") as relay:
        site.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{relay.port}"
        for arranged in ("older", "issue_is_due", "signed_in"):
            site.inside(f"{INSIDE}:{arranged}")
        upgraded(site)
        server = site.serve()
        until(lambda: relay.accepted().total() == 5, 60, told=site.log.read_text)
        site.end(server)
        said = site.run("upgrade", "--undo", "--yes").stdout
        assert "Newsletter issues that were on their way wait for an editor" in said
        assert site.inside(f"{INSIDE}:sessions") == 1
        upgraded(site)
        server = site.serve()
        site.well()
        until(lambda: set(site.inside(f"{INSIDE}:issue_states").values()) == {"paused"}, 30, told=site.log.read_text)
        assert site.inside(f"{INSIDE}:sessions") == 0
        site.inside(f"{INSIDE}:signed_in")
        site.end(server)
        site.serve()
        site.well()
        assert site.inside(f"{INSIDE}:sessions") == 1  # that is done once
        assert set(relay.accepted().values()) == {1}


def steps(site: Site) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(site.folder / "db.sqlite3")) as database:
        return database.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()


def test_an_upgrade_that_was_killed_half_way_goes_on_and_is_undone_to_where_it_began(site: Site) -> None:
    (site.folder / "db.sqlite3").write_bytes(zstandard.ZstdDecompressor().decompress(KEPT[-1].read_bytes()))
    old, words = steps(site), titles(site)
    site.module, site.environment["BROKEN_AFTER"] = "broadsheet.running.tests.broken_off", "2"
    assert site.run("upgrade", "--press-later").returncode == -signal.SIGKILL
    site.module = "broadsheet"
    half = steps(site)
    assert len(half) == len(old) + 2
    done = site.run("upgrade", "--press-later")
    assert done.returncode == 0, done.stderr
    assert "never came to its end: the database as it was before that stays in" in done.stdout
    assert set(half) < set(steps(site))
    done = site.run("upgrade", "--undo", "--yes")
    assert done.returncode == 0, done.stderr
    assert (steps(site), titles(site)) == (old, words)
    (aside,) = (site.folder / "before-upgrade").glob("undone-*")
    # the next one begins anew, and what the undo has set aside stays
    done = site.run("upgrade", "--press-later")
    assert done.returncode == 0, done.stderr
    assert "never came to its end" not in done.stdout
    assert aside.exists()


def test_a_disk_without_room_for_an_upgrade_is_told_before_anything_is_changed(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SITE = tmp_path
    (database := tmp_path / "db.sqlite3").write_bytes(b"x" * 1000)
    monkeypatch.setattr(databases, "sqlite_file", lambda _: database)
    monkeypatch.setattr(upgrading.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 60 << 20}))
    with pytest.raises(upgrading.NotUpgraded, match="lacks 4 MB to change the database on: make room; nothing was"):
        upgrading._demand_room("sqlite")


@pytest.mark.django_db
def test_a_server_whose_worker_was_stopped_is_at_work_all_the_same(settings: Any, tmp_path: Path) -> None:
    settings.SITE = tmp_path
    handle = presence.announce(tmp_path)
    assert handle is not None
    try:
        with pytest.raises(upgrading.NotUpgraded, match="is being served: stop its server"), upgrading.alone():
            pass
    finally:
        os.close(handle)
    with upgrading.alone():
        pass


@pytest.mark.django_db
def test_a_second_upgrade_is_refused_and_a_server_waits_for_the_end_of_the_first(
    settings: Any, tmp_path: Path
) -> None:
    settings.SITE = tmp_path
    handles: list[int | None] = []
    server = threading.Thread(target=lambda: handles.append(presence.announce(tmp_path)))
    with upgrading.alone():
        with pytest.raises(upgrading.NotUpgraded, match="Another upgrade is at work on The Mirna"), upgrading.alone():
            pass
        server.start()
        server.join(0.3)
        assert handles == []
    server.join(10)
    (handle,) = handles
    assert handle is not None
    os.close(handle)


@pytest.mark.django_db
def test_a_worker_whose_clock_ran_ahead_and_that_was_stopped_is_waited_for_no_longer_than_others(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SITE = tmp_path
    monkeypatch.setattr(upgrading, "SILENT_AFTER", timedelta(seconds=1))
    Desk.objects.update_or_create(pk=1, defaults={"heartbeat": clock.wall() + timedelta(days=3)})
    waited: list[bool] = []
    with upgrading.alone(lambda: waited.append(True)):
        assert waited == [True]
    beats = iter([clock.wall() + timedelta(days=3), clock.wall() + timedelta(days=3, seconds=2)])
    monkeypatch.setattr(upgrading, "_beat", lambda: next(beats))
    with pytest.raises(upgrading.NotUpgraded, match="is being served"), upgrading.alone():
        pass


def test_a_step_that_breaks_in_whatever_way_tells_the_way_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("slug")

    monkeypatch.setattr(upgrading, "call_command", broken)
    monkeypatch.setattr(upgrading.connection, "close", lambda: None)
    with pytest.raises(upgrading.NotUpgraded, match=r"KeyError.*: run `broadsheet upgrade` again .* or .*--undo"):
        upgrading.migrate()


def test_a_database_of_a_newer_version_is_refused(site: Site) -> None:
    with closing(sqlite3.connect(site.folder / "db.sqlite3")) as database, database:
        database.execute("INSERT INTO django_migrations VALUES (9999, 'stories', '9999_times_to_come', '2031-01-01')")
    done = site.run("upgrade")
    assert done.returncode == 1
    assert "of a newer version (stories.9999_times_to_come)" in done.stderr


def test_there_is_nothing_to_undo_on_a_new_site(site: Site) -> None:
    assert "nothing to go back to" in site.run("upgrade", "--undo", "--yes").stderr


@pytest.mark.part("postgres")
def test_an_upgrade_is_undone_on_postgresql(postgres: Cluster, tmp_path: Path) -> None:
    folder, address = tmp_path / "ledger", postgres.create("upgraded")
    with Site(folder, {"DATABASE_URL": address}) as site:
        command = broadsheet("init", folder, "--name", "The Mirna Bay Ledger")
        subprocess.run(command, env=clean_environment(**site.environment), check=True, capture_output=True, cwd=ROOT)
        site.inside("broadsheet.running.tests.inside:older")
        before = site.inside("broadsheet.running.tests.inside:sum_of_everything")
        assert "(1 step behind): stop the server and run `broadsheet upgrade`" in site.run("check").stdout
        with import_module("psycopg").connect(address) as other:  # another host's
            other.execute("SELECT pg_advisory_lock(%s)", [databases.ALONE])
            assert "Another upgrade is at work" in site.run("upgrade").stderr
        done = site.run("upgrade")
        assert done.returncode == 0, done.stderr
        assert (folder / "before-upgrade/postgresql.dump").exists()
        site.inside("broadsheet.running.tests.inside:publish", title="Written after the upgrade")
        last = site.inside("broadsheet.running.tests.inside:told")
        done = site.run("upgrade", "--undo", "--yes")
        assert done.returncode == 0, done.stderr
        assert site.inside("broadsheet.running.tests.inside:sum_of_everything") == before
        assert site.inside("broadsheet.running.tests.inside:resumed") == ["back"]
        assert len(list((folder / "before-upgrade").glob("undone-*-postgresql.dump"))) == 1
        assert site.run("upgrade").returncode == 0
        assert site.inside("broadsheet.running.tests.inside:told") > last + 1
        site.serve()
        site.well()
        assert site.ask("/").status == 200


def test_a_server_that_was_started_without_an_upgrade_says_so_once(site: Site) -> None:
    site.environment["BROADSHEET_BACKUP_TO"] = "backups"
    site.inside("broadsheet.running.tests.inside:older")
    site.serve()
    until(lambda: "run `broadsheet upgrade`" in site.log.read_text(), 60, told=site.log.read_text)
    for _ in range(5):
        site.ask("/healthz")
    site.end(site.processes[-1])
    said = site.log.read_text()
    assert said.count("run `broadsheet upgrade`") == 1
    assert "Traceback" not in said
    assert "Service Unavailable" not in said
