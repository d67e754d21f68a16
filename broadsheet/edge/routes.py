"""What is answered without a plate: prefixes that Django answers, and URLs that are still to be pressed; and whether
just now plates alone are served."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from broadsheet.edge import lines
from broadsheet.edge.answers import Stamp
from broadsheet.edge.plates import file_stamp
from broadsheet.press.folder import Folder, relative

T = TypeVar("T")


class Watched(Generic[T]):
    """What a small file says, read again when the file is another one."""

    def __init__(self, path: Path, read: Callable[[], T]) -> None:
        self._path, self._read = str(path), read
        self._stamp: Stamp | None = None
        self._value: T | None = None
        self._looked = -1

    def at(self, generation: int) -> T:
        """The file is looked at once per generation. Raises OSError."""
        if self._looked != generation or self._value is None:
            stamp = file_stamp(self._path)
            if stamp != self._stamp or self._value is None:
                self._stamp, self._value = stamp, self._read()
            self._looked = generation
        return self._value


class Prefixes:
    """Path prefixes in their canonical spelling; one that does not end with a slash stands for itself alone."""

    def __init__(self, prefixes: tuple[str, ...]) -> None:
        self.trees = tuple(prefix for prefix in prefixes if prefix.endswith("/"))
        self.single = frozenset(prefixes)
        self._raw_trees = tuple(prefix.encode() for prefix in self.trees)
        self._raw_single = frozenset(prefix.encode() for prefix in prefixes)

    def hold(self, url: str) -> bool:
        return url in self.single or url.startswith(self.trees)

    def hold_raw(self, path: bytes) -> bool:
        return path in self._raw_single or path.startswith(self._raw_trees)


class Routes:
    """The files `dynamic` and `due` of a press folder."""

    def __init__(self, folder: Folder) -> None:
        self._plates = folder.plates
        self._dynamic = Watched(folder.dynamic_file, lambda: Prefixes(folder.dynamic()))
        self._due = Watched(folder.due_file, lambda: lines.read(folder.due_file))
        self._only = Watched(folder.plates_only_file, folder.plates_only)
        self._bare = Prefixes(())
        self._bare_at = -1

    def dynamic(self, generation: int) -> Prefixes:
        return self._dynamic.at(generation)

    def bare(self, generation: int) -> Prefixes:
        """The dynamic prefixes that have no plates below them, so that nobody need look on disk."""
        if self._bare_at != generation:
            every = self.dynamic(generation)
            self._bare = Prefixes(tuple(prefix for prefix in every.single if not self._has_plates(prefix)))
            self._bare_at = generation
        return self._bare

    def _has_plates(self, prefix: str) -> bool:
        place = self._plates / (relative(prefix).removesuffix("index.html"))
        return place.exists()

    def plates_only(self, generation: int) -> bool:
        return bool(self._only.at(generation))

    def due(self, generation: int) -> lines.Lines:
        return self._due.at(generation)
