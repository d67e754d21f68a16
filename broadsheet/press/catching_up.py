"""How far a host's press folder has come in the ledger of dispatches, and what it could not have yet."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass, field

from broadsheet.press import claims
from broadsheet.press.folder import Folder, plain_of, relative
from broadsheet.press.models import Dispatch, Plate

LONGEST_WAIT = 60.0  # seconds between two tries of what is owed
_TOPS = {200: "plates", 410: "gone"}


@dataclass(slots=True)
class Place:
    """Every dispatch up to `upto` has been followed, but for those after `fill` up to `fill_end`, which are made up
    for beside what is new: readers of this host shall not wait for news because it was away, and for a kill least
    of all. All three are keys of dispatches; `owed` are URLs whose bytes could not be had; `history` is that of the
    database in which they were dispatched (models.History)."""

    upto: int = 0
    fill: int = 0
    fill_end: int = 0
    owed: frozenset[str] = frozenset()
    history: str = ""

    @property
    def is_whole(self) -> bool:
        return self.fill >= self.fill_end

    @classmethod
    def of(cls, folder: Folder) -> Place:
        """As the file `upto` has it: the keys, and the machine's boot, since a power cut can take from any file what
        was not yet on the disk. At the beginning where nothing was followed since the machine was started."""
        with suppress(FileNotFoundError, ValueError):
            first, *owed = (folder.root / "upto").read_text(encoding="ascii").split("\n")
            upto, fill, fill_end, boot, *history = first.split(" ")
            if boot == _boot():
                keys = int(upto), int(fill), int(fill_end)
                return cls(*keys, frozenset(filter(None, owed)), "".join(history))
        return cls()

    def keep(self, folder: Folder) -> None:
        """Raises OSError."""
        half = folder.tmp / f"upto-{os.getpid()}"
        first = f"{self.upto} {self.fill} {self.fill_end} {_boot()} {self.history}".rstrip()
        half.write_text("\n".join([first, *sorted(self.owed)]), encoding="ascii")
        half.replace(folder.root / "upto")

    def taken_up(self, newest: int, near: int, history: str) -> Place:
        """Where to go on when the ledger has come to `newest`: what is `near` is simply followed, what is further is
        made up for. A ledger of another `history`, or one that ends before our place, is another one: a backup was
        brought back, and nothing that was followed says what stands there now."""
        if newest < self.upto or not self.upto or history != self.history:
            return Place(newest, 0, newest, history=history)
        if newest - self.upto <= near and self.is_whole:
            return self
        return Place(newest, self.fill if not self.is_whole else self.upto, newest, self.owed, history)


def _boot() -> str:
    return claims.boot_id() or "-"


@dataclass
class Owed:
    """URLs whose bytes could not be had, with when the bucket is asked again: longer each time that it refuses."""

    urls: set[str] = field(default_factory=set)
    cause: str = ""
    _wait: float = 1.0
    _again: float = 0.0

    @property
    def is_waiting(self) -> bool:
        """Whether the bucket refused a moment ago."""
        return time.monotonic() < self._again

    def refused(self, cause: str) -> None:
        self.cause, self._again = cause, time.monotonic() + self._wait
        self._wait = min(2 * self._wait, LONGEST_WAIT)

    def served(self) -> None:
        self._wait, self._again = 1.0, 0.0


def remove_strangers(folder: Folder) -> int:
    """Remove what lies in a folder and was never sent out, nor is known to the press: it was pressed here for another
    paper, or before there were several hosts. How many files."""
    sent = Dispatch.objects.exclude(status=0).values_list("url", "status").iterator()
    standing = {(_TOPS.get(status, "moved"), _file(url, status)) for url, status in sent}
    known = {_file(url, status) for url in Plate.objects.values_list("url", flat=True) for status in (200, 301)}
    strangers = [
        file
        for top, name, file in folder.walk()
        if (top, plain_of(name)) not in standing and plain_of(name) not in known
    ]
    for file in strangers:
        file.unlink(missing_ok=True)
    return len(strangers)


def _file(url: str, status: int) -> str:
    """Where it lies below its top."""
    if status in _TOPS:
        return relative(url)
    return f"{relative(url).removesuffix('index.html').strip('/')}/.to".lstrip("/")
