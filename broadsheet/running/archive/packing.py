"""Writing an archive: one file that appears when it is whole.

A tar (POSIX pax) of regular files:

    about.json        what this is: {"format": 1, "broadsheet": version, "made": ISO 8601, "paper": name,
                      "database": {"kind": "sqlite" | "postgresql", "name": where it lies in the site}}
    site/…            the site's folder
    database/…        the copy of the database
    manifest.json     the last one: {name: [size, SHA-256]} of all of them

A name that comes twice is the later one's: a file that changed while it was read is written again.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from broadsheet.running.archive.streams import packing

FORMAT = 1
ABOUT, MANIFEST = "about.json", "manifest.json"
SITE, DATABASE = "site/", "database/"


class Packer:
    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._manifest: dict[str, tuple[int, str]] = {}
        self._read: dict[str, tuple[int, int]] = {}

    def add_text(self, name: str, text: str) -> None:
        data = text.encode()
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(data), 0o600
        self._tar.addfile(info, io.BytesIO(data))
        self._manifest[name] = (len(data), hashlib.sha256(data).hexdigest())

    def add_file(self, name: str, path: Path) -> bool:
        """False when the same was written before, or there is no such file any more. Raises OSError."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return False
        with file:
            found = os.fstat(file.fileno())
            state = (found.st_size, found.st_mtime_ns)
            if self._read.get(name) == state:
                return False
            info = tarfile.TarInfo(name)
            info.size, info.mode, info.mtime = found.st_size, found.st_mode & 0o777, found.st_mtime_ns / 1e9
            counted = _Counted(file, found.st_size)
            self._tar.addfile(info, counted)  # type: ignore[arg-type]  # only `read` is asked for
            after = path.stat() if path.exists() else found
            self._read[name] = state if (after.st_size, after.st_mtime_ns) == state else (-1, -1)
            self._manifest[name] = (found.st_size, counted.digest.hexdigest())
        return True

    @property
    def files(self) -> int:
        return len(self._manifest.keys() - {MANIFEST})

    def restless(self) -> list[str]:
        """Names whose file changed while it was read."""
        return [name for name, state in self._read.items() if state == (-1, -1)]

    def end(self) -> None:
        self.add_text(MANIFEST, json.dumps(self._manifest))


class _Counted:
    """As many bytes as were promised, hashed; what a file lost meanwhile is zeros."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._left = file, size
        self.digest = hashlib.sha256()

    def read(self, size: int) -> bytes:
        wanted = min(size, self._left)
        data = self._file.read(wanted).ljust(wanted, b"\0")
        self._left -= wanted
        self.digest.update(data)
        return data


@contextmanager
def archive(target: Path, about: dict[str, Any], recipients: Sequence[str]) -> Iterator[Packer]:
    """Writes the archive, durably; `target` appears at the end, and nothing if it fails."""
    half = target.with_name(f".{target.name}.half")
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with (
                packing(file, recipients) as plain,
                tarfile.open(fileobj=plain, mode="w|", format=tarfile.PAX_FORMAT) as tar,
            ):
                packer = Packer(tar)
                packer.add_text(ABOUT, json.dumps({"format": FORMAT, **about}))
                yield packer
                packer.end()
            file.flush()
            os.fsync(file.fileno())
        half.replace(target)
        _sync(target.parent)
    finally:
        half.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
