"""Which files of a site's folder go into a backup: all but what is made again by itself."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

MADE_AGAIN = frozenset({"press", "narration/sentences", "before-upgrade", "health.json", "ssh"})
"""Paths within the site: pages are pressed anew from the database, sentences are spoken anew. And `ssh`:
who has a backup must not reach the other backups."""
SIDES = ("-wal", "-shm", "-journal")


def files(site: Path, left_out: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """(name within the site, where it lies); `left_out` are files and folders by their full path.

    Hidden names and virtual environments are left out. Folders of the first level may be links to another disk;
    other links are left out.
    """
    out = {path.resolve() for path in left_out} | {(site / name).resolve() for name in MADE_AGAIN}
    waiting = [site]
    while waiting:
        folder = waiting.pop()
        for entry in sorted(os.scandir(folder), key=lambda one: one.name):
            path = Path(entry.path)
            if entry.name.startswith(".") or path.resolve() in out:
                continue
            follow = folder == site
            if entry.is_dir(follow_symlinks=follow):
                if not (path / "pyvenv.cfg").exists():
                    waiting.append(path)
            elif entry.is_file(follow_symlinks=follow):
                yield path.relative_to(site).as_posix(), path


def database_files(database: Path) -> list[Path]:
    """A SQLite file and what lies beside it: copied in another way."""
    return [database, *(database.with_name(database.name + side) for side in SIDES)]
