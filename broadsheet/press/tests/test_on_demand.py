"""A page that somebody waits for is pressed at once, or they are told at once that it cannot be had now."""

from __future__ import annotations

import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group

from broadsheet.kit import clock
from broadsheet.press import consequences, ondemand
from broadsheet.press.models import Plate
from broadsheet.press.tests.conftest import GroupPage, Press

URL = "/g/ferry/"


@pytest.fixture
def waiting(press: Press, monkeypatch: pytest.MonkeyPatch) -> Press:
    """A page that was never pressed, for which nobody waits longer than the tests may take."""

    def asleep(seconds: float) -> None:
        raise AssertionError("whoever asks is kept waiting for nothing")

    Group.objects.create(name="ferry")
    consequences.drain()
    monkeypatch.setattr(ondemand, "time", SimpleNamespace(monotonic=time.monotonic, sleep=asleep))
    return press


def test_what_waits_is_pressed(waiting: Press) -> None:
    assert ondemand.press_now(waiting.folder, URL)
    assert waiting.read(URL) == b"<h1>ferry</h1>" * 50
    assert ondemand.press_now(waiting.folder, URL)


def test_what_is_to_be_tried_again_later_is_not_waited_for(waiting: Press) -> None:
    Plate.objects.filter(url=URL).update(failures=1, retry_at=clock.wall() + timedelta(minutes=1))
    assert not ondemand.press_now(waiting.folder, URL)


def test_what_fails_is_not_to_be_had_now(waiting: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: GroupPage, url: str) -> None:
        raise RuntimeError("broken on purpose")

    with monkeypatch.context() as there:
        there.setattr(GroupPage, "make", broken)
        assert not ondemand.press_now(waiting.folder, URL)
    assert Plate.objects.get(url=URL).failures == 1


def test_what_turns_out_to_be_nothing_is_settled(waiting: Press) -> None:
    Group.objects.all().delete()
    assert ondemand.press_now(waiting.folder, URL)
    assert waiting.read(URL) is None
