"""What every place for backups can do."""

from __future__ import annotations

import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath

from broadsheet.kit.buckets import NotReached as NotReached


class Target(ABC):
    """`name` is how people read of it. Everything raises NotReached, but for `workplace` and what is done in it."""

    name: str
    local: Path | None = None
    """The folder, where it is one of this machine."""

    def __init__(self, aside: Path) -> None:
        """`aside` is where what is not whole yet may lie."""
        self._aside = aside

    @abstractmethod
    def names(self) -> list[PurePath]:
        """The files that lie there."""

    @abstractmethod
    def remove(self, name: str) -> None: ...

    @abstractmethod
    def fetch(self, name: str, to: Path) -> None: ...

    @contextmanager
    def workplace(self) -> Iterator[Path]:
        """The folder in which a backup is made; it must be whole when it is brought to its place."""
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=self._aside) as aside:
            yield Path(aside)

    @abstractmethod
    def bring(self, file: Path) -> None:
        """Bring a backup that was made in the workplace; it appears under its name when it is whole."""
