"""Backups go to another machine over SSH and to S3, are thinned there, and come back."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from broadsheet.running import targets
from broadsheet.running.tests.elsewhere import s3_server, ssh_server
from tests.sites import ROOT, Site, broadsheet, clean_environment, until

pytestmark = pytest.mark.slow

INSIDE = "broadsheet.running.tests.inside"
OLD = "the-mirna-bay-ledger-20240101T033000Z.tar.zst"


def restored(site: Site, address: str, folder: Path, **environment: str) -> str:
    done = restore(address, folder, **environment)
    assert done.returncode == 0, done.stderr
    return (folder / "broadsheet.toml").read_text()


def restore(address: str, folder: Path, *more: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command, given = broadsheet("restore", address, folder, *more), clean_environment(**environment)
    return subprocess.run(command, env=given, capture_output=True, text=True, cwd=ROOT, timeout=120)


@pytest.mark.part("sshd")
def test_over_ssh(site: Site, tmp_path: Path) -> None:
    made = site.run("backup", "--new-ssh-key")
    assert made.returncode == 0, made.stderr
    assert 'restrict,command="internal-sftp" ssh-ed25519 ' in made.stdout
    public = (site.folder / "ssh/id_ed25519.pub").read_text()
    kept = tmp_path / "kept here"
    kept.mkdir()
    (kept / OLD).touch()
    (kept / "a letter.txt").touch()
    (kept / f".{OLD}.half").touch()
    begun = datetime.now(UTC) - timedelta(hours=1)
    another = f".the-mirna-bay-ledger-{begun:%Y%m%dT%H%M%SZ}.tar.zst.half"  # at which somebody is
    (kept / another).touch()
    with ssh_server(tmp_path / "other", public) as server:
        site.environment["BROADSHEET_BACKUP_TO"] = f"ssh://{server}{kept}".replace(" ", "%20")
        site.environment["BROADSHEET_BACKUP_KEEP"] = "1 day"
        done = site.run("backup")
        assert done.returncode == 0, done.stderr
        assert f"Removed {OLD}." in done.stdout
        backup = next(kept.glob("*.zst"))
        assert {path.name for path in kept.iterdir()} == {backup.name, "a letter.txt", another}
        assert "backups" not in {one["area"] for one in _findings(site)}
        assert site.run("backup", "--verify", backup).returncode == 0
        assert list(site.folder.glob(".backup-*")) == []
        fetched = tmp_path / "fetched"
        fetched.mkdir()
        machine = targets.at(site.environment["BROADSHEET_BACKUP_TO"], site.folder)
        machine.fetch(backup.name, fetched / "one")
        assert (fetched / "one").read_bytes() == backup.read_bytes()
    refused = site.run("backup")
    assert refused.returncode == 1
    assert "cannot be used" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.part("sshd")
def test_a_machine_with_another_key_gets_nothing(site: Site, tmp_path: Path) -> None:
    site.run("backup", "--new-ssh-key")
    public = (site.folder / "ssh/id_ed25519.pub").read_text()
    (kept := tmp_path / "kept").mkdir()
    with ssh_server(tmp_path / "other", public) as server:
        assert site.run("backup", "--to", f"ssh://{server}{kept}").returncode == 0
    port = int(server.rpartition(":")[2])
    with ssh_server(tmp_path / "impostor", public, port):
        done = site.run("backup", "--to", f"ssh://{server}{kept}")
    assert done.returncode == 1
    assert "cannot be used" in done.stderr
    assert len(list(kept.iterdir())) == 1


def test_to_s3(site: Site, tmp_path: Path) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": "us-east-1"}
    with s3_server("ledger") as endpoint, (site.folder / "secrets.toml").open("a") as secrets:
        secrets.write('backup_s3_id = "testing"\nbackup_s3_secret = "testing"\n')
        secrets.flush()
        site.environment["BROADSHEET_BACKUP_TO"] = f"s3://ledger/of/papers?endpoint={endpoint}&region=us-east-1"
        bucket = targets.at(
            site.environment["BROADSHEET_BACKUP_TO"], tmp_path, {"id": "testing", "secret": "testing"}
        )
        (old := tmp_path / OLD).touch()
        bucket.bring(old)
        site.environment["BROADSHEET_BACKUP_KEEP"] = "1 day"
        done = site.run("backup")
        assert done.returncode == 0, done.stderr
        assert f"Removed {OLD}." in done.stdout
        (name,) = [path.name for path in bucket.names()]
        address = f"s3://ledger/of/papers/{name}?endpoint={endpoint}"
        assert "Mirna Bay Ledger" in restored(site, address, tmp_path / "again", **keys)
        missing = site.run("backup", "--to", f"s3://none/at/all?endpoint={endpoint}&region=us-east-1")
        assert (missing.returncode, "NoSuchBucket" in missing.stderr) == (1, True)
        assert "s3://none/at/all at http://127.0.0.1" in missing.stderr


@pytest.mark.parametrize("whole", [True, False])
def test_a_backup_is_fetched_into_the_folder_itself_where_only_that_can_be_written(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    """As in a container, whose own files cannot be written: keys, and what an earlier try left, are not in the way,
    and no key is lost."""
    assert site.run("backup", "--to", tmp_path / "kept").returncode == 0
    (made,) = (tmp_path / "kept").glob("*.zst")
    again, places = tmp_path / "again", []
    (again / ".ssh").mkdir(parents=True)
    (again / ".ssh/known_hosts").touch()
    (again / ".restore-killed").mkdir()

    def fetch(address: str, place: Path) -> Path:
        if not address.endswith(made.name):
            raise targets.NotReached("There is none.")
        places.append(place)
        (place / made.name).write_bytes(made.read_bytes() if whole else made.read_bytes()[:-99])
        return place / made.name

    monkeypatch.setattr(targets, "fetch", fetch)
    monkeypatch.setattr(os, "access", lambda path, *_: Path(path) != tmp_path)
    done = CliRunner().invoke(
        import_module("broadsheet.site.commands.restore").command,
        [f"ssh://ledger@backups.example/kept/{made.name}", str(again)],
    )
    assert (done.exit_code, places[0].parent) == (0 if whole else 1, again), done.output
    assert [path.name for path in again.glob(".*") if path.name.startswith(".restore")] == []
    assert (again / ".ssh/known_hosts").exists()
    assert (again / "broadsheet.toml").exists() is whole


def backed_up(site: Site) -> dict[str, Any]:
    """A story that is published when a backup is made: {"story": its key, "url"}."""
    story: dict[str, Any] = site.inside(f"{INSIDE}:story_to_kill")
    done = site.run("backup")
    assert done.returncode == 0, done.stderr
    return story


def kill_since(site: Site, story: dict[str, Any], beside: Callable[[], object]) -> None:
    """It is killed, and the worker brings the list of that beside the backup."""
    assert not beside()
    site.inside(f"{INSIDE}:kill_it", story=story["story"])
    site.work()
    until(beside, 40, told=lambda: site.log.read_text()[-2000:])


def stays_out(again: Site, url: str) -> None:
    """After a restore, at the first start."""
    again.serve()
    again.shows(url, 410, seconds=60)


@pytest.mark.part("sshd")
def test_a_kill_after_the_backup_is_held_after_a_restore_over_ssh(site: Site, tmp_path: Path) -> None:
    site.run("backup", "--new-ssh-key")
    public = (site.folder / "ssh/id_ed25519.pub").read_text()
    (kept := tmp_path / "kept here").mkdir()
    with ssh_server(tmp_path / "other", public) as server, Site(tmp_path / "again") as again:
        address = f"ssh://{server}{kept}".replace(" ", "%20")
        site.environment["BROADSHEET_BACKUP_TO"] = address
        story = backed_up(site)
        (backup,) = kept.glob("*Z.tar.zst")
        (under_way := kept / f".{OLD}.half").touch()  # another process makes one: it stays, whatever list comes
        kill_since(site, story, lambda: list(kept.glob("*-removals.jsonl.zst")))
        assert under_way.exists()
        path = signed_in(tmp_path / "bin", site.folder)
        done = restore(f"{address}/{backup.name}", again.folder, PATH=path)
        assert "One thing that was removed for good will not come back" in listed(done)
        stays_out(again, story["url"])


def test_a_kill_after_the_backup_is_held_after_a_restore_from_s3(site: Site, tmp_path: Path) -> None:
    """Encrypted, as what leaves for somebody else's machine should be."""
    keys = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": "us-east-1"}
    made = site.run("backup", "--new-key").stdout
    (key := tmp_path / "key").write_text(made)
    recipient = re.findall(r"age1\w+", made)[0]
    with s3_server("ledger") as endpoint, Site(tmp_path / "again") as again:
        where = f"?endpoint={endpoint}&region=us-east-1"
        address = f"s3://ledger/of/papers{where}"
        more = {"BACKUP_TO": address, "BACKUP_RECIPIENTS": recipient, "BACKUP_S3_ID": "testing"}
        more["BACKUP_S3_SECRET"] = "testing"
        site.environment |= {f"BROADSHEET_{name}": value for name, value in more.items()}
        bucket = targets.at(address, tmp_path, {"id": "testing", "secret": "testing"})
        story = backed_up(site)
        (backup,) = _names(bucket)
        kill_since(site, story, lambda: [name for name in _names(bucket) if name.endswith("-removals.jsonl.zst.age")])
        done = restore(f"s3://ledger/of/papers/{backup}{where}", again.folder, "--key", key, **keys)
        assert "One thing that was removed for good will not come back" in listed(done)
        again.environment = {"BROADSHEET_BACKUP_TO": ""}
        stays_out(again, story["url"])


def _names(bucket: targets.Target) -> list[str]:
    return [path.name for path in bucket.names()]


def listed(done: subprocess.CompletedProcess[str]) -> str:
    """What a restore that found the list said."""
    assert done.returncode == 0, done.stderr
    assert "No list of what was removed" not in done.stdout
    return done.stdout


def signed_in(place: Path, site: Path) -> str:
    """A PATH on which sftp may sign in there, as that of somebody who restores on a new machine does, and leaves
    nothing in their home."""
    place.mkdir()
    options = f"-o IdentityFile={site}/ssh/id_ed25519 -o UserKnownHostsFile={place}/known"
    (place / "sftp").write_text(f'#!/bin/sh\nexec {shutil.which("sftp")} {options} "$@"\n')
    (place / "sftp").chmod(0o755)
    return f"{place}:{os.environ['PATH']}"


def _findings(site: Site) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(site.run("check", "--json").stdout)["findings"]
    return found
