"""The test database: migrated once for a state of the migrations, then copied. That of the checkout's own state lies
packed beside this file."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Generator
from contextlib import closing
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests import migrated
from tests.migrated import fingerprint

KEPT = Path(__file__).parent.parent / "var" / "migrated"


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """With SQLite the file is ours: pytest-django must neither remove nor rebuild what lies there."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Put the migrated copy in place before Django migrates: then there is nothing left to do."""
    if connection.vendor != "sqlite":
        return
    kept = KEPT / f"{fingerprint()}.sqlite3"
    if not kept.exists() and migrated.packed().exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        migrated.unpack(kept)
    if kept.exists():
        shutil.copyfile(kept, _file())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """After the first migration of this state, keep the file for the next run."""
    kept = KEPT / f"{fingerprint()}.sqlite3"
    if connection.vendor == "sqlite" and not kept.exists():
        _keep(Path(_file()), kept)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """A test with transactions of its own leaves an empty database: what migrations put there comes back, so that the
    next one may be any test."""
    marker = item.get_closest_marker("django_db")
    emptied = "transactional_db" in getattr(item, "fixturenames", ()) or (marker and marker.kwargs.get("transaction"))
    emptied = emptied and bool(getattr(item, "funcargs", {}))  # of a test that was skipped nothing was set up
    if emptied and connection.vendor == "sqlite":  # what empties the tables takes along the log, which refuses it
        import_module("broadsheet.staff.append_only").drop()
    ended = yield
    kept = KEPT / f"{fingerprint()}.sqlite3" if emptied and connection.vendor == "sqlite" else None
    if kept is not None and kept.exists():
        with closing(sqlite3.connect(kept)) as source, closing(sqlite3.connect(_file())) as target:
            source.backup(target)
    return ended


def _file() -> str:
    return str(settings.DATABASES["default"]["TEST"]["NAME"])


def _keep(made: Path, kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    for old in sorted(kept.parent.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)[:-4]:
        old.unlink(missing_ok=True)
    half = kept.with_suffix(f".{made.parent.name}")
    with sqlite3.connect(made) as source:
        source.execute("VACUUM INTO ?", (str(half),))
    source.close()
    half.rename(kept)
