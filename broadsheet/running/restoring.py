"""Makes a site from a backup, in an empty folder. Needs no Django: there is no site yet."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from broadsheet.running import databases, removal_list, resuming
from broadsheet.running.archive.packing import DATABASE, SITE
from broadsheet.running.archive.reading import Contents, unpack, verify
from broadsheet.running.archive.streams import Broken
from broadsheet.running.removal_list import Damaged, Removals

OF_THE_DISK = {"lost+found", ".ssh"}
"""What an empty disk of its own has in it; and the keys of whoever's home it is, as in a container."""
FETCHED = ".restore-"
"""So begins the name of the folder for a backup that is fetched, where it has to lie in the site's own."""
ROOM = 64 << 20  # bytes that should be left


class NotRestored(Exception):
    """The message is the one sentence to show. Nothing is left of what was begun."""


def restore(
    path: Path,
    folder: Path,
    identities: Sequence[str],
    postgresql: Callable[[Path], Mapping[str, Any]],
    removed: Path | None = None,
) -> tuple[Contents, Removals]:
    """Verify the backup, then write the site into `folder`; with it goes what the list `removed` says was taken out
    since, which the first start takes out again. It returns all that was taken out, too. Raises NotRestored.

    `postgresql(folder)` gives Django's settings of the database to fill, where the backup is of a PostgreSQL; it is
    called with a folder that holds the settings files of the backup.
    """
    try:
        demand_empty(folder)
        _demand_backup(path)
        contents = verify(path, identities)
        since = removal_list.unpack(removed, identities) if removed else {}
        _demand_room(folder, contents)
    except (Broken, OSError) as error:
        raise NotRestored(_sentence(error, path)) from error
    there = folder.exists()
    try:
        _write(path, folder, identities, contents, postgresql)
        return contents, _listed(folder, since)
    except BaseException as error:
        _clear(folder, there)
        if isinstance(error, Broken | OSError | databases.CannotCopy | Damaged):
            raise NotRestored(_sentence(error, folder)) from error
        raise


def _listed(folder: Path, since: Removals) -> Removals:
    """The list in the site's folder: its own of then, and what came since."""
    file = folder / removal_list.FILE
    listed = removal_list.merged(removal_list.read(file), since.values())
    if listed:
        removal_list.write(file, listed)
    return listed


def _demand_backup(path: Path) -> None:
    if path.name.removesuffix(".age").endswith(removal_list.BESIDE):
        raise NotRestored(f"{path} lists what was removed; it is no backup: name the backup that lies beside it.")


def demand_empty(folder: Path) -> None:
    """Raises NotRestored when something lies there."""
    if folder.exists() and (not folder.is_dir() or not all(_passes(path) for path in folder.iterdir())):
        raise NotRestored(f"{folder} is not empty: name a folder that is, or that is not there yet.")


def _passes(path: Path) -> bool:
    """Whether a folder is empty all the same."""
    return path.name in OF_THE_DISK or path.name.startswith(FETCHED)


def _demand_room(folder: Path, contents: Contents) -> None:
    place = next(one for one in (folder, *folder.parents) if one.exists())
    free = shutil.disk_usage(place).free
    if free < contents.size + ROOM:
        short = (contents.size + ROOM - free) / 1e6
        raise NotRestored(f"The disk of {folder} is {short:.0f} MB too small for this backup: make room.")


def _write(
    path: Path,
    folder: Path,
    identities: Sequence[str],
    contents: Contents,
    postgresql: Callable[[Path], Mapping[str, Any]],
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    database = contents.about["database"]
    dump = folder / ".restored.dump"
    sqlite = folder / _below(str(database["name"]))

    def place(name: str) -> Path:
        if name.startswith(DATABASE):
            return sqlite if database["kind"] == "sqlite" else dump
        return folder / name.removeprefix(SITE)

    unpack(path, identities, contents, place)
    made = datetime.fromisoformat(contents.about["made"])
    if database["kind"] == "postgresql":
        target = dict(postgresql(folder))
        databases.demand_empty_postgresql(target)
        known = databases.put_back_postgresql(dump, target, made)
        dump.unlink()
    else:
        known = databases.begin_sqlite(sqlite, made)
    (folder / "media").mkdir(exist_ok=True)
    if not known:
        resuming.note(folder, made)


def _below(name: str) -> str:
    return name if not name.startswith("/") and ".." not in Path(name).parts else databases.NAMES["sqlite"]


def _clear(folder: Path, there: bool) -> None:
    """It was empty, so all else that is in it now is ours."""
    if not there:
        shutil.rmtree(folder, ignore_errors=True)
        return
    for entry in folder.iterdir():
        if _passes(entry):
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)


def _sentence(error: BaseException, place: Path) -> str:
    if isinstance(error, OSError):
        return f"{error.filename or place} cannot be used ({error.strerror or error})."
    return str(error)
