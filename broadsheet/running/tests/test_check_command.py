from __future__ import annotations

import json
import subprocess

import pytest

from tests.sites import Site

pytestmark = pytest.mark.slow


def state(done: subprocess.CompletedProcess[str]) -> tuple[int, str, list[str]]:
    report = json.loads(done.stdout)
    return done.returncode, report["state"], [one["area"] for one in report["findings"]]


def test_its_exit_status_and_its_json_say_how_it_is(site: Site) -> None:
    status, word, areas = state(site.run("check", "--json"))
    assert (status, word, areas[0]) == (1, "red", "worker")
    site.serve()
    site.well()
    assert state(site.run("check", "--json")) == (3, "yellow", ["backups"])
    site.environment["BROADSHEET_BACKUP_TO"] = "backups"
    assert site.run("backup").returncode == 0
    done = site.run("check")
    assert (done.returncode, done.stdout) == (0, "All is well.\n")
