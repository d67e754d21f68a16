"""The paper of tests/faults/ledger.py, pressed; each test gets a copy to break."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.proof.compare import UNPACK
from tests.sites import Site, copied

LEDGER = "tests.faults.ledger"


@dataclass
class Ledger:
    site: Site
    things: dict[str, Any]

    def address(self, n: int) -> str:
        return f"/harbour/{self.things['slugs'][n]}/"

    def served_as_pressed(self) -> None:
        """Every plate, redirect, 404 and 410 that lies in the folder is what readers get."""
        asked = 0
        for top, name, file in self.site.press.walk():
            if file.suffix in UNPACK:
                continue
            url = "/" + name.removesuffix("index.html")
            if top == "moved":
                status, where = file.read_text().split()
                answer = self.site.ask("/" + name.removesuffix(".to"))
                assert (answer.status, answer.headers["location"]) == (int(status), where), name
            else:
                answer = self.site.ask(url)
                assert answer.status == (410 if top == "gone" else 404 if url.endswith("/404.html") else 200), url
                assert answer.body == file.read_bytes(), url
            asked += 1
        assert asked > 15
        missing = self.site.ask("/harbour/never-written/")
        assert (missing.status, missing.body) == (404, (self.site.press.plates / "404.html").read_bytes())


@pytest.fixture(scope="session")
def built(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    site = Site(copied(founded, tmp_path_factory.mktemp("built")))
    things = site.inside(f"{LEDGER}:build")
    assert site.run("press", "--all").returncode == 0
    return site.folder, things


@pytest.fixture
def ledger(built: tuple[Path, dict[str, Any]], tmp_path: Path) -> Iterator[Ledger]:
    folder, things = built
    with Site(copied(folder, tmp_path)) as site:
        yield Ledger(site, things)


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that other users of this machine can reach, as pytest's own are not."""
    with tempfile.TemporaryDirectory(prefix="broadsheet-") as place:
        Path(place).chmod(0o755)
        yield Path(place)


class Mounts:
    """File systems of a test's own, taken away after it."""

    def __init__(self) -> None:
        self._made: list[Path] = []

    def small(self, place: Path, megabytes: int) -> None:
        """What lies in the folder lies on a disk of that size now."""
        kept = Path(shutil.move(place, place.with_name(f"{place.name}-before")))
        place.mkdir()
        _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place))
        self._made.append(place)
        shutil.copytree(kept, place, dirs_exist_ok=True)
        shutil.rmtree(kept)

    def read_only(self, place: Path) -> None:
        """Not even root may write there."""
        _run("mount", "--bind", str(place), str(place))
        self._made.append(place)
        _run("mount", "-o", "remount,ro,bind", str(place))

    def end(self) -> None:
        while self._made:
            _run("umount", "-l", str(self._made.pop()))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=10)


@pytest.fixture
def mounts(tmp_path: Path) -> Iterator[Mounts]:
    if os.geteuid() != 0:
        pytest.skip("only root may mount a disk of a test's own")
    made, probe = Mounts(), tmp_path / "probe"
    probe.mkdir()
    try:
        made.read_only(probe)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this machine lets nobody mount a disk of a test's own")
    try:
        yield made
    finally:
        made.end()
