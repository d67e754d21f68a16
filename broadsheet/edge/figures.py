"""What the edge has answered, counted: by where the answer came from and by the class of its status.

The counters lie in memory that all serving processes of a site share, a row for each process, so that whichever is
asked can tell them all. Each process writes its own row only; a sum may be a request behind.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator

PRESSED, DJANGO, STREAM, REFUSED = KINDS = ("pressed", "django", "stream", "refused")
CLASSES = 6  # of status: index 2 is 200 to 299
LISTENING = len(KINDS) * CLASSES
"""Index of the one gauge: streams that are open now."""
WIDTH = LISTENING + 1


class Figures:
    """`row` is that of this process; `own` and the rest must be made before the processes are forked."""

    def __init__(self, processes: int = 1) -> None:
        self._cells = memoryview(mmap.mmap(-1, processes * WIDTH * 8)).cast("Q")
        self._processes = processes
        self.take(0)

    def take(self, row: int) -> None:
        """Which row is ours, said once after the fork."""
        self.cells = self._cells[row * WIDTH : (row + 1) * WIDTH]
        self.pressed, self.django, self.stream, self.refused = (
            self.cells[at * CLASSES : (at + 1) * CLASSES] for at in range(len(KINDS))
        )

    def listening(self, count: int) -> None:
        self.cells[LISTENING] = count

    def answers(self) -> Iterator[tuple[str, str, int]]:
        """("pressed", "2xx", how many) of all processes, those that never came left out."""
        for at, kind in enumerate(KINDS):
            for status in range(1, CLASSES):
                if count := self._sum(at * CLASSES + status):
                    yield kind, f"{status}xx", count

    def streams(self) -> int:
        return self._sum(LISTENING)

    def _sum(self, cell: int) -> int:
        return sum(self._cells[row * WIDTH + cell] for row in range(self._processes))


served = Figures()
"""Of the server that this process belongs to; all zero in any other process."""


def serve(processes: int) -> Figures:
    """Begin to count for a server of so many processes."""
    global served
    served = Figures(processes)
    return served
