"""Whoever begins to listen is told what came since their page was made, and whatever a cache kept it for."""

from __future__ import annotations

import time

import pytest

from broadsheet.live.hub import Hub
from broadsheet.live.messages import KEPT, RESET, Message, message
from broadsheet.live.tests.test_long_replays import Ear


def told(number: int, ago: float, *, until: float | None = None) -> Message:
    return message(number, "correction", f"correction-{number}", "{}", until, time.time() - ago)


def heard(hub: Hub, back: float) -> list[int]:
    """The numbers of what somebody is told who begins to listen."""
    lines = hub.join(Ear(), None, back).decode().split("\n\n")
    return [int(each.splitlines()[0].removeprefix("id: ")) for each in lines if "event: correction" in each]


@pytest.mark.parametrize(("back", "numbers"), [(0, []), (5, [4]), (75, [2, 4]), (200, [1, 2, 4])])
def test_events_of_the_last_seconds_are_told_in_their_order(back: float, numbers: list[int]) -> None:
    hub = Hub()
    hub.remember([told(1, 100), told(2, 40), told(3, 20, until=time.time() - 1), told(4, 1)], 0, 4)
    assert heard(hub, back) == numbers
    assert hub.join(Ear(), None, back).endswith(b"id: 4\nevent: beat\ndata:\n\n")


def test_what_came_last_is_known_to_whoever_comes_back() -> None:
    hub = Hub()
    hub.remember([told(1, 10), told(2, 1)], 0, 2)
    assert b"event: correction" not in hub.join(Ear(), 2, 75), "it has had that one"


def test_a_day_later_nobody_is_told_of_it_though_the_server_has_it_still() -> None:
    hub = Hub()
    hub.remember([told(1, KEPT + 60), told(2, KEPT + 1), told(3, KEPT - 60)], 0, 3)
    assert heard(hub, 2 * KEPT) == [3]
    assert RESET in hub.join(Ear(), 1), "it may have missed the second"
    assert b"id: 3\nevent: correction" in hub.join(Ear(), 2)


def test_more_than_is_told_at_once_is_looked_at_anew() -> None:
    hub = Hub()
    hub.remember([message(n, "brief", f"brief-{n}", "x" * 1000, None, time.time()) for n in range(1, 40)], 0, 39)
    assert RESET in hub.join(Ear(), None, 75)
