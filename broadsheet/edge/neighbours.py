"""Whose connection it is, as far as an address tells, and how much each address holds of this server.

The counts lie in memory that all serving processes of a site share. Each writes cells of its own only, so nobody
locks, and what a process held that died is forgotten by their supervisor. An address is one of PLACES cells; two that
fall on the same one are counted together.
"""

from __future__ import annotations

import ipaddress
import mmap

PLACES = 1 << 16
_WIDTH = PLACES + 1  # the first cell is for all addresses together
_CELL = 4  # bytes


def household(address: str) -> str:
    """The address, or of IPv6 its /64 network: whoever has one has all of its addresses."""
    if ":" not in address:
        return address
    try:
        found = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    mapped = found.ipv4_mapped
    return str(mapped) if mapped else str(ipaddress.IPv6Network((found, 64), strict=False))


class Tally:
    """How many of something each address has. Must be made before the processes are forked."""

    def __init__(self, processes: int = 1) -> None:
        self._bytes = mmap.mmap(-1, processes * _WIDTH * _CELL)
        self._cells = memoryview(self._bytes).cast("I")
        self._rows = [row * _WIDTH for row in range(processes)]
        self._own = 0

    def take(self, row: int) -> None:
        """Which cells are ours, said once after the fork."""
        self._own = self._rows[row]

    def forget(self, row: int) -> None:
        """What a process held that has died."""
        start = self._rows[row] * _CELL
        self._bytes[start : start + _WIDTH * _CELL] = bytes(_WIDTH * _CELL)

    def enter(self, address: str) -> None:
        self._cells[self._own] += 1
        self._cells[self._own + _place(address)] += 1

    def leave(self, address: str) -> None:
        self._cells[self._own] -= 1
        self._cells[self._own + _place(address)] -= 1

    def of(self, address: str) -> int:
        place = _place(address)
        return sum(self._cells[row + place] for row in self._rows)

    def total(self) -> int:
        return sum(self._cells[row] for row in self._rows)


def _place(address: str) -> int:
    """The same in all processes that were forked from one; nobody outside can tell it."""
    return 1 + hash(address) % PLACES


class Neighbours:
    """What addresses hold of the server that this process belongs to."""

    def __init__(self, processes: int = 1) -> None:
        self.streams, self.connections = Tally(processes), Tally(processes)

    def take(self, row: int) -> None:
        self.streams.take(row)
        self.connections.take(row)

    def forget(self, row: int) -> None:
        self.streams.forget(row)
        self.connections.forget(row)
