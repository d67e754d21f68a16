"""Processes of the program that need not load it: forks of one that has. See docs/decisions/0094.

To load the program takes a second and a half, and the slow tests start it more than a thousand times.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import socket
import subprocess
import sys
import threading
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any

from broadsheet.site.config import PREFIX
from broadsheet.site.loading import USUAL_NAMES

ROOT = Path(__file__).parent.parent
AT_MOST = 3
"""So many wait to be forked; each holds as much memory as a server."""
LOADS = 60.0
"""Seconds until what is loaded has to have forked."""
MODULES = ("broadsheet", "tests.inside")
"""What may be run so."""
PASSING = {"PYTEST_CURRENT_TEST", "BROADSHEET_SITE", "DJANGO_SETTINGS_MODULE"}
"""Variables that say nothing of how the program is loaded."""

Kind = tuple[object, ...]


def popen(command: list[str], environment: dict[str, str], site: Path, **options: Any) -> subprocess.Popen[str]:
    """Start `python -m …` on a site: a fork where that is the same, else a start of its own."""
    loaded = _loaded_for(site, environment) if command[2] in MODULES else None
    if loaded is not None:
        with suppress(ConnectionError):  # it could not be loaded there: the command says why
            return Forked(loaded, command, env=environment, cwd=ROOT, **options)
    return subprocess.Popen(command, env=environment, cwd=ROOT, **options)


def run(
    command: list[str], environment: dict[str, str], site: Path, timeout: float
) -> subprocess.CompletedProcess[str]:
    """As subprocess.run does, with what it said as text."""
    pipe = subprocess.PIPE
    with popen(command, environment, site, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            said, complained = process.communicate(timeout=timeout)
        except BaseException:
            process.kill()
            raise
    return subprocess.CompletedProcess(command, process.returncode, said, complained)


class Loaded:
    """A process that is forked."""

    def __init__(self, site: Path, environment: dict[str, str]) -> None:
        ours, theirs = socket.socketpair()
        named = {"BROADSHEET_SITE": str(site), "DJANGO_SETTINGS_MODULE": "broadsheet.site.settings"}
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.loaded", str(theirs.fileno())],
                env={**environment, **named},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                cwd=ROOT,
            )
        self._asked, self._turn = ours, threading.Lock()

    def fork(self, call: dict[str, object], files: list[int]) -> tuple[int, socket.socket]:
        """The process, and the socket that tells its end."""
        ours, theirs = socket.socketpair()
        ours.settimeout(LOADS)
        with theirs, self._turn:
            socket.send_fds(self._asked, [b"!"], [*files, theirs.fileno()])
        try:
            ours.sendall(json.dumps(call).encode() + b"\n")
            if pid := _line(ours):
                ours.settimeout(None)
                return int(pid), ours
        except OSError as error:
            ours.close()
            raise ConnectionError(self.process.args) from error
        ours.close()
        raise ConnectionError(self.process.args)

    def end(self) -> None:
        self._asked.close()
        self.process.kill()
        self.process.wait()


class Forked(subprocess.Popen[str]):
    """Its parent is the process that was forked, which tells of its end; all else is as with any other."""

    def __init__(self, loaded: Loaded, command: list[str], **options: Any) -> None:
        self._loaded = loaded
        super().__init__(command, **options)

    def _execute_child(self, args: list[str], *rest: Any) -> None:
        files = [own if file == -1 else file for own, file in enumerate((rest[9], rest[12], rest[14]))]
        try:
            call = {"command": args, "environment": dict(rest[5]), "folder": str(rest[4])}
            self.pid, self._told = self._loaded.fork(call, files)
            self._child_created = True
        finally:
            self._close_pipe_fds(*rest[9:15])  # type: ignore[attr-defined]  # Popen's own, untold to mypy

    def _internal_poll(self, _deadstate: object = None, **_: object) -> int | None:
        if self.returncode is None and self._waitpid_lock.acquire(False):  # type: ignore[attr-defined]  # Popen's own, untold to mypy
            try:
                pid, status = self._try_wait(os.WNOHANG)
                if pid:
                    self._handle_exitstatus(status)  # type: ignore[attr-defined]  # Popen's own, untold to mypy
            finally:
                self._waitpid_lock.release()  # type: ignore[attr-defined]  # Popen's own, untold to mypy
        return self.returncode

    def _try_wait(self, wait_flags: int) -> tuple[int, int]:
        if self.returncode is not None:
            return 0, 0
        ready, _, _ = select.select([self._told], [], [], 0 if wait_flags & os.WNOHANG else None)
        if not ready:
            return 0, 0
        with self._told:
            return self.pid, int(_line(self._told) or 9)


def _line(told: socket.socket) -> bytes:
    """Empty when the other side has ended."""
    said = b""
    while not said.endswith(b"\n") and (more := told.recv(1)):
        said += more
    return said


_all: dict[Kind, Loaded] = {}
_turn = threading.Lock()


def _loaded_for(site: Path, environment: dict[str, str]) -> Loaded | None:
    """None where there is no site yet, or where it is of one kind too many."""
    kind = _kind(site, environment)
    if kind is None:
        return None
    with _turn:
        found = _all.get(kind)
        if found is not None and found.process.poll() is not None:
            return None
        if found is None and len(_all) < AT_MOST:
            found = _all[kind] = Loaded(site, environment)
    return found


def _kind(site: Path, environment: dict[str, str]) -> Kind | None:
    """Sites that differ in this are loaded differently, for certain; those that do not, most likely alike."""
    try:
        values = tomllib.loads((site / "broadsheet.toml").read_text()) | tomllib.loads(
            (site / "secrets.toml").read_text()
        )
    except (OSError, ValueError):
        return None
    databases = [*environment.values(), values.get("database_url", "")]
    others = {name: value for name, value in environment.items() if name not in PASSING and not _is_ours(name)}
    return (
        tuple(values.get("languages", ())),
        any(str(url).startswith("postgres") for url in databases),
        *sorted(others.items()),
    )


def _is_ours(name: str) -> bool:
    """Whether it is a setting of the site, which the process that is forked holds against its own."""
    return name.startswith(PREFIX) or name in USUAL_NAMES


@atexit.register
def _end_all() -> None:
    for one in _all.values():
        one.end()
