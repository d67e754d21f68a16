"""Django's SQLite, which waits for the lock in short sleeps, and notices when its file is gone or another one lies in
its place.

SQLite has one writer at a time and no queue: who finds the lock taken sleeps, longer each time, up to a tenth of a
second, and whoever comes by when it is free has it. Beside two editors who save every half second, a publish stood
like that for more than a second. (Decision 91.)

SQLite itself goes on with the file that it has open, whatever became of its name: what editors write would be in a
file that nobody can find any more. Django looks for a connection that is of no use at the start and end of every
request, and the worker several times a second; so it is closed then, and opened again or refused.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from sqlite3 import SQLITE_BUSY, OperationalError
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db.backends.sqlite3 import base

LOOK = 0.005  # seconds between two looks at the lock; the press looks more often (press/turns.py)
WRITES = ("BEGIN IMMEDIATE", "INSERT", "UPDATE", "DELETE", "REPLACE")

Identity = tuple[int, int] | None  # device and inode; None: no such file


class Cursor(base.SQLiteCursorWrapper):
    """Begins to write a moment after the lock is free."""

    def execute(self, query: str, params: Any = None) -> Any:
        if self.connection.in_transaction or not query.startswith(WRITES):
            return super().execute(query, params)
        return self._in_turn(partial(super().execute, query, params))

    def _in_turn(self, run: Callable[[], Any]) -> Any:
        raw, began = self.connection, time.monotonic()
        (patience,) = raw.execute("PRAGMA busy_timeout").fetchone()
        raw.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    return run()
                except OperationalError as error:
                    if error.sqlite_errorcode != SQLITE_BUSY or time.monotonic() - began > patience / 1000:
                        raise
                time.sleep(LOOK)
        finally:
            raw.execute(f"PRAGMA busy_timeout = {patience:d}")


class DatabaseWrapper(base.DatabaseWrapper):
    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=Cursor)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        made = super().get_new_connection(conn_params)
        self._opened = self._file()
        return made

    def close_if_unusable_or_obsolete(self) -> None:
        if self.connection is not None and not self.in_atomic_block and self._file() != self._opened:
            self.close()
        super().close_if_unusable_or_obsolete()

    def _file(self) -> Identity:
        name = str(self.settings_dict["NAME"])
        path = unquote(urlsplit(name).path) if name.startswith("file:") else name
        try:
            found = Path(path).stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino
