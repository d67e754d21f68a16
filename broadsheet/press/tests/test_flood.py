"""Very many changes at once."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from broadsheet.press import consequences, flood
from broadsheet.press.claiming import claim
from broadsheet.press.models import Change, Plate
from broadsheet.press.settling import settle
from broadsheet.press.sheets import render
from broadsheet.press.worker import press_bulk

pytestmark = pytest.mark.django_db


@pytest.fixture
def little_is_much(monkeypatch):
    monkeypatch.setattr(flood, "MANY", 20)


def test_a_flood_presses_everything(press, little_is_much):
    Group.objects.bulk_create(Group(name=f"pier-{n}") for n in range(30))
    assert flood.flooded()
    press_bulk(press.folder)
    assert not Change.objects.exists()
    assert b"pier-7" in press.read("/g/pier-7/")
    assert press.read("/g/") == b"pier-29 pier-28"


def test_what_is_being_rendered_when_the_flood_comes_stays_dirty(press, little_is_much):
    Group.objects.create(name="harbour")
    consequences.drain()
    mark = consequences.last_mark()
    sheets = claim("me", limit=10, bulk=False)
    for sheet in sheets:
        render(sheet)
    Group.objects.bulk_create(Group(name=f"pier-{n}") for n in range(30))
    flood.soil_everything()
    settle("me", sheets, mark)
    assert Plate.objects.filter(consequences.DIRTY).count() == Plate.objects.count()


def test_a_gap_in_the_outbox_is_left_alone():
    assert list(flood._ranges(iter([1, 2, 3, 7, 9, 10]))) == [(1, 3), (7, 7), (9, 10)]
    assert list(flood._ranges(iter([]))) == []


def test_a_full_press_presses_once_what_was_changed_before(press):
    Group.objects.create(name="harbour")
    assert Change.objects.exists()
    assert flood.soil_everything() > 1
    assert not Change.objects.exists()
    assert press_bulk(press.folder) == Plate.objects.count()
    assert b"harbour" in press.read("/g/harbour/")


def test_what_was_changed_before_a_full_press_is_still_told(press, monkeypatch):
    told: list[str] = []
    monkeypatch.setattr(consequences, "HEARD", [lambda changes: told.extend(each.model.__name__ for each in changes)])
    Group.objects.create(name="harbour")
    flood.soil_everything()
    assert "Group" in told
