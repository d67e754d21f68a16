"""A paper as a person starts it, in processes of its own, and a real browser in front of it."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests import starting
from tests.browsers import chromium_at, tab
from tests.postgres import free_port
from tests.sites import SLOW_MACHINE, copied

PASSWORD = "harbour lights at dusk 9"
STAFF = {"cleo": "administrator", "ada": "reporter"}


def broadsheet(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "broadsheet", *map(str, arguments)]


@dataclass(frozen=True)
class Paper:
    port: int

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path: str) -> tuple[int, str]:
        """What a reader gets: status and text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def until(self, path: str, status: int, words: str, seconds: float = 15) -> str:
        """Wait until readers get this status with these words."""
        end = time.monotonic() + seconds * SLOW_MACHINE
        while True:
            got, text = self.ask(path)
            if got == status and words in text:
                return text
            assert time.monotonic() < end, f"{path} is {got}, and says: {text[:2000]}"
            time.sleep(0.05)

    def until_without(self, path: str, words: str, seconds: float = 15) -> None:
        """Wait until readers no longer get these words."""
        end = time.monotonic() + seconds * SLOW_MACHINE
        while words in self.ask(path)[1]:
            assert time.monotonic() < end, f"{path} still says: {words}"
            time.sleep(0.05)


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A new site with Cleo, who may do everything, and Ada, who reports, to be copied; its port."""
    site, port = tmp_path_factory.mktemp("site") / "ledger", free_port()
    for command in (
        broadsheet("init", site, "--name", "The Mirna Bay Ledger", "--base-url", f"http://127.0.0.1:{port}"),
        *(
            broadsheet(
                *("createuser", "--site", site, "--name", name, "--email", f"{name}@ledger.example"),
                *("--role", role, "--password", PASSWORD),
            )
            for name, role in STAFF.items()
        ),
    ):
        subprocess.run(command, check=True, capture_output=True, timeout=180)
    return site, port


@pytest.fixture(scope="module")
def paper(opened: tuple[Path, int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paper]:
    """A site of a file's own, served until its tests end."""
    folder, port = opened
    site = copied(folder, tmp_path_factory.mktemp("paper"))
    command = broadsheet("serve", "--site", site, "--port", str(port))
    alone = {**os.environ, "BROADSHEET_SECOND_FACTOR": "optional"}  # the password alone signs in
    with site.with_suffix(".log").open("w") as log:  # for whoever wonders what the server said
        server = starting.popen(command, alone, site, stdout=subprocess.PIPE, stderr=log, text=True)
    assert server.stdout is not None
    assert f":{port}/" in server.stdout.readline()
    yield Paper(port)
    server.send_signal(signal.SIGTERM)
    server.communicate(timeout=30)


@pytest.fixture
def browser_page(chromium: Path) -> Iterator[Page]:
    """An empty tab of a browser of its own."""
    with chromium_at(chromium) as browser, tab(browser) as page:
        yield page
