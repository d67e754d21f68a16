"""A network of a test's own, where this machine lets us make one: on loopback no line can be cut."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def other_host(here: str, there: str, *also: str) -> Iterator[str]:
    """The name of a namespace that has the address `there` and a line to us, whose end here is the device `<name>-a`
    with the address `here`, and others of that network."""
    name = f"bs{os.getpid() % 10**6}"
    line, end = f"{name}-a", f"{name}-b"
    inside = ("ip", "netns", "exec", name)
    steps = (
        ("ip", "netns", "add", name),
        ("ip", "link", "add", line, "type", "veth", "peer", "name", end, "netns", name),
        *(("ip", "addr", "add", f"{address}/24", "dev", line) for address in (here, *also)),
        ("ip", "link", "set", line, "up"),
        (*inside, "ip", "addr", "add", f"{there}/24", "dev", end),
        (*inside, "ip", "link", "set", end, "up"),
        (*inside, "ip", "link", "set", "lo", "up"),
    )
    try:
        for step in steps:
            subprocess.run(step, check=True, capture_output=True, timeout=10)
    except (OSError, subprocess.CalledProcessError):
        _remove(name, line)
        pytest.skip("this machine lets nobody make a network of a test's own")
    try:
        yield name
    finally:
        _remove(name, line)


def _remove(name: str, line: str) -> None:
    for command in (("ip", "link", "del", line), ("ip", "netns", "del", name)):
        try:
            subprocess.run(command, check=False, capture_output=True, timeout=10)
        except OSError:
            return


@contextmanager
def silent(speaker: str, listener: str) -> Iterator[None]:
    """What `speaker`, an address of ours, says to `listener` reaches nobody: as of a host that is switched off, whose
    connections nobody ends and which refuses none."""
    rule = ("from", speaker, "to", listener, "blackhole")
    subprocess.run(("ip", "rule", "add", *rule), check=True, capture_output=True, timeout=10)
    try:
        yield
    finally:
        subprocess.run(("ip", "rule", "del", *rule), check=True, capture_output=True, timeout=10)
