"""The list of what was taken out for good, kept outside the database: no older copy of that brings any of it back.

`removals.jsonl` in the site's folder, one JSON object a line. The same, packed like a backup, lies beside the
backups. Needs no Django: `broadsheet restore` reads it where there is no site yet.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from broadsheet.running import thinning
from broadsheet.running.archive import streams

FILE = "removals.jsonl"
BESIDE = "-removals.jsonl.zst"
"""Behind the paper's name in a backup's: the list beside it, `.age` behind it where backups are encrypted."""
LARGEST = 64 << 20  # bytes


class Damaged(ValueError):
    """The list cannot be read; the message is the sentence to show."""


Which = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class Removal:
    """`model` as Django labels it, `key` its primary key; `mark` tells it from another thing with that key. `at` is
    the instant of the kill, ISO 8601. `order` is that of a court where it was erased, with who asked and who
    confirmed, and when."""

    model: str
    key: int
    mark: str
    at: str
    notice: str
    legal: bool = False
    order: str = ""
    asked_by: str = ""
    asked_at: str = ""
    decided_by: str = ""
    decided_at: str = ""

    @property
    def which(self) -> Which:
        return self.model, self.key, self.mark

    @property
    def rank(self) -> tuple[bool, bool]:
        """What is erased was removed legally, and what was removed legally was killed."""
        return bool(self.order), self.legal


Removals = dict[Which, Removal]


def merged(one: Mapping[Which, Removal], others: Iterable[Removal]) -> Removals:
    """Of each thing the gravest."""
    found = dict(one)
    for each in others:
        known = found.get(each.which)
        if known is None or each.rank > known.rank:
            found[each.which] = each
    return found


def read(path: Path) -> Removals:
    """Raises OSError and Damaged; nothing where there is no list yet."""
    try:
        return _parsed(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError) as error:
        raise Damaged(f"{path} is damaged: put that of a backup in its place.") from error


def _parsed(body: bytes) -> Removals:
    lines = (json.loads(line) for line in body.decode("utf-8").splitlines() if line.strip())
    names = Removal.__dataclass_fields__
    return merged({}, (Removal(**{name: line[name] for name in names if name in line}) for line in lines))


def is_written(path: Path, removals: Mapping[Which, Removal]) -> bool:
    """Whether the list says these things, in the words of today: an older one has reasons. Raises OSError."""
    try:
        return path.read_bytes() == _bytes(removals)
    except FileNotFoundError:
        return not removals


def write(path: Path, removals: Mapping[Which, Removal]) -> None:
    """Whole or not at all. Raises OSError."""
    half = path.with_name(f".{path.name}.half")
    with _private(half) as file:
        file.write(_bytes(removals))
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


def _private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _bytes(removals: Mapping[Which, Removal]) -> bytes:
    found = sorted(removals.values(), key=lambda each: (each.at, each.model, each.key))
    return "".join(f"{json.dumps(asdict(each), ensure_ascii=False)}\n" for each in found).encode()


# -- beside the backups


def name_beside(paper: str, recipients: Sequence[str]) -> str:
    return f"{paper}{BESIDE}{'.age' if recipients else ''}"


def names_for(backup: str) -> list[str]:
    """The names that the list beside this backup may have; none for a file that is called otherwise."""
    found = thinning.NAME.match(backup)
    return [f"{found['paper']}{BESIDE}{end}" for end in (".age", "")] if found else []


def pack(path: Path, removals: Mapping[Which, Removal], recipients: Sequence[str]) -> None:
    """Raises OSError."""
    with _private(path) as file, streams.packing(file, recipients) as plain:
        plain.write(_bytes(removals))


def unpack(path: Path, identities: Sequence[str]) -> Removals:
    """A list from beside the backups, or one from a site's folder. Raises Broken and OSError."""
    try:
        if path.suffix == ".jsonl":
            return _parsed(path.read_bytes())
        with streams.told(path), streams.unpacking(path, identities) as plain:
            return _parsed(plain.read(LARGEST))
    except (ValueError, TypeError) as error:
        raise streams.Broken(f"{path} is no list of what was removed.") from error
