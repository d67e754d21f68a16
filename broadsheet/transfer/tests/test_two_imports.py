"""Imports of two processes at once: they take turns, and what the desk makes meanwhile is looked for anew."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadsheet.people.models import Contributor
from broadsheet.transfer.turns import LOCK
from tests import starting
from tests.postgres import Cluster
from tests.sites import ROOT, Site, broadsheet, clean_environment, until

PAGE = """<!doctype html><html lang="en"><head><title>{title}</title></head><body><article><h1>{title}</h1>
<p class="byline">By Alice Marrow</p><p><time datetime="2026-03-01T09:30:00+00:00">March 1, 2026</time></p>
<p>The ferry between Mirna Bay and the outer islands will sail again from April, its owners told {title}.</p>
<p>Most of the forty families had waited for a timetable since the winter in which the last captain retired.</p>
</article></body></html>"""
PAGES = 12


@pytest.fixture
def pages(tmp_path: Path) -> list[Path]:
    files = [tmp_path / f"page-{number}.html" for number in range(PAGES)]
    for number, file in enumerate(files):
        file.write_text(PAGE.format(title=f"Ferry number {number} to sail again"))
    return files


@pytest.fixture
def on_postgresql(postgres: Cluster, tmp_path: Path) -> Iterator[Site]:
    with Site(tmp_path / "ledger", {"DATABASE_URL": postgres.with_tables(f"imports_{tmp_path.name[-12:]}")}) as made:
        subprocess.run(
            broadsheet("init", made.folder, "--name", "The Mirna Bay Ledger"),
            env=clean_environment(**made.environment),
            check=True,
            capture_output=True,
            cwd=ROOT,
        )
        yield made


def start(site: Site, files: list[Path]) -> subprocess.Popen[str]:
    command = broadsheet("import", "clipping", "--site", site.folder, "--json", *files)
    pipe = subprocess.PIPE
    environment = clean_environment(**site.environment)
    return starting.popen(command, environment, site.folder, stdout=pipe, stderr=pipe, text=True)


def both(site: Site, pages: list[Path]) -> None:
    """The same files, at once: each item is kept once, and both tell what they did."""
    together = [start(site, files) for files in (pages, pages[::-1])]
    said = [process.communicate(timeout=120) for process in together]
    assert [process.returncode for process in together] == [0, 0], said
    counts = [json.loads(report)["totals"] for report, _ in said]
    assert sorted((count["imported"], count["unchanged"]) for count in counts) == [(0, PAGES), (PAGES, 0)]
    assert sum("Another import is at work: waiting." in words for _, words in said) <= 1


@pytest.mark.slow
@pytest.mark.part("postgres")
def test_two_imports_on_postgresql_keep_each_item_once(on_postgresql: Site, pages: list[Path]) -> None:
    both(on_postgresql, pages)


@pytest.mark.slow
def test_two_imports_on_sqlite_keep_each_item_once(site: Site, pages: list[Path]) -> None:
    both(site, pages)


@pytest.mark.slow
@pytest.mark.part("postgres")
def test_who_comes_second_says_that_it_waits(on_postgresql: Site, pages: list[Path]) -> None:
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(on_postgresql.environment["DATABASE_URL"], autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        process = start(on_postgresql, pages)
        assert process.stderr is not None
        assert "Another import is at work: waiting." in process.stderr.readline()
        other.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        report, said = process.communicate(timeout=120)
    assert json.loads(report)["totals"]["imported"] == PAGES, said


@pytest.mark.slow
@pytest.mark.part("postgres")
def test_a_byline_that_the_desk_adds_at_the_same_moment_is_taken(on_postgresql: Site, pages: list[Path]) -> None:
    psycopg = pytest.importorskip("psycopg")
    url = on_postgresql.environment["DATABASE_URL"]
    made = on_postgresql.inside("broadsheet.transfer.tests.test_two_imports:columns")
    with psycopg.connect(url) as desk, psycopg.connect(url, autocommit=True) as watching:
        names = ", ".join(f'"{name}"' for name in made)
        places = ", ".join(["%s"] * len(made))
        desk.execute(f"INSERT INTO people_contributor ({names}) VALUES ({places})", list(made.values()))
        process = start(on_postgresql, pages)
        until(lambda: watching.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone(), 60)
        desk.commit()
        report, said = process.communicate(timeout=120)
    assert (process.returncode, json.loads(report)["totals"]["imported"]) == (0, PAGES), said
    with psycopg.connect(url) as asked:
        assert asked.execute("SELECT count(*) FROM people_contributor").fetchone() == (1,)


def columns() -> dict[str, str | bool]:
    """Of a contributor's row, as the desk would write it."""
    row = Contributor(name="Alice Marrow", slug="alice-marrow")
    fields = [field for field in Contributor._meta.concrete_fields if not field.primary_key]
    return {field.column: field.get_prep_value(getattr(row, field.attname)) for field in fields}
