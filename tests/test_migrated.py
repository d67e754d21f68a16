"""The packed database that tests begin with is what the migrations of today make."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pytest
import zstandard

from broadsheet.site.founding import TEMPLATE_DATABASE
from tests import migrated

REMEDY = "the database that tests begin with is not current: run `make template`"
SETTLED = {
    "fronts_rail",
    "sections_homepage",
    "sections_menu",
    "sections_stylesheet",
    "sqlite_sequence",
    "wagtailcore_page",
    "wagtailcore_pagelogentry",
    "wagtailcore_site",
    "wagtailsearch_indexentry",
    "wagtailsearch_indexentry_fts",
    "wagtailsearch_indexentry_fts_content",
    "wagtailsearch_indexentry_fts_data",
    "wagtailsearch_indexentry_fts_docsize",
    "wagtailsearch_indexentry_fts_idx",
}
"""Where the shipped database holds what a new site needs beyond the migrations."""


@pytest.fixture
def shipped(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Of which a test of `site` proves that it is what the code of today makes."""
    packed = files("broadsheet.site").joinpath(TEMPLATE_DATABASE).read_bytes()
    (tmp_path / "shipped.sqlite3").write_bytes(zstandard.ZstdDecompressor().decompress(packed))
    with closing(sqlite3.connect(tmp_path / "shipped.sqlite3")) as connection:
        yield connection


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    migrated.unpack(tmp_path / "ours.sqlite3")
    with closing(sqlite3.connect(tmp_path / "ours.sqlite3")) as connection:
        yield connection


def test_it_is_packed_for_the_migrations_of_today() -> None:
    assert migrated.packed().exists(), REMEDY


def test_it_has_the_tables_and_triggers_that_ship(ours: sqlite3.Connection, shipped: sqlite3.Connection) -> None:
    assert _schema(ours) == _schema(shipped), REMEDY


def test_it_has_the_rows_that_ship(ours: sqlite3.Connection, shipped: sqlite3.Connection) -> None:
    for table in {name for kind, name, _ in _schema(shipped) if kind == "table"} - SETTLED:
        assert _rows(ours, table) == _rows(shipped, table), f"{table}: {REMEDY}"


def _schema(connection: sqlite3.Connection) -> set[tuple[str, str, str]]:
    return set(connection.execute("SELECT type, name, sql FROM sqlite_master"))


def _rows(connection: sqlite3.Connection, table: str) -> set[tuple[object, ...]]:
    return set(connection.execute(f'SELECT * FROM "{table}"'))
