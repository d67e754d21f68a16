"""Several hosts on this machine: folders that follow the ledger, and a bucket in memory that can refuse."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from broadsheet.kit.buckets import NotReached
from broadsheet.press import hosts
from broadsheet.press.folder import Folder, relative
from broadsheet.press.following import Follower


class InMemory:
    """What `hosts.bucket()` can do. `refuses`: every request fails; `asked` counts them."""

    name = "s3://ledger/pages"

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.refuses = False
        self.asked = 0

    def put(self, name: str, body: bytes, media_type: str) -> None:
        self._ask()
        self.kept[name] = body

    def get(self, name: str) -> bytes | None:
        self._ask()
        return self.kept.get(name)

    def remove(self, name: str) -> None:
        self._ask()
        self.kept.pop(name, None)

    def _ask(self) -> None:
        self.asked += 1
        if self.refuses:
            raise NotReached("s3://ledger/pages cannot be used (503 Slow Down).")


class HostOfOurs:
    """A host's folder and its follower; `follow` does what its thread does."""

    def __init__(self, place: Path) -> None:
        self.folder = Folder(place)
        self.folder.make()
        self.start()

    def start(self) -> None:
        """As after the process was started."""
        self.follower = Follower(self.folder, threading.Event())
        self.follower.begin()

    def follow(self) -> None:
        self.follower.catch_up()
        while not self.follower._place.is_whole and not self.follower._owed.is_waiting:
            self.follower.catch_up()

    def reads(self, url: str) -> bytes | None:
        file = self.folder.plates / relative(url)
        return file.read_bytes() if file.exists() else None

    def files(self) -> dict[str, tuple[bytes, float]]:
        """{name: bytes and date} of all that is served."""
        return {f"{top}/{name}": (file.read_bytes(), file.stat().st_mtime) for top, name, file in self.folder.walk()}


@contextmanager
def several(settings: Any) -> Iterator[InMemory]:
    """There are several hosts while this lasts; their bucket."""
    bucket = InMemory()
    settings.PRESS_TO = "s3://ledger/pages"
    with mock.patch.object(hosts, "bucket", return_value=bucket):
        yield bucket
    settings.PRESS_TO = ""
