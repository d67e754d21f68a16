"""Two press folders, byte for byte, apart from the declared snapshots."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path

import brotli
import zstandard

from broadsheet.press.folder import CODINGS, Folder
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


def differences(pressed: Folder, full: Folder) -> list[str]:
    """What the press forgot to take away, forgot to make, or left as it was."""
    ours, theirs = contents(pressed), contents(full)
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
