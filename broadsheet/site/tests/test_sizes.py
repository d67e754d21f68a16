"""SQLite is told how large its tables are."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import Locale, Page

from broadsheet.kit import sizes
from broadsheet.sections.factories import make_section
from broadsheet.sections.models import Section
from broadsheet.updates.models import LiveStory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts by itself"),
]
MANY = 2000


@pytest.fixture
def large() -> None:
    """A paper with a section and very many pages."""
    make_section("Town")
    root, locale = Page.objects.get(depth=1), Locale.objects.get(language_code="en")
    kind = root.content_type_id
    Page.objects.bulk_create(
        Page(
            path=f"{root.path}{n:04d}",
            depth=2,
            title=f"Page {n}",
            slug=f"page-{n}",
            locale=locale,
            content_type_id=kind,
            first_published_at=timezone.now(),
        )
        for n in range(2000, 2000 + MANY)
    )


def steps(sql: str, *params: object) -> list[str]:
    """Of the plan, those that go through pages in any other way than by their keys."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        found = [str(step[3]) for step in cursor.fetchall()]
    return [step for step in found if "page" in step and "INTEGER PRIMARY KEY" not in step]


def test_a_question_begins_with_the_smallest_table(large: None) -> None:
    """The sections of a menu, and the stories that run, of which there are none."""
    menu = Section.objects.filter(locale__language_code="en", live=True).order_by("path").query.sql_with_params()
    running = LiveStory.objects.filter(ended_at=None).select_related("story").query.sql_with_params()
    sizes.tell()
    assert [steps(sql, *params) for sql, params in (menu, running)] == [[], []]


def test_every_table_is_counted_and_those_without_rows_are_small(large: None) -> None:
    for _ in range(2):
        sizes.tell()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl, max(CAST(stat AS INTEGER)), count(*) FROM sqlite_stat1 GROUP BY tbl")
        rows = {table: (int(most), int(count)) for table, most, count in cursor.fetchall()}
    assert rows["wagtailcore_page"][0] > MANY / 2
    assert rows["updates_livestory"] == (sizes.EMPTY, 1)
    assert {model._meta.db_table for model in (Section, LiveStory)} <= set(rows)


def test_it_is_done_once_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    at = 1000.0
    monkeypatch.setattr(sizes, "tell", lambda: done.append(1))
    monkeypatch.setattr(sizes.time, "monotonic", lambda: at)
    telling = sizes.Telling()
    telling.run()
    telling.run()
    at += sizes.EVERY
    telling.run()
    assert len(done) == 2
