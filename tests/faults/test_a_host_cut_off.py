"""A host is cut off from the network while it holds the press's lock: another has it within half a minute."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import networks
from tests.postgres import cluster
from tests.sites import ROOT, Site, broadsheet, clean_environment

pytestmark = [pytest.mark.slow, pytest.mark.part("postgres")]

HERE, THERE = "10.231.77.1", "10.231.77.2"
LONGEST = 30  # seconds


@pytest.fixture
def other_host() -> Iterator[str]:
    """The name of a namespace with a line to us, whose end here is the device `<name>-a`."""
    with networks.other_host(HERE, THERE) as name:
        yield name


def test_its_lock_goes_to_another(other_host: str, tmp_path: Path) -> None:
    with cluster(also=HERE) as database, Site(tmp_path / "ledger") as site:
        url = database.create("ledger").replace("127.0.0.1", HERE)
        site.environment["DATABASE_URL"] = url
        environment = clean_environment(**site.environment)
        subprocess.run(broadsheet("init", site.folder), env=environment, check=True, capture_output=True, cwd=ROOT)
        inside = {"BROADSHEET_SITE": str(site.folder), "DJANGO_SETTINGS_MODULE": "broadsheet.site.settings"}
        command = [sys.executable, "-m", "tests.inside", "tests.faults.ledger:hold_the_lock", "{}"]
        with subprocess.Popen(
            ["ip", "netns", "exec", other_host, *command],
            env={**environment, **inside},
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        ) as holder:
            try:
                assert holder.stdout is not None
                assert holder.stdout.readline() == "held\n"
                subprocess.run(["ip", "link", "set", f"{other_host}-a", "down"], check=True)
                site.environment["DATABASE_URL"] = url.replace(HERE, "127.0.0.1")
                began = time.monotonic()
                assert site.inside("tests.faults.ledger:take_the_lock", seconds=LONGEST * 3)
                assert time.monotonic() - began < LONGEST
            finally:
                holder.kill()
