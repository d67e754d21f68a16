"""Readers who had listened before a backup was put in the place of the paper."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.live.conftest import act, listening
from tests.sites import ROOT, Site, broadsheet, clean_environment

pytestmark = pytest.mark.slow


def test_whoever_comes_back_after_a_restore_looks_at_the_pages_anew(site: Site, tmp_path: Path) -> None:
    server = site.serve()
    with listening(site) as reader:
        act(site, "publish", headline="In the backup.")
        reader.until(1)
        (archive,) = backed_up(site, tmp_path / "backups")
        for number in (1, 2):
            act(site, "publish", headline=f"Lost {number}.")
            reader.until(1 + number)
    site.end(server)
    with Site(restored(archive, tmp_path / "again")) as again:
        again.serve()
        again.well()
        with listening(again) as other:
            for number in (1, 2, 3):
                act(again, "publish", headline=f"New {number}.")
                other.until(number)
        with listening(again, reader.last) as back:
            assert back.until(1)[0].name == "reset"
            act(again, "publish", headline="New 4.")
            assert "New 4." in back.until(2)[1].data
        with listening(again, other.last) as late:
            assert ["New 4." in event.data for event in late.until(1)] == [True]


def backed_up(site: Site, place: Path) -> list[Path]:
    done = site.run("backup", "--to", place)
    assert done.returncode == 0, done.stderr
    return [path for path in place.iterdir() if "removals" not in path.name]


def restored(archive: Path, folder: Path) -> Path:
    command = broadsheet("restore", archive, folder)
    subprocess.run(command, env=clean_environment(), check=True, capture_output=True, cwd=ROOT)
    return folder
