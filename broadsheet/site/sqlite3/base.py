"""Django's SQLite, which notices when its file is gone or another one lies in its place.

SQLite itself goes on with the file that it has open, whatever became of its name: what editors write would be in a
file that nobody can find any more. Django looks for a connection that is of no use at the start and end of every
request, and the worker several times a second; so it is closed then, and opened again or refused.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db.backends.sqlite3 import base

Identity = tuple[int, int] | None  # device and inode; None: no such file


class DatabaseWrapper(base.DatabaseWrapper):
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
