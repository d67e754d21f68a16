"""The table of events: what is kept, for how long, and how a server comes to know it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from broadsheet.kit import clock
from broadsheet.live import events, following
from broadsheet.live.following import Follower
from broadsheet.live.hub import Hub
from broadsheet.live.models import Event, Pruned


def kept() -> list[tuple[str, str]]:
    return list(Event.objects.order_by("pk").values_list("kind", "key"))


def test_of_one_thing_only_the_newest_is_kept_and_its_number_is_new(db: None) -> None:
    first = events.emit("brief", "brief-1", {"html": "libel"})
    second = events.emit("brief-removed", "brief-1", {"id": "brief-1"})
    assert second > first
    assert kept() == [("brief-removed", "brief-1")]
    assert "libel" not in following.kept()[0].body.decode()
    assert events.told("brief-1") == ("brief-removed", {"id": "brief-1"})


def test_an_event_stands_in_one_line_and_keeps_its_letters(db: None) -> None:
    number = events.emit("brief", "brief-1", {"html": "Fog\non the “bay”"})
    assert following.kept()[0].body.decode() == (
        f'id: {number}\nevent: brief\ndata: {{"html":"Fog\\non the “bay”"}}\n\n'
    )


def test_old_ones_are_taken_away_and_it_is_known_how_far(db: None) -> None:
    old = events.emit("brief", "brief-1", {})
    Event.objects.update(at=clock.wall() - events.KEPT - timedelta(minutes=1))
    events.emit("brief", "brief-2", {})
    assert kept() == [("brief", "brief-2")]
    assert following.pruned() == old


def test_old_ones_go_though_nothing_new_is_told(db: None) -> None:
    old = events.emit("brief", "brief-1", {})
    events.prune()
    assert kept() == [("brief", "brief-1")]
    Event.objects.update(at=clock.wall() - events.KEPT - timedelta(minutes=1))
    events.prune()
    assert kept() == []
    assert following.pruned() == old
    assert events.emit("brief", "brief-2", {}) > old


def test_what_is_taken_back_is_told_once_and_without_its_words(db: None) -> None:
    events.take_back("brief-removed", "brief-1")
    assert kept() == []
    events.emit("brief", "brief-1", {"html": "libel"})
    events.take_back("brief-removed", "brief-1")
    (first,) = following.kept()
    assert "libel" not in first.body.decode()
    events.take_back("brief-removed", "brief-1")
    assert following.kept() == [first]


def test_too_many_are_taken_away_the_oldest_first(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "MOST", 3)
    numbers = [events.emit("brief", f"brief-{n}", {}) for n in range(5)]
    assert [each.number for each in following.kept()] == numbers[2:]
    assert following.pruned() == numbers[1]


def test_a_clock_that_was_set_back_loses_nothing_and_keeps_the_order(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = events.emit("brief", "brief-1", {})
    past = clock.wall() - timedelta(days=2)
    monkeypatch.setattr(clock, "wall", lambda: past)
    second = events.emit("brief", "brief-2", {})
    assert [each.number for each in following.kept()] == [first, second]
    monkeypatch.undo()
    third = events.emit("brief", "brief-3", {})
    assert third > second
    assert [each.number for each in following.kept()] == [first, second, third]
    assert following.pruned() == 0


def test_what_is_too_old_goes_though_the_clock_was_set_back_meanwhile(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_ago = clock.wall() - events.KEPT - timedelta(hours=1)
    for n, at in enumerate((long_ago, long_ago - timedelta(days=2), long_ago)):
        monkeypatch.setattr(clock, "wall", lambda at=at: at)
        old = events.emit("brief", f"brief-{n}", {})
    monkeypatch.undo()
    young = events.emit("brief", "brief-9", {})
    assert [each.number for each in following.kept()] == [young]
    assert following.pruned() == old


def test_how_far_events_were_taken_away_never_goes_back(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "MOST", 1)
    events.emit("brief", "brief-1", {})
    events.emit("brief", "brief-2", {})
    Pruned.objects.update_or_create(pk=1, defaults={"upto": 10**12})
    events.emit("brief", "brief-3", {})
    assert following.pruned() == 10**12


class Heard:
    """A hub's loop that runs what it is told in the follower's thread, and says when something came."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.floor = -1
        self.came = threading.Condition()

    def call(self, what: Callable[..., object], *args: list) -> None:
        with self.came:
            if what.__name__ == "remember":
                self.floor = args[1]
            if args:
                self.numbers += [each.number for each in args[0]]
            self.came.notify()

    def wait_for(self, count: int) -> list[int]:
        with self.came:
            assert self.came.wait_for(lambda: len(self.numbers) >= count, timeout=15)
            return self.numbers


@pytest.mark.django_db(transaction=True)
def test_a_server_follows_the_table_and_what_was_rolled_back_is_told_to_nobody() -> None:
    before = events.emit("brief", "brief-1", {})
    heard, follower = Heard(), Follower()
    follower.start(Hub(), heard.call)
    try:
        assert heard.wait_for(1) == [before]
        with transaction.atomic():
            events.emit("brief", "brief-2", {})
            transaction.set_rollback(True)
        after = events.emit("brief", "brief-3", {})
        assert heard.wait_for(2) == [before, after]
    finally:
        follower.stop()
        assert follower.ended()


def test_a_follower_whose_next_events_were_taken_away_begins_anew(db: None) -> None:
    heard, follower = Heard(), Follower()
    follower._begin(Hub(), heard.call)
    assert heard.floor == 0
    Pruned.objects.update_or_create(pk=1, defaults={"upto": 10**12})
    follower._begin(Hub(), heard.call)
    assert heard.floor == 10**12
