"""A fresh database for each history: a copy of the base paper's, on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from broadsheet.press import triggers
from broadsheet.staff import append_only
from tests.proof.paper import make_base


class Databases:
    """Made over the test database; `fresh` points Django at a new copy and returns its DATABASE_URL."""

    def __init__(self, place: Path) -> None:
        self.place, self.count = place, 0
        self.original = connection.settings_dict["NAME"]
        make_base()
        self.base = str(place / "base.sqlite3") if connection.vendor == "sqlite" else "proof_base"
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [self.base])
        else:
            self._copy(str(self.original), self.base)

    def fresh(self) -> str:
        self.count += 1
        connection.close()
        if connection.vendor == "sqlite":
            for old in self.place.glob("history*"):
                old.unlink()
            copy = self.place / f"history-{self.count}.sqlite3"
            shutil.copyfile(self.base, copy)
            connection.settings_dict["NAME"] = f"file:{quote(str(copy))}?mode=rw"
            triggers.install()
            return f"sqlite:///{copy}"
        self._copy(self.base, "proof_history")
        connection.settings_dict["NAME"] = "proof_history"
        triggers.install()
        return "postgres://{USER}@{HOST}:{PORT}/proof_history".format(**connection.settings_dict)

    def _copy(self, source: str, target: str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = "postgres"
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
        connection.close()

    def restore(self) -> None:
        """The test database again. The log of it lets nobody empty its tables, which the end of a test does."""
        connection.close()
        connection.settings_dict["NAME"] = self.original
        append_only.drop()
