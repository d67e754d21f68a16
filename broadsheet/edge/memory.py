"""Plates in memory, the ones used last, within a number of bytes."""

from __future__ import annotations

from collections import OrderedDict

from broadsheet.edge.plates import Plate


class Memory:
    """Least recently used goes first. Used by the loop's thread alone.

    A plate counts as used when its file is looked at, which is at most once a second: so a hit costs one
    look-up and nothing else.
    """

    def __init__(self, limit: int) -> None:
        self.limit, self.used = limit, 0
        self._plates: OrderedDict[bytes, Plate] = OrderedDict()
        self.get = self._plates.get

    def __len__(self) -> int:
        return len(self._plates)

    def put(self, key: bytes, plate: Plate) -> None:
        self.drop(key)
        self._plates[key] = plate
        plate.on_growth(self._grow)
        self._grow(plate.weight)

    def touch(self, key: bytes) -> None:
        self._plates.move_to_end(key)

    def drop(self, key: bytes) -> None:
        plate = self._plates.pop(key, None)
        if plate is not None:
            self._forget(plate)

    def _grow(self, count: int) -> None:
        self.used += count
        while self.used > self.limit and len(self._plates) > 1:
            _, oldest = self._plates.popitem(last=False)
            self._forget(oldest)

    def _forget(self, plate: Plate) -> None:
        self.used -= plate.weight
        plate.on_growth(_not_counted)


def _not_counted(count: int) -> None:
    """A plate that was dropped may still be read for the answer under way."""
