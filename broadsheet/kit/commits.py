"""Whether somebody else committed to the database of SQLite, by its own counter, looked up past Django's cursor."""

from __future__ import annotations

from typing import Any

from django.db import connection


class Commits:
    """To be used in one thread: the counter is that of its connection."""

    def __init__(self) -> None:
        self._seen: Any = None

    def came(self) -> bool:
        """Since the last look; also at the first."""
        connection.ensure_connection()
        own: Any = connection.connection
        with connection.wrap_database_errors:
            seen = (id(own), own.execute("PRAGMA data_version").fetchone()[0])
        came, self._seen = seen != self._seen, seen
        return came
