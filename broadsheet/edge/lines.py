"""A file of lines, to look one up in: one that has very many must not hold up the loop each time that it changes."""

from __future__ import annotations

import io
import threading
from pathlib import Path

AT_ONCE = 64 << 10  # bytes, which are taken apart in less than a millisecond


class Lines:
    """`"a line" in lines`, from the first moment on. More than AT_ONCE bytes are taken apart by a thread, and until
    it is done they are searched as they are, which costs each question some of the time that it saves the loop."""

    def __init__(self, data: bytes) -> None:
        self._data = b"\n" + data
        self._lines: set[bytes] | None = None
        if len(data) <= AT_ONCE:
            self._take_apart()
        else:
            threading.Thread(target=self._take_apart, name="lines", daemon=True).start()

    def __contains__(self, line: object) -> bool:
        data = self._data  # in this order: the thread empties it when the lines are there
        if self._lines is not None:
            return str(line).encode() in self._lines
        return b"\n%s\n" % str(line).encode() in data

    def _take_apart(self) -> None:
        """Line by line: a single call for all of them would let nobody else run until it is done."""
        lines: set[bytes] = set()
        for line in io.BytesIO(self._data):
            lines.add(line.rstrip(b"\n"))
        self._lines, self._data = lines, b""


def read(path: Path) -> Lines:
    """The lines of a file, none where there is no file. Raises OSError."""
    try:
        return Lines(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return Lines(b"")
