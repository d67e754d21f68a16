"""A new server takes over before the old one goes (SIGHUP): the same command, on the same listening socket.

The socket is never closed, so no connection is refused: those that nobody took yet wait for the successor.
It says through a pipe that it serves; then the old one stops taking requests and ends the ones it has.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress

from broadsheet.edge.listening import INHERITED

READY = "BROADSHEET_READY_FD"

logger = logging.getLogger(__name__)


class Successor:
    """A server that was started and has not said yet that it serves. `ready_fd` is readable when it did."""

    def __init__(self, listener: socket.socket) -> None:
        self.ready_fd, theirs = os.pipe()
        listening = listener.fileno()
        self._process = subprocess.Popen(  # noqa: S603  our own command line
            [sys.executable, *sys.orig_argv[1:]],
            pass_fds=(listening, theirs),
            env={**os.environ, INHERITED: str(listening), READY: str(theirs)},
        )
        os.close(theirs)

    def heard(self) -> bool:
        """Read what it said: True when it serves, False when it died before."""
        said = os.read(self.ready_fd, 1)
        os.close(self.ready_fd)
        if not said:
            status = self._process.wait()
            logger.error("The new server ended with status %s before it could serve; this one stays.", status)
            return False
        logger.info("The new server, process %d, serves; this one ends.", self._process.pid)
        self._process.returncode = 0  # it outlives us: not ours to wait for
        return True


def succeed(listener: socket.socket) -> Successor | None:
    """Start a successor; None when it cannot be started, which is said in the log."""
    try:
        return Successor(listener)
    except OSError as error:
        logger.error("No new server could be started, this one stays: %s", error)
        return None


def take_ready_fd() -> int | None:
    """Where to say that we serve, when another server waits for that."""
    descriptor = os.environ.pop(READY, None)
    return None if descriptor is None else int(descriptor)


def say_ready(descriptor: int | None, main_pid: int) -> None:
    """To the server before us and to systemd (sd_notify(3), `Type=notify`, `NotifyAccess=all`).

    `main_pid` is who gets the signals: the process itself, or the supervisor of a worker.
    """
    if descriptor is not None:
        with suppress(OSError):  # it has gone already
            os.write(descriptor, b"1")
        with suppress(OSError):
            os.close(descriptor)
    notify(f"READY=1\nMAINPID={main_pid}")


def notify(state: str) -> None:
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender, suppress(OSError):
        sender.sendto(state.encode(), address)


def watched() -> float | None:
    """Seconds between two signs of life that systemd wants (sd_watchdog_enabled(3)), half of what it waits; None when
    it wants none. Of a successor it is the same unit that is watched."""
    microseconds = os.environ.get("WATCHDOG_USEC", "")
    return int(microseconds) / 2e6 if microseconds.isdigit() and int(microseconds) else None


def say_alive() -> None:
    notify("WATCHDOG=1")


def hangup_means_restart() -> bool:
    """Not where a person sits before it: closing the terminal must end the server, not start another."""
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        return False
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY))
    except OSError:
        return True
    return False
