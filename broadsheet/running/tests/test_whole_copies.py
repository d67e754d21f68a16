"""Whole copies of the database on the server are named while they may hold what a court had destroyed."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from broadsheet.amends import erasing
from broadsheet.amends.actions.erase import ask, confirm
from broadsheet.amends.models import Erasure, Stage
from broadsheet.kit import clock
from broadsheet.running import databases, whole_copies
from broadsheet.running.health.backups import not_erased
from broadsheet.stories.factories import make_story
from tests.amends.newsroom import ORDER

pytestmark = pytest.mark.django_db
Cast = Callable[[str], Any]


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.SITE = tmp_path
    (tmp_path / "before-upgrade").mkdir()
    return tmp_path


def copy(folder: Path, name: str, ago: timedelta) -> Path:
    file, at = folder / name, (clock.wall() - ago).timestamp()
    file.write_bytes(b"SQLite format 3")
    os.utime(file, (at, at))
    return file


def erased() -> Erasure:
    return Erasure.objects.create(
        number=7, url="/news/gate/", order=ORDER, stage=Stage.DONE, asked_at=clock.wall(), done_at=clock.wall()
    )


def test_nothing_is_named_where_nothing_was_erased(folder: Path) -> None:
    copy(folder, "before-upgrade/db.sqlite3", timedelta(days=3))
    assert list(not_erased()) == []


def test_copies_of_before_an_erasure_are_named_and_later_ones_are_not(folder: Path) -> None:
    erased()
    copy(folder, "before-upgrade/db.sqlite3", timedelta(days=3))
    copy(folder, "before-upgrade/undone-20260301T120000Z-db.sqlite3", timedelta(days=2))
    copy(folder, "before-upgrade/postgresql.dump", timedelta(seconds=-60))
    copy(folder, "db.sqlite3", timedelta(days=9))  # the paper's own
    (one,) = not_erased()
    assert str(one) == (
        "What was erased by order of a court is still in copies of the database: before-upgrade/db.sqlite3, "
        "before-upgrade/undone-20260301T120000Z-db.sqlite3: delete them in the site's folder, once no way back to "
        "before is needed."
    )


def test_the_file_of_before_a_move_to_postgresql_is_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    erased()
    old = copy(folder, "db.sqlite3", timedelta(days=9))
    monkeypatch.setattr(databases, "kind", lambda _: "postgresql")
    assert whole_copies.of_what_was_erased() == [old]


def test_what_an_undo_set_aside_goes_after_a_month(folder: Path) -> None:
    old = copy(folder, "before-upgrade/undone-20260101T120000Z-db.sqlite3", timedelta(days=31))
    young = copy(folder, "before-upgrade/undone-20260301T120000Z-db.sqlite3", timedelta(days=29))
    kept = copy(folder, "before-upgrade/db.sqlite3", timedelta(days=99))
    assert whole_copies.thin() == [old]
    assert [path.exists() for path in (old, young, kept)] == [False, True, True]


def test_the_screen_of_an_erasure_names_them_and_the_reason_goes_with_the_story(
    folder: Path, cast: Cast, at_desk: Callable[[str], Client]
) -> None:
    file = copy(folder, "before-upgrade/db.sqlite3", timedelta(days=3))
    story = make_story()
    erasure = ask(story, cast("ebo"), ORDER, "It named a child.")

    def screen() -> str:
        return at_desk("cleo").get(reverse("amends_erase", args=(story.pk,))).content.decode()

    assert "It named a child." in screen()
    assert f"<code>{file}</code>" in screen()
    confirm(erasure, cast("cleo"))
    erasing.go_on()
    erasure.refresh_from_db()
    assert (erasure.stage, erasure.reason) == (Stage.DONE, "")
    assert "child" not in screen()
    assert f"by the order {ORDER}." in screen()
    file.unlink()
    assert "whole copies" not in screen()


def test_reasons_of_erasures_that_were_through_before_go_too(monkeypatch: pytest.MonkeyPatch) -> None:
    row = erased()
    Erasure.objects.update(reason="It named a child.")
    monkeypatch.setattr(erasing, "_forgotten", False)
    erasing.go_on()
    row.refresh_from_db()
    assert row.reason == ""
