"""Whether a server or worker of this machine is at work on a site: each holds a shared lock on a file for as long
as it lives, which ends with the process however that ends. Whoever must be alone holds it for itself."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

FILE = ".at-work"
log = structlog.get_logger(__name__)


class AtWork(Exception):
    """A server or a worker is."""


class Another(Exception):
    """Somebody else is alone here."""


def announce(site: Path) -> int | None:
    """Hold it until this process ends, and those that it forks, or the file descriptor is closed; wait while somebody
    is alone here. None where it cannot be had: on a disk that nobody can write."""
    try:
        handle = _open(site)
        if not _locked(handle, fcntl.LOCK_SH):
            log.warning("the database is being changed or moved: this waits until that is done")
            fcntl.flock(handle, fcntl.LOCK_SH)
    except OSError as error:
        log.warning("nobody can see that this is at work", cause=str(error))
        return None
    return handle


@contextmanager
def alone(site: Path) -> Iterator[None]:
    """Nobody of this machine is at work, or begins to, while it lasts; those on others are known by the worker's
    heartbeat alone. Raises AtWork, Another, OSError."""
    handle = _open(site)
    try:
        if not _locked(handle, fcntl.LOCK_EX):
            raise AtWork if _locked(handle, fcntl.LOCK_SH) else Another
        yield
    finally:
        os.close(handle)


def _open(site: Path) -> int:
    return os.open(site / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _locked(handle: int, how: int) -> bool:
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
