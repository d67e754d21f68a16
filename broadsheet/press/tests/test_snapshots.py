"""A copy of a rail inside a page is renewed by the hour, and goes when the page shall carry none any more."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group

from broadsheet.kit import clock
from broadsheet.press import consequences, plates, rows, upkeep
from broadsheet.press.models import Desk, Plate
from broadsheet.press.plates import Page, Plates
from broadsheet.press.snapshots import snapshot
from broadsheet.press.tests.conftest import newest

HOUR = timedelta(hours=1)


class WithRail(Plates):
    """Pages that show the rail of groups for two hours."""

    name, pattern, asks = "test-with-rail", r"/with/[^/]+/", "nothing here is gated"
    ends = clock.wall()

    def urls(self) -> list[str]:
        return ["/with/one/"]

    def make(self, url: str) -> Page | None:
        if self.ends <= clock.now():
            return Page(b"<p>A page without a rail.</p>")

        def rail() -> str:
            return " ".join(group.name for group in rows.get_many(Group, newest(2)))

        return Page(f"<p>A page.</p>{snapshot('/g/', rail, until=self.ends)}".encode())


@pytest.fixture
def page(press, monkeypatch) -> WithRail:
    kind = WithRail()
    kind.ends = clock.wall() + 2 * HOUR
    plates._KINDS.append((re.compile(kind.pattern), kind))
    Group.objects.create(name="harbour")
    Plate.objects.create(url="/with/one/", kind=kind.name)
    Desk.objects.update_or_create(pk=1, defaults={"snapshots_at": clock.wall()})
    press.settle()
    return kind


def an_hour_ago() -> None:
    Desk.objects.filter(pk=1).update(snapshots_at=clock.wall() - HOUR)


def carries(press, word: bytes) -> bool:
    return word in (press.read("/with/one/") or b"")


def test_a_page_has_the_rail_of_before_until_an_hour_has_gone(press, page) -> None:
    Group.objects.create(name="lighthouse")
    press.settle()
    assert b"lighthouse" in (press.read("/g/") or b"")
    assert upkeep.renew_snapshots() == 0
    press.settle()
    assert not carries(press, b"lighthouse")
    an_hour_ago()
    assert upkeep.renew_snapshots() == 1
    press.settle()
    assert carries(press, b"lighthouse")


def test_a_page_whose_rail_is_as_it_was_is_left_alone(press, page) -> None:
    an_hour_ago()
    assert upkeep.renew_snapshots() == 0
    consequences.drain()
    assert not press.settle().changed


def test_a_page_that_shall_carry_no_rail_any_more_is_pressed_without(press, page) -> None:
    page.ends = clock.wall()
    Plate.objects.filter(url="/with/one/").update(snapshot_until=page.ends)
    an_hour_ago()
    assert upkeep.renew_snapshots() == 1
    press.settle()
    assert carries(press, b"without a rail")
    assert Plate.objects.get(url="/with/one/").snapshot_at is None
