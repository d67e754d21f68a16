"""The database that ships in the package is what the code of today makes."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
import zstandard
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from broadsheet.site.founding import TEMPLATE_DATABASE

REMEDY = "the template database is not current: run `make template`"


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    return _unpacked(Path(str(files("broadsheet.site") / TEMPLATE_DATABASE)), tmp_path / "shipped.sqlite3")


def _unpacked(packed: Path, target: Path) -> Path:
    target.write_bytes(zstandard.ZstdDecompressor().decompress(packed.read_bytes()))
    return target


def _dump(database: Path) -> set[str]:
    connection = sqlite3.connect(database)
    lines = set(connection.iterdump())
    connection.close()
    return lines


def test_every_migration_is_in_it(shipped: Path) -> None:
    connection = sqlite3.connect(shipped)
    applied = set(connection.execute("SELECT app, name FROM django_migrations"))
    connection.close()
    assert applied == set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations), REMEDY


@pytest.mark.django_db
def test_no_model_waits_for_a_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.slow
def test_it_is_what_is_made_now(shipped: Path, tmp_path: Path) -> None:
    """Schema, triggers and rows: made anew, it holds the same."""
    code = (
        "import sys, pathlib; from broadsheet.site import template_database as t; t.main(pathlib.Path(sys.argv[1]))"
    )
    packed = tmp_path / "now.zst"
    subprocess.run([sys.executable, "-c", code, packed], check=True, timeout=120)
    assert _dump(_unpacked(packed, tmp_path / "now.sqlite3")) == _dump(shipped), REMEDY
