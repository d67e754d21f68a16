"""Two press folders, byte for byte, apart from the declared snapshots."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import brotli
import zstandard

from broadsheet.press.folder import CODINGS, Folder, relative
from broadsheet.press.plates import Gone, Made, Moved, Page
from broadsheet.press.snapshots import masked

UNPACK = {
    ".gz": gzip.decompress,
    ".br": brotli.decompress,
    ".zst": lambda data: zstandard.ZstdDecompressor().decompress(data, max_output_size=1 << 26),
}


def contents(folder: Folder) -> dict[str, bytes]:
    """{"plates/…": bytes without snapshots}; each compressed sibling has to unpack to the plain file's bytes."""
    found: dict[str, bytes] = {}
    for top, name, file in folder.walk():
        data = file.read_bytes()
        coding = next((suffix for suffix in CODINGS.values() if name.endswith(suffix)), "")
        plain = UNPACK[coding](data) if coding else data
        found[f"{top}/{name}"] = masked(plain)
        if coding:
            assert plain == Path(str(file).removesuffix(coding)).read_bytes(), f"{name} is not its plain file"
    return found


def plain_contents(folder: Folder) -> dict[str, bytes]:
    """The same of plain files alone."""
    suffixes = tuple(CODINGS.values())
    return {
        f"{top}/{name}": masked(file.read_bytes()) for top, name, file in folder.walk() if not name.endswith(suffixes)
    }


def expected(everything: Iterable[Made]) -> dict[str, bytes]:
    """What `plain_contents` should be, from a full press that writes nothing."""
    found: dict[str, bytes] = {}
    for made in everything:
        match made.result:
            case Page(body):
                found[f"plates/{relative(made.url)}"] = masked(body)
            case Gone(body):
                found[f"gone/{relative(made.url)}"] = masked(body)
            case Moved(to=to, status=status):
                found[f"moved/{unquote(made.url).strip('/')}/.to"] = f"{status} {to}\n".encode()
    return found


def differences(pressed: Folder, full: Folder) -> list[str]:
    """What the press forgot to take away, forgot to make, or left as it was; siblings included."""
    return between(contents(pressed), contents(full))


def between(ours: dict[str, bytes], theirs: dict[str, bytes]) -> list[str]:
    return [
        *(f"{name} should be gone" for name in sorted(ours.keys() - theirs.keys())),
        *(f"{name} is missing" for name in sorted(theirs.keys() - ours.keys())),
        *(
            f"{name} is stale: {_first_difference(ours[name], theirs[name])}"
            for name in sorted(ours.keys() & theirs.keys())
            if ours[name] != theirs[name]
        ),
    ]


def _first_difference(ours: bytes, theirs: bytes) -> str:
    at = next((n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs)))
    start = max(0, at - 60)
    return f"{ours[start : at + 80]!r} should be {theirs[start : at + 80]!r}"


@dataclass(frozen=True)
class Files:
    """What each file was: its inode (a rewritten file has another one) and its bytes."""

    seen: dict[str, tuple[int, bytes]]

    @classmethod
    def of(cls, folder: Folder) -> Files:
        return cls({f"{top}/{name}": (file.stat().st_ino, file.read_bytes()) for top, name, file in folder.walk()})

    def rewritten_for_nothing(self, folder: Folder) -> list[str]:
        """Files that were written again with the same bytes since."""
        now = Files.of(folder).seen
        return [
            name
            for name, (inode, data) in self.seen.items()
            if name in now and now[name][0] != inode and now[name][1] == data
        ]
