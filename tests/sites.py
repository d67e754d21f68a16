"""A paper as an operator has it: a folder made by `broadsheet init`, served by processes of its own."""

from __future__ import annotations

import http.client
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest

from broadsheet.press.folder import Folder
from broadsheet.site.config import PREFIX
from broadsheet.site.loading import USUAL_NAMES
from tests import calling, starting
from tests.postgres import free_port

ROOT = Path(__file__).parent.parent
PASSWORD = "harbour lights at dusk 9"
EDITOR = "cleo"
PATIENCE = 60.0  # seconds for a process to start or to end
SLOW_MACHINE = 3  # what is waited for may take so many times as long as where the tests were written

T = TypeVar("T")


def until(holds: Callable[[], T], seconds: float = 15, *, every: float = 0.02, told: Callable[[], object] = str) -> T:
    """Wait until `holds()` is true, and return it; `told()` is said when it never is."""
    end = time.monotonic() + seconds * SLOW_MACHINE
    while not (found := holds()):
        assert time.monotonic() < end, f"{told() or holds} after {seconds * SLOW_MACHINE} s"
        time.sleep(every)
    return found


def broadsheet(*arguments: str | Path | int, module: str = "broadsheet") -> list[str]:
    return [sys.executable, "-m", module, *map(str, arguments)]


def clean_environment(**more: str) -> dict[str, str]:
    """This process's, without any setting of a paper; the password alone signs in, as tests do."""
    ours = {"DJANGO_SETTINGS_MODULE", *USUAL_NAMES}
    kept = {key: value for key, value in os.environ.items() if key not in ours and not key.startswith(PREFIX)}
    return {**kept, f"{PREFIX}SECOND_FACTOR": "optional", **more}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Site:
    """Use it in a `with`: its processes end with that. `environment` goes to each of them; `module` is what they
    run in place of the program itself; `within` is a command that servers and workers are started by."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    module: str = "broadsheet"
    port: int = field(default_factory=free_port)
    host: str = "127.0.0.1"
    within: tuple[str, ...] = ()
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    def __enter__(self) -> Site:
        return self

    def __exit__(self, *error: object) -> None:
        for process in self.processes:
            self.end(process)

    @property
    def press(self) -> Folder:
        return Folder(self.folder / "press")

    @property
    def log(self) -> Path:
        """What its processes said on standard error."""
        return self.folder.with_suffix(".log")

    # -- processes

    def run(self, *arguments: str | Path | int, prefix: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        """A command on this site, to its end."""
        name, *rest = arguments
        command = [*prefix, *broadsheet(name, *rest, "--site", self.folder, module=self.module)]
        environment = clean_environment(**self.environment)
        if prefix:
            return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180, cwd=ROOT)
        return starting.run(command, environment, self.folder, timeout=180)

    def inside(self, function: str, **arguments: object) -> Any:
        """What `module:function` returns inside this site."""
        settings = {"BROADSHEET_SITE": str(self.folder), "DJANGO_SETTINGS_MODULE": "broadsheet.site.settings"}
        return calling.call(self.folder, clean_environment(**self.environment, **settings), function, arguments)

    def serve(self, *options: str) -> subprocess.Popen[str]:
        """A server, when it takes connections."""
        where = ("--host", self.host, "--port", self.port)
        server = self._start("serve", *where, *options, stdout=subprocess.PIPE)
        assert server.stdout is not None
        ready, _, _ = select.select([server.stdout], [], [], PATIENCE)
        assert ready, self.log.read_text()
        assert f":{self.port}/" in server.stdout.readline(), self.log.read_text()
        return server

    def work(self) -> subprocess.Popen[str]:
        """A separate worker."""
        return self._start("worker", stdout=subprocess.DEVNULL)

    def _start(self, name: str, *options: str | int, stdout: int) -> subprocess.Popen[str]:
        command = [*self.within, *broadsheet(name, "--site", self.folder, *options, module=self.module)]
        environment = clean_environment(**self.environment)
        with self.log.open("a") as log:
            if self.within:
                process = subprocess.Popen(command, env=environment, stdout=stdout, stderr=log, text=True, cwd=ROOT)
            else:
                process = starting.popen(command, environment, self.folder, stdout=stdout, stderr=log, text=True)
        self.processes.append(process)
        return process

    def end(self, process: subprocess.Popen[str], number: int = signal.SIGTERM) -> None:
        process.send_signal(number)
        process.communicate(timeout=PATIENCE)
        self.processes = [other for other in self.processes if other is not process]

    # -- readers

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=10)
        try:
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, told, answer.read())
        finally:
            connection.close()

    def shows(self, path: str, status: int, words: str = "", seconds: float = 15) -> str:
        """Wait until readers get this status with these words; the whole text."""

        def found() -> Answer | None:
            answer = self.ask(path)
            return answer if answer.status == status and words in answer.text else None

        return until(found, seconds, told=lambda: f"{path}: {self.ask(path)}").text

    def health(self) -> tuple[int, list[str]]:
        answer = self.ask("/healthz")
        return answer.status, json.loads(answer.body)["troubles"]

    def well(self) -> None:
        until(lambda: self.health() == (200, []), told=self.health)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new site with somebody who may do everything; to be copied."""
    folder = tmp_path_factory.mktemp("founded") / "ledger"
    names = ("--name", "The Mirna Bay Ledger", "--languages", "en,de", "--time-zone", "Europe/Lisbon")
    who = ("--name", EDITOR, "--email", "cleo@ledger.example", "--role", "administrator", "--password", PASSWORD)
    for command in (broadsheet("init", folder, *names), broadsheet("createuser", "--site", folder, *who)):
        subprocess.run(command, env=clean_environment(), check=True, capture_output=True, timeout=180, cwd=ROOT)
    return folder


@pytest.fixture
def site(founded: Path, tmp_path: Path) -> Iterator[Site]:
    """A new site, not served yet."""
    with Site(copied(founded, tmp_path)) as made:
        yield made


def copied(founded: Path, place: Path) -> Path:
    return Path(shutil.copytree(founded, place / "ledger"))
