"""Where the work is left to a separate worker, what is pressed is of that worker's edition."""

from __future__ import annotations

import socket
import subprocess
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from broadsheet.site import working
from tests.sites import PATIENCE, ROOT, Site, broadsheet, clean_environment, until


@pytest.mark.slow
def test_a_worker_that_starts_with_other_settings_presses_the_paper_anew(site: Site) -> None:
    settings = site.folder / "broadsheet.toml"
    settings.write_text(f'worker = "separate"\n{settings.read_text()}')
    site.serve()
    worker = site.work()
    site.shows("/", 200, "The Mirna Bay Ledger")
    until(lambda: site.press.has("/404.html"))

    site.end(worker)
    settings.write_text(settings.read_text().replace("The Mirna Bay Ledger", "The Valley Post"))
    site.work()
    site.shows("/", 200, "The Valley Post")


@pytest.mark.slow
def test_a_server_that_does_not_press_leaves_the_edition_to_the_worker(site: Site) -> None:
    settings = site.folder / "broadsheet.toml"
    settings.write_text(f'worker = "separate"\n{settings.read_text()}')
    assert site.run("press", "--all").returncode == 0
    edition = (site.press.root / "edition").read_text()
    settings.write_text(settings.read_text().replace("The Mirna Bay Ledger", "The Valley Post"))
    site.serve()
    assert "The Mirna Bay Ledger" in site.ask("/").text
    assert (site.press.root / "edition").read_text() == edition


@pytest.mark.slow
def test_a_worker_says_that_it_has_begun(site: Site) -> None:
    with subprocess.Popen(
        broadsheet("worker", "--site", site.folder),
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    ) as worker:
        assert worker.stdout is not None
        said = [worker.stdout.readline(), worker.stdout.readline()]
        worker.terminate()
    assert said == [
        "The Mirna Bay Ledger is pressed from here (Ctrl+C stops it).\n",
        'Its server presses as well: set worker = "separate" in broadsheet.toml to leave that to this one.\n',
    ]


@pytest.mark.slow
def test_a_worker_tells_systemd_that_its_press_goes_on(site: Site, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(PATIENCE)
        site.environment |= {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "200000"}
        worker = site.work()
        assert [systemd.recv(200) for _ in range(3)] == [b"WATCHDOG=1"] * 3
        site.end(worker)


def test_a_press_that_hangs_is_no_life(monkeypatch: pytest.MonkeyPatch) -> None:
    crew = object.__new__(working.Crew)
    crew._press = SimpleNamespace(turned=time.monotonic())  # type: ignore[assignment]
    assert crew.turns()
    crew._press.turned -= working.HANGS_AFTER + 1
    assert not crew.turns()


@pytest.mark.slow
def test_the_journeymen_that_a_worker_hires_get_to_work(site: Site) -> None:
    assert site.run("press").returncode == 0
    assert site.inside("tests.faults.hired:both")
