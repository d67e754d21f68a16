"""Where a recording lies while it is made: a folder `.<name>.<by chance>` beside the finished ones. Who makes it has
a lock on the folder, which ends with its process however that ends; so what a killed worker left is known from what
is being made just now, and goes."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

YOUNG = 60.0  # seconds in which a folder of another recording may not be locked yet
OLD = 24 * 3600.0  # seconds after which it is left, also on a disk that knows no locks


@contextmanager
def workplace(recordings: Path, name: str) -> Iterator[Path]:
    """A new folder for the recording `name`, which is gone afterwards unless it was moved. What a killed worker left
    of the same recording goes first."""
    for left in recordings.glob(f".{name}.*"):
        if _abandoned(left):
            shutil.rmtree(left, ignore_errors=True)
    new = recordings / f".{name}.{secrets.token_hex(4)}"
    new.mkdir(parents=True)
    lock = os.open(new, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield new
    finally:
        shutil.rmtree(new, ignore_errors=True)
        os.close(lock)


def discard(folder: Path) -> None:
    """A finished recording goes in one step, so that nobody takes a part of it for the whole."""
    try:
        gone = folder.rename(folder.with_name(f".{folder.name}.{secrets.token_hex(4)}"))
    except FileNotFoundError:
        return
    shutil.rmtree(gone, ignore_errors=True)


def sweep(recordings: Path, now: float) -> int:
    """Takes away what killed workers left of any recording; how many. `now` in seconds since 1970."""
    folders = [(each, each.stat().st_mtime) for each in recordings.glob(".*") if each.is_dir()]
    left = [each for each, began in folders if began < now - OLD or (began < now - YOUNG and _abandoned(each))]
    for each in left:
        shutil.rmtree(each, ignore_errors=True)
    return len(left)


def _abandoned(folder: Path) -> bool:
    try:
        lock = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # somebody is at work there, or the disk knows no locks
        return False
    finally:
        os.close(lock)
    return True
