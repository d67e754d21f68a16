"""Reading an archive: first all of it, to see that it is whole, and only then out of it."""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from broadsheet.running.archive.packing import ABOUT, DATABASE, FORMAT, MANIFEST, SITE
from broadsheet.running.archive.streams import BUFFER, Broken, told, unpacking


@dataclass(frozen=True)
class Contents:
    """What a whole archive holds. `size` in bytes, unpacked."""

    about: dict[str, Any]
    sums: dict[str, tuple[int, str]]

    @property
    def size(self) -> int:
        return sum(size for size, _ in self.sums.values())


def verify(path: Path, identities: Sequence[str] = ()) -> Contents:
    """Read all of it. Raises Broken, or OSError when it cannot be read."""
    found: dict[str, tuple[int, str]] = {}
    kept: dict[str, bytes] = {}
    with told(path):
        for name, _, stream in _members(path, identities):
            if name in (ABOUT, MANIFEST):
                kept[name] = stream.read()
                found[name] = (len(kept[name]), hashlib.sha256(kept[name]).hexdigest())
            else:
                found[name] = _sum(stream, lambda data: None)
    if MANIFEST not in kept or ABOUT not in kept:
        raise Broken(f"{path} is not whole: its end is missing.")
    del found[MANIFEST]
    sums = {name: (size, digest) for name, (size, digest) in json.loads(kept[MANIFEST]).items()}
    if sums != found:
        wrong = sorted(name for name in sums.keys() | found.keys() if sums.get(name) != found.get(name))
        raise Broken(f"{path} is damaged: {wrong[0]} is not what was put into it.")
    about = json.loads(kept[ABOUT])
    if about.get("format") != FORMAT:
        raise Broken(f"{path} was made by a newer Broadsheet: install that one ({about.get('broadsheet')}).")
    return Contents(about, sums)


def unpack(path: Path, identities: Sequence[str], contents: Contents, place: Callable[[str], Path]) -> None:
    """Write each file to where `place(name)` says. Raises Broken when it is another archive by now, and OSError."""
    found = {ABOUT: contents.sums[ABOUT]}
    with told(path):
        for name, member, stream in _members(path, identities):
            if name not in (ABOUT, MANIFEST):
                found[name] = _put(stream, place(name), member.mode & 0o777)
    if found != contents.sums:
        raise Broken(f"{path} changed while it was read: begin again.")


def _put(stream: IO[bytes], target: Path, mode: int) -> tuple[int, str]:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    target.touch(0o600)
    with target.open("wb") as file:
        found = _sum(stream, file.write)
    target.chmod(mode)
    return found


def _sum(stream: IO[bytes], write: Callable[[bytes], object]) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    while data := stream.read(BUFFER):
        digest.update(data)
        size += len(data)
        write(data)
    return size, digest.hexdigest()


def _members(path: Path, identities: Sequence[str]) -> Iterator[tuple[str, tarfile.TarInfo, IO[bytes]]]:
    with unpacking(path, identities) as plain:
        with tarfile.open(fileobj=plain, mode="r|") as tar:
            for member in tar:
                stream = tar.extractfile(member) if member.isreg() else None
                if stream is None or not _safe(member.name):
                    raise Broken(f"{path} holds what does not belong there: {member.name}.")
                yield member.name, member, stream
        while plain.read(BUFFER):
            pass  # to the end, which says whether all was whole


def _safe(name: str) -> bool:
    if name in (ABOUT, MANIFEST):
        return True
    parts = PurePosixPath(name).parts
    return name.startswith((SITE, DATABASE)) and len(parts) > 1 and ".." not in parts and "\0" not in name
