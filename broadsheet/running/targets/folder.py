"""A folder of this machine, perhaps of another disk. A backup is made in it, so there is nothing to be brought."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath

from broadsheet.running.targets.base import NotReached, Target


class Folder(Target):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.local = self._folder = folder
        self.name = str(folder)

    def names(self) -> list[PurePath]:
        try:
            return list(self._folder.iterdir())
        except OSError as error:
            raise NotReached(f"{self.name} cannot be read ({error.strerror or error}).") from error

    def remove(self, name: str) -> None:
        try:
            (self._folder / name).unlink(missing_ok=True)
        except OSError as error:
            raise NotReached(f"{self._folder / name} cannot be removed ({error.strerror or error}).") from error

    def fetch(self, name: str, to: Path) -> None:
        try:
            shutil.copyfile(self._folder / name, to)
        except OSError as error:
            raise NotReached(f"{self._folder / name} cannot be copied ({error.strerror or error}).") from error

    @contextmanager
    def workplace(self) -> Iterator[Path]:
        yield self._folder

    def bring(self, file: Path) -> None:
        pass
