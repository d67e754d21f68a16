"""A paper that was settled for another test is as one that is settled now."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from broadsheet.sections.factories import make_section
from tests import settled
from tests.pressing import Pressing
from tests.proof.compare import contents

_first: dict[str, Any] = {}


@pytest.fixture(scope="module", autouse=True)
def forgotten() -> None:
    settled._kept.clear()


@pytest.mark.parametrize("turn", ["pressed", "written again"])
def test_the_rows_and_files_are_the_same(pressing: Pressing, turn: str) -> None:
    assert len(settled._kept) == 1
    found = {"files": contents(pressing.folder), "rows": _everything(), "remembered": len(pressing.presser.memory)}
    assert found == _first.setdefault("found", found)
    assert found["files"]


@pytest.mark.parametrize("turn", ["pressed", "written again"])
def test_nothing_is_left_to_press(pressing: Pressing, turn: str) -> None:
    assert not pressing.settle()


@pytest.mark.parametrize("turn", ["made", "written again"])
def test_what_is_arranged_is_the_same_and_so_is_the_press_after_it(
    arranged: Callable[..., Any], request: pytest.FixtureRequest, turn: str
) -> None:
    known = len(settled._kept)
    made = arranged("a section", lambda: make_section("Harbour"))
    pressing = request.getfixturevalue("pressing")
    assert turn == "made" or "arranged" not in _first or len(settled._kept) == known  # this one was not pressed
    found = {"files": contents(pressing.folder), "rows": _everything(), "home": made.get_parent().pk, "url": made.url}
    assert found == _first.setdefault("arranged", found)


def test_a_paper_in_which_something_was_arranged_is_pressed(db: None, request: pytest.FixtureRequest) -> None:
    assert settled.untouched(request) is not None
    Group.objects.create(name="Guests")
    assert settled.untouched(request) is None


def test_a_paper_with_other_settings_is_pressed(db: None, request: pytest.FixtureRequest, settings: Any) -> None:
    settings.PAPER_NAME = "The Other Ledger"
    assert settled.untouched(request) is None


def test_a_test_that_puts_something_in_the_place_of_a_part_is_pressed(
    db: None, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert settled.untouched(request) is not None
    monkeypatch.setattr(settled, "LASTS", 0.0)
    assert settled.untouched(request) is None


def _everything() -> dict[str, list[tuple[Any, ...]]]:
    raw: sqlite3.Connection = connection.connection
    names = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: raw.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}
