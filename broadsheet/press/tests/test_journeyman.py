"""Lists and feeds are pressed beside, by a process that is hired when they stand in somebody's way."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group

from broadsheet.press import consequences, journeyman, plates
from broadsheet.press.consequences import Half
from broadsheet.press.journeyman import READY, Journeyman, Lists, Neglect, Pages
from broadsheet.press.models import Change, Plate

PATIENCE = 30.0  # seconds
STANDS_BY = [sys.executable, "-c", f"import os, sys; os.write(1, {READY!r}); sys.stdin.read()"]


@pytest.fixture
def hand() -> Iterator[Journeyman]:
    made = Journeyman(STANDS_BY)
    yield made
    made.dismiss()


def wait_for(hand: Journeyman) -> None:
    until = time.monotonic() + PATIENCE
    while not hand.at_work:
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.django_db
def test_it_presses_what_may_be_pressed_beside_and_nothing_else(press, monkeypatch) -> None:
    monkeypatch.setattr(type(plates.kinds_at("/g/").__next__()), "beside", True)
    Group.objects.create(name="harbour")
    consequences.drain(Half.URGENT)
    beside = Lists(press.folder, threading.Event())
    while beside.work():
        pass
    assert press.read("/g/") == b"harbour"
    assert press.read("/g/harbour/") is None
    assert list(Plate.objects.filter(consequences.DIRTY).values_list("url", flat=True)) == ["/g/harbour/"]


@pytest.mark.django_db
def test_a_fresh_change_is_left_to_the_worker(press) -> None:
    Group.objects.create(name="harbour")
    assert not Lists(press.folder, threading.Event()).work()
    assert Change.objects.filter(urgent_done=False).exists()


def test_it_is_at_work_when_it_says_so_and_ends_when_it_is_dismissed(hand) -> None:
    assert not hand.at_work
    hand.hire()
    wait_for(hand)
    process = hand._process
    hand.dismiss()
    assert not hand.at_work
    assert process.returncode == 0


def test_one_that_does_not_end_is_ended(monkeypatch) -> None:
    deaf = Journeyman([sys.executable, "-c", f"import os, time; os.write(1, {READY!r}); time.sleep(60)"])
    deaf.hire()
    wait_for(deaf)
    process = deaf._process
    monkeypatch.setattr(journeyman, "LAST", 0.0)
    deaf.dismiss()
    assert process.returncode == -signal.SIGKILL


def test_one_that_broke_off_is_noticed_and_replaced_but_not_at_once(hand, monkeypatch) -> None:
    hand.hire()
    wait_for(hand)
    hand._process.send_signal(signal.SIGKILL)
    hand._process.wait()
    assert not hand.at_work
    hand.hire()
    assert hand._process is None
    monkeypatch.setattr(journeyman, "ANEW", 0.0)
    hand.hire()
    wait_for(hand)


@pytest.mark.django_db
def test_it_is_dismissed_when_there_was_nothing_to_do_for_a_while(press, hand, monkeypatch) -> None:
    hand.hire()
    wait_for(hand)
    hand.look(False)
    assert hand.at_work
    monkeypatch.setattr(journeyman, "REST", 0.0)
    hand.look(False)
    assert not hand.at_work


def test_without_a_command_there_is_never_one() -> None:
    hand = Journeyman(None)
    hand.hire()
    assert not hand.at_work


def test_bustle_is_many_commits_in_a_short_time(monkeypatch) -> None:
    bustle, now = journeyman.Bustle(), [0.0]
    monkeypatch.setattr("broadsheet.press.journeyman.time.monotonic", lambda: now[0])
    for _ in range(2 * journeyman.MANY):  # one every second: no more than somebody who signs in now and then
        now[0] += 1.0
        assert not bustle.hear()
    for _ in range(journeyman.MANY - 1):
        now[0] += 0.1
        busy = bustle.hear()
    assert busy


@pytest.mark.django_db
def test_one_presses_pages_and_leaves_lists_alone(press, monkeypatch) -> None:
    monkeypatch.setattr(type(plates.kinds_at("/g/").__next__()), "beside", True)
    Group.objects.create(name="harbour")
    hand = Pages(press.folder, threading.Event())
    while hand.work():
        pass
    assert press.read("/g/harbour/")
    assert press.read("/g/") is None
    assert list(Plate.objects.filter(consequences.DIRTY).values_list("url", flat=True)) == ["/g/"]


@pytest.mark.django_db
def test_what_a_journeyman_leaves_lying_is_noticed(press, monkeypatch) -> None:
    now = [100.0]
    monkeypatch.setattr("broadsheet.press.journeyman.time.monotonic", lambda: now[0])
    neglect = Neglect()
    assert not neglect.is_seen([])
    Group.objects.create(name="harbour")
    for seen in (False, True):
        now[0] += 1.1 * journeyman.LEFT_LYING
        assert neglect.is_seen([]) is seen
    consequences.drain()  # what is dirty counts as what is fresh
    for seen in (False, True):
        now[0] += 1.1 * journeyman.LEFT_LYING
        assert neglect.is_seen([]) is seen
    press.settle()
    now[0] += 1.1 * journeyman.LEFT_LYING
    assert not neglect.is_seen([])
