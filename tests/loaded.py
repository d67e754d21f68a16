"""python -m tests.loaded DESCRIPTOR: the program, loaded for the site of BROADSHEET_SITE; each start that is asked
for on that socket is a fork of it.

A start brings its three standard files and a socket of its own, which has its command, environment and folder. What
is loaded may serve another site only when none of the settings that were read so far is another there; where one is,
the fork loads the program anew, as `python -m` does. See docs/decisions/0094.
"""

from __future__ import annotations

import atexit
import json
import os
import runpy
import selectors
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import django
from django.conf import Settings, settings
from django.core.signals import setting_changed
from django.db import connections

from broadsheet.site.commands.opening import kept_for_good

MODULE = "broadsheet.site.settings"
Remembering = type(cache(lambda: None))
RENEWED = {"DATABASES", "MEDIA_ROOT", "LOGGING"}
"""Settings of which nothing is kept: `_forget` and `_renew` see to that."""


def main(asked: socket.socket) -> tuple[str, list[str]] | None:
    """Until there is nobody who asks. In a fork, what it is to run."""
    asis = _loaded()
    forks: dict[int, socket.socket] = {}
    with selectors.DefaultSelector() as waiting:
        waiting.register(asked, selectors.EVENT_READ)
        while True:
            for key, _ in waiting.select():
                if key.fileobj is not asked:
                    waiting.unregister(key.fileobj)
                    _tell_the_end(key.fd, key.data, forks.pop(key.data))
                    continue
                message, files, _, _ = socket.recv_fds(asked, 1, 4)
                if not message:
                    return None
                pid = os.fork()
                if not pid:
                    waiting.close()
                    for file in (asked, *forks.values()):
                        file.close()
                    return _begin(files, asis)
                for file in files[:3]:
                    os.close(file)
                forks[pid] = socket.socket(fileno=files[3])
                with suppress(OSError):  # whoever started it is gone
                    forks[pid].sendall(f"{pid}\n".encode())
                waiting.register(os.pidfd_open(pid), selectors.EVENT_READ, pid)


@dataclass(frozen=True)
class Loaded:
    """What is known of the settings that were there while the program was loaded."""

    named: frozenset[str]
    read: dict[str, Any]
    assigned: dict[str, Any]
    """Others put these there."""


def _loaded() -> Loaded:
    with kept_for_good():
        named, before = _named(settings), dict(vars(settings._wrapped))
        django.setup()
        _forget()
        after, nothing = vars(settings._wrapped), object()
    assigned = {name: value for name, value in after.items() if before.get(name, nothing) is not value}
    read = {name: value for name, value in vars(settings).items() if name != "_wrapped" and name not in assigned}
    return Loaded(named, read, assigned)


def _forget() -> None:
    """What would be kept of this site: what our modules remember, and its database."""
    for module in [found for name, found in sys.modules.items() if name.startswith("broadsheet.")]:
        for found in vars(module).values():
            if type(found) is Remembering:
                found.cache_clear()
    connections.close_all()
    for name in connections:
        if hasattr(connections._connections, name):
            del connections[name]
    connections.__dict__.pop("settings", None)
    connections._settings = None


def _tell_the_end(descriptor: int, pid: int, told: socket.socket) -> None:
    os.close(descriptor)
    _, status = os.waitpid(pid, 0)
    with told, suppress(OSError):  # whoever started it is gone
        told.sendall(f"{status}\n".encode())


def _begin(files: list[int], loaded: Loaded) -> tuple[str, list[str]]:
    """Be a process that was just started: the module to run, and its arguments."""
    for n, file in enumerate(files[:3]):
        os.dup2(file, n)
    told = os.dup2(files[3], 3, inheritable=False)
    os.closerange(4, os.sysconf("SC_OPEN_MAX"))
    with open(told, "rb") as start:  # noqa: PTH123 - a descriptor
        call = json.loads(start.readline())
    os.chdir(call["folder"])
    os.environ.clear()
    os.environ.update(call["environment"])
    python, _, module, *arguments = call["command"]
    if not _serves(_site_of(arguments), loaded):
        os.execve(python, call["command"], call["environment"])
    sys.argv, sys.orig_argv[:] = [module, *arguments], call["command"]
    return module, arguments


def _site_of(arguments: list[str]) -> str:
    """As the command will find it: a command has --site, another module the environment's."""
    if "--site" in arguments:
        return arguments[arguments.index("--site") + 1]
    return os.environ["BROADSHEET_SITE"]


def _serves(site: str, loaded: Loaded) -> bool:
    """Whether this process is what one would be that was started for that site; if so, it has its settings now."""
    os.environ.update(BROADSHEET_SITE=str(Path(site).resolve()), DJANGO_SETTINGS_MODULE=MODULE)
    del sys.modules[MODULE]
    try:
        theirs = Settings(MODULE)
    except Exception:  # noqa: BLE001 - the command says what is wrong
        return False
    if _named(theirs) != loaded.named or _engines(theirs.DATABASES) != _engines(loaded.read["DATABASES"]):
        return False
    if any(getattr(theirs, name) != value for name, value in loaded.read.items() if name not in RENEWED):
        return False
    _renew(theirs, loaded.assigned)
    return True


def _named(wrapped: Any) -> frozenset[str]:
    return frozenset(name for name in dir(wrapped) if name.isupper())


def _engines(databases: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Models are other ones with another kind of database."""
    return {name: database["ENGINE"] for name, database in databases.items()}


def _renew(theirs: Settings, assigned: Mapping[str, Any]) -> None:
    vars(theirs).update(assigned)
    settings._wrapped = theirs  # which forgets what was read
    setting_changed.send(sender=Settings, setting="MEDIA_ROOT", value=theirs.MEDIA_ROOT, enter=True)
    django.setup()  # for the log: a command leaves out what is loaded
    atexit.register(connections.close_all)  # as a command does that loads


if __name__ == "__main__":
    if start := main(socket.socket(fileno=int(sys.argv[1]))):
        runpy.run_module(start[0], run_name="__main__", alter_sys=True)
