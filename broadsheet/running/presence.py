"""Whether a server or worker of this machine is at work on a site: each holds a shared lock on a file for as long
as it lives, which ends with the process however that ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import structlog

FILE = ".at-work"
log = structlog.get_logger(__name__)


def announce(site: Path) -> int | None:
    """Hold it until this process ends, and those that it forks, or the file descriptor is closed. None where it
    cannot be had: on a disk that nobody can write."""
    try:
        handle = os.open(site / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(handle, fcntl.LOCK_SH)
    except OSError as error:
        log.warning("nobody can see that this is at work", cause=str(error))
        return None
    return handle


def somebody(site: Path) -> bool:
    """On this machine; those on others are known by the worker's heartbeat alone. Raises OSError."""
    handle = os.open(site / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
