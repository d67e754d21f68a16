"""Whose claims are freed: those of dead processes of this very home, and of nobody else."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group

from broadsheet.kit import clock
from broadsheet.press import claims, consequences
from broadsheet.press.models import Plate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    claims.home.cache_clear()
    yield
    claims.home.cache_clear()


@pytest.fixture
def claimed(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], Plate]:
    """A plate in the hands of the process with this number."""

    def claim(pid: int) -> Plate:
        with monkeypatch.context() as there:
            there.setattr(os, "getpid", lambda: pid)
            token = claims.new_token()
        until = clock.wall() + timedelta(minutes=1)
        return Plate.objects.create(url=f"/{pid}/", kind="test", claim=token, claimed_until=until)

    return claim


def test_a_dead_processes_plates_are_free_at_once(claimed: Callable[[int], Plate], dead: int) -> None:
    plate = claimed(dead)
    assert claims.free_the_dead() == 1
    plate.refresh_from_db()
    assert plate.claim == ""


def test_a_living_process_keeps_its_plates(claimed: Callable[[int], Plate]) -> None:
    claimed(os.getpid())
    assert claims.free_the_dead() == 0


def test_a_container_beside_ours_keeps_its_plates(
    claimed: Callable[[int], Plate], dead: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There, another process has the number that here is nobody's."""
    monkeypatch.setattr(claims, "pid_namespace", lambda: 4026539999)
    plate = claimed(dead)
    monkeypatch.undo()
    claims.home.cache_clear()
    assert claims.free_the_dead() == 0
    plate.refresh_from_db()
    assert plate.claim


def test_where_the_system_tells_nothing_only_the_lease_ends_a_claim(
    claimed: Callable[[int], Plate], dead: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "pid_namespace", lambda: 0)
    claimed(dead)
    assert claims.free_the_dead() == 0


def test_a_token_fits_its_column(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getpid", lambda: 4_194_304)  # the largest that Linux gives
    assert len(claims.new_token()) <= Plate._meta.get_field("claim").max_length


def test_what_a_presser_had_in_hand_when_the_database_went_away_is_free_when_it_begins_anew(press):
    Group.objects.create(name="harbour")
    consequences.drain()
    taken = press.presser.take()
    assert taken.sheets
    assert not press.presser.take().sheets
    press.presser.begin_anew()
    assert len(press.presser.take().sheets) == len(taken.sheets)
