"""Functions inside a site, called from outside: a process waits in the site for calls, and forks for each.

To load the program takes a second or two, and some tests call twenty times.
"""

from __future__ import annotations

import atexit
import json
import select
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests import starting

PATIENCE = 240.0  # seconds that a call may take
AT_MOST = 3
"""So many wait, those called last; each holds as much memory as a server."""
SETTINGS = ("broadsheet.toml", "secrets.toml")

Key = tuple[object, ...]


class Waiting:
    """A process inside a site that waits for calls. `key` says which site this was, as it was set then."""

    def __init__(self, key: Key, environment: dict[str, str]) -> None:
        self.key, self.busy = key, threading.Lock()
        self._said = tempfile.TemporaryFile("w+")  # noqa: SIM115 - as long as the process
        pipe, command = subprocess.PIPE, [sys.executable, "-m", "tests.inside"]
        site = Path(environment["BROADSHEET_SITE"])
        self._process = starting.popen(command, environment, site, stdin=pipe, stdout=pipe, stderr=self._said)

    def call(self, function: str, arguments: dict[str, object]) -> Any:
        """AssertionError, with the traceback, when it raises."""
        answered = self._process.stdout
        assert answered is not None
        self._ask({"function": function, "arguments": arguments})
        ready = select.poll()  # select() would take no file of a process that has thousands open
        ready.register(answered, select.POLLIN)
        if not ready.poll(PATIENCE * 1000):
            self._process.kill()
            raise AssertionError(f"{function} did not answer in {PATIENCE:.0f} seconds\n{self._complaint()}")
        told = answered.readline()
        assert told, f"{function} did not answer\n{self._complaint()}"
        answer = json.loads(told)
        assert "failure" not in answer, answer["failure"]
        return answer["answer"]

    def _ask(self, call: dict[str, object]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(call).encode() + b"\n")
        self._process.stdin.flush()

    def _complaint(self) -> str:
        self._said.seek(0)
        return self._said.read()[-4000:]

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def end(self) -> None:
        """Who was forked by it, and holds its pipe, is not waited for."""
        self._process.kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.communicate(timeout=10)
        self._said.close()


_all: list[Waiting] = []
_turn = threading.Lock()


def call(folder: Path, environment: dict[str, str], function: str, arguments: dict[str, object]) -> Any:
    """What `module:function` returns inside the site of that folder. AssertionError when it raises."""
    found = _at(folder, environment)
    try:
        return found.call(function, arguments)
    finally:
        found.busy.release()


def _at(folder: Path, environment: dict[str, str]) -> Waiting:
    """One that waits there and is busy for us now; a new one where there is none, or another thread has it."""
    key = _key(folder, environment)
    with _turn:
        found = next((one for one in _all if one.key == key and not one.has_ended and _taken(one)), None)
        if found is None:
            found = Waiting(key, environment)
            found.busy.acquire()
        else:
            _all.remove(found)
        _all.append(found)
        for old in _all[:-AT_MOST]:
            if _taken(old):
                _all.remove(old)
                old.end()
    return found


def _taken(one: Waiting) -> bool:
    return one.busy.acquire(blocking=False)


def _key(folder: Path, environment: dict[str, str]) -> Key:
    """A site whose files of settings are others, or whose environment is, is another one."""
    files = [(folder / name).stat() for name in SETTINGS if (folder / name).exists()]
    named = {name: value for name, value in environment.items() if name != "PYTEST_CURRENT_TEST"}
    return (folder, *((file.st_ino, file.st_mtime_ns, file.st_size) for file in files), *sorted(named.items()))


@atexit.register
def _end_all() -> None:
    for one in _all:
        one.end()
