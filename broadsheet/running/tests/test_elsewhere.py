"""Backups go to another machine over SSH and to S3, are thinned there, and come back."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from broadsheet.running import targets
from broadsheet.running.tests.elsewhere import s3_server, ssh_server
from tests.sites import ROOT, Site, broadsheet, clean_environment

pytestmark = pytest.mark.slow

OLD = "the-mirna-bay-ledger-20240101T033000Z.tar.zst"


def restored(site: Site, address: str, folder: Path, **environment: str) -> str:
    command = broadsheet("restore", address, folder)
    done = subprocess.run(
        command, env=clean_environment(**environment), capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return (folder / "broadsheet.toml").read_text()


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
    with ssh_server(tmp_path / "other", public) as server:
        site.environment["BROADSHEET_BACKUP_TO"] = f"ssh://{server}{kept}".replace(" ", "%20")
        site.environment["BROADSHEET_BACKUP_KEEP"] = "1 day"
        done = site.run("backup")
        assert done.returncode == 0, done.stderr
        assert f"Removed {OLD}." in done.stdout
        backup = next(kept.glob("*.zst"))
        assert {path.name for path in kept.iterdir()} == {backup.name, "a letter.txt"}
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


def _findings(site: Site) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(site.run("check", "--json").stdout)["findings"]
    return found
