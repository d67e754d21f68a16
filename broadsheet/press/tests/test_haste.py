"""What is urgent goes first: pages before what machines fetch, a fresh change before what the last one left to do."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group

from broadsheet.press import consequences, plates, selectors
from broadsheet.press.models import Change, Plate
from broadsheet.press.plates import Page, Plates
from broadsheet.press.rounds import Haste
from broadsheet.press.selectors import selector

pytestmark = pytest.mark.django_db


class Census(Plates):
    """A feed: machines fetch it, and it asks a patient selector."""

    name, pattern, asks, order = "test-census", r"/census\.txt", "nothing here is gated", 60

    def urls(self) -> list[str]:
        return ["/census.txt"]

    def make(self, url: str) -> Page:
        return Page(str(selectors.SELECTORS["test.count"]()).encode())


@pytest.fixture
def asked(press) -> list[int]:
    """How often the patient selector was asked."""
    calls: list[int] = []

    def count() -> int:
        calls.append(1)
        return Group.objects.count()

    selector("test.count", {Group: lambda change: [()]}, patient=True)(count)
    plates._KINDS.append((re.compile(Census.pattern), Census()))
    consequences.expect({"/census.txt": Census.name})
    press.settle()
    calls.clear()
    return calls


def census(press) -> bytes:
    return (press.folder.plates / "census.txt").read_bytes()


def test_a_patient_selector_is_asked_when_the_pages_are_out(press, asked):
    Group.objects.create(name="harbour")
    assert consequences.drain() == 1
    assert asked == []
    assert set(press.presser.press().changed) == {"/g/harbour/", "/g/"}
    assert census(press) == b"0"
    assert consequences.drain() == 1
    assert press.presser.press().changed == ("/census.txt",)
    assert census(press) == b"1"
    assert not Change.objects.exists()


def test_a_crash_between_the_halves_loses_neither(press, asked):
    Group.objects.create(name="harbour")
    consequences.drain()
    assert Change.objects.get().urgent_done  # it would be found by whoever starts next
    press.settle()
    assert census(press) == b"1"


def test_what_no_patient_selector_minds_leaves_the_outbox_at_once(press):
    Group.objects.create(name="harbour")
    consequences.drain()
    assert not Change.objects.exists()


def test_an_endless_stream_of_changes_does_not_starve_the_patient_half(press, asked):
    for number in range(consequences.WAITING + 1):
        Group.objects.create(name=f"group {number}")
        consequences.drain()
        if asked:
            break
        press.presser.press()
    else:
        raise AssertionError("nobody ever asked the patient selector")
    assert len(asked) == 1  # once for all of them


def test_a_fresh_change_breaks_a_run_off_after_its_first_plate(press):
    for name in ("harbour", "quay", "pier"):
        Group.objects.create(name=name)
    consequences.drain()
    haste = Haste()
    haste.begin()
    Group.objects.create(name="mole")
    pressed = press.presser.press_taken(press.presser.take(), interrupted=haste.calls)
    assert len(pressed.changed) == 1
    assert Plate.objects.filter(consequences.DIRTY, claim="").count() == 3  # given back
    press.settle()
    assert press.read("/g/pier/")
    assert press.read("/g/mole/")


def test_what_was_broken_off_waits_for_a_bounded_time(press, monkeypatch):
    """However long a run has lasted, something fresh breaks it off; but not one run after the other for ever."""
    haste, now = Haste(), [100.0]
    monkeypatch.setattr("broadsheet.press.rounds.time.monotonic", lambda: now[0])
    Group.objects.create(name="mole")
    haste.begin()
    now[0] += 10 * Haste.PATIENCE
    assert haste.calls()
    now[0] += Haste.PATIENCE / 2
    haste.begin()
    assert haste.calls()
    now[0] += Haste.PATIENCE
    haste.begin()
    assert not haste.calls()
    haste.begin()
    assert haste.calls()  # the last one went through: the next has its patience again


def test_a_run_is_not_broken_off_by_nothing(press):
    Group.objects.create(name="harbour")
    consequences.drain()
    haste = Haste()
    haste.begin()
    assert not haste.calls()
