"""What time changes by itself: pressed beforehand, switched together."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.db.models import Q

from broadsheet.kit import clock
from broadsheet.press import flood, instants, plates, rows, selectors, triggers, upkeep, watch
from broadsheet.press.models import Instant, Plate
from broadsheet.press.plates import Page, Plates
from broadsheet.press.selectors import selector
from broadsheet.press.worker import Worker

pytestmark = pytest.mark.django_db


class Arrivals(Plates):
    """Names of those users whose `last_login` has come, or who have none: an embargo, on a table that Django has."""

    name, pattern, asks = "test-arrivals", r"/arrivals/", "nothing here is gated"
    bulk = False

    def urls(self) -> list[str]:
        return ["/arrivals/"]

    def touched(self, change: watch.Changed) -> list[str]:
        return ["/arrivals/"]

    def make(self, url: str) -> Page:
        users = rows.get_many(User, selectors.SELECTORS["test.arrived"]())
        return Page(" ".join(user.username for user in users).encode() or b"nobody")


@pytest.fixture
def quay(press) -> Iterator[None]:
    plates.register(Arrivals())
    watch.watch(User, only=("username", "last_login"), instants=("last_login",), spent=("last_login",))
    selector("test.arrived", {User: lambda change: [()]})(
        lambda: list(
            User.objects.filter(Q(last_login=None) | Q(last_login__lte=clock.now()))
            .order_by("pk")
            .values_list("pk", flat=True)
        )
    )
    triggers.install()
    return press


def arrive(name: str, at: datetime) -> User:
    return User.objects.create(username=name, last_login=at)


def test_an_instant_is_written_with_the_change_that_sets_it(quay):
    at = clock.wall() + timedelta(hours=1)
    arrive("mira", at)
    assert list(Instant.objects.values_list("at", "table")) == [(at, "auth_user")]
    User.objects.update(last_login=at + timedelta(hours=1))
    assert Instant.objects.count() == 2  # the first one will pass and change nothing


def test_what_is_prepared_is_switched_together_when_the_instant_comes(quay):
    at = clock.wall() + timedelta(seconds=0.3)
    arrive("mira", at)
    quay.settle()
    assert quay.read("/arrivals/") == b"nobody"
    staged = instants.prepare(at, quay.folder)
    assert [sheet.url for sheet, _ in staged.sheets] == ["/arrivals/"]
    assert quay.read("/arrivals/") == b"nobody"
    time.sleep(max(0.0, (at - clock.wall()).total_seconds()))
    assert instants.fire(clock.wall(), quay.presser, staged) == ["/arrivals/"]
    assert quay.read("/arrivals/") == b"mira"
    assert not Instant.objects.exists()
    assert not quay.settle().changed


def test_what_changed_after_it_was_prepared_is_pressed_again(quay):
    at = clock.wall() + timedelta(seconds=0.2)
    arrive("mira", at)
    quay.settle()
    staged = instants.prepare(at, quay.folder)
    User.objects.filter(username="mira").update(username="mirna")
    quay.settle()
    time.sleep(max(0.0, (at - clock.wall()).total_seconds()))
    assert instants.fire(clock.wall(), quay.presser, staged) == []
    quay.settle()
    assert quay.read("/arrivals/") == b"mirna"


def test_nothing_prepared_is_no_harm(quay):
    arrive("mira", clock.wall() + timedelta(seconds=0.1))
    quay.settle()
    time.sleep(0.15)
    instants.fire(clock.wall(), quay.presser, None)
    quay.settle()
    assert quay.read("/arrivals/") == b"mira"


def test_a_clock_set_back_takes_nothing_in_again(quay, monkeypatch):
    at = clock.wall() + timedelta(seconds=0.1)
    arrive("mira", at)
    quay.settle()
    time.sleep(0.15)
    instants.fire(clock.wall(), quay.presser, None)
    quay.settle()
    real = clock.wall
    monkeypatch.setattr(clock, "wall", lambda: real() - timedelta(days=1))
    Plate.objects.update(wanted=50, retry_at=None)
    quay.settle()
    assert quay.read("/arrivals/") == b"mira"
    assert User.objects.get().last_login is None


def test_an_instant_that_is_not_yet_stays(quay):
    at = clock.wall() + timedelta(hours=1)
    arrive("mira", at)
    assert instants.fire(clock.wall(), quay.presser, None) == []
    assert instants.upcoming() == at


@pytest.mark.django_db(transaction=True)
def test_a_worker_lets_an_instant_pass_within_a_second(quay):
    stop, late = threading.Event(), []

    worker = threading.Thread(target=Worker(quay.folder, stop=stop).run)
    worker.start()
    try:
        at = clock.wall() + timedelta(seconds=1.5)
        arrive("mira", at)
        while clock.wall() < at + timedelta(seconds=3):
            if quay.read("/arrivals/") == b"mira":
                late.append((clock.wall() - at).total_seconds())
                break
            time.sleep(0.005)
    finally:
        stop.set()
        worker.join(10)
        Group.objects.all().delete()
    assert late
    assert 0 <= late[0] <= 1


def test_a_change_that_nobody_has_looked_at_yet_is_not_overtaken_by_what_lies_ready(quay):
    at = clock.wall() + timedelta(seconds=0.2)
    user = arrive("mira", at)
    quay.settle()
    staged = instants.prepare(at, quay.folder)
    time.sleep(max(0.0, (at - clock.wall()).total_seconds()))
    User.objects.filter(pk=user.pk).update(last_login=clock.wall() + timedelta(hours=1))
    instants.fire(clock.wall(), quay.presser, staged)
    quay.settle()
    assert quay.read("/arrivals/") == b"nobody"


def test_what_lies_ready_is_for_our_eyes_only_and_is_thrown_away(quay):
    at = clock.wall() + timedelta(hours=1)
    arrive("mira", at)
    quay.settle()
    staged = instants.prepare(at, quay.folder)
    files = [file for _, some in staged.sheets for file in some.values()]
    assert files
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)
    instants.fire(clock.wall(), quay.presser, staged)
    assert not any(file.exists() for file in files)


def test_one_plate_that_cannot_be_prepared_does_not_hold_up_the_others(quay, monkeypatch):
    at = clock.wall() + timedelta(seconds=0.2)
    arrive("mira", at)
    quay.settle()
    real = instants.render

    def broken(sheet) -> None:
        raise OSError("the picture cannot be read")

    monkeypatch.setattr(instants, "render", broken)
    staged = instants.prepare(at, quay.folder)
    monkeypatch.setattr(instants, "render", real)
    time.sleep(max(0.0, (at - clock.wall()).total_seconds()))
    instants.fire(clock.wall(), quay.presser, staged)
    quay.settle()
    assert quay.read("/arrivals/") == b"mira"


class Late(Arrivals):
    """The same words in a plate that may be late."""

    name, pattern, bulk = "test-late", r"/late/[0-9]/", True

    def urls(self) -> list[str]:
        return [f"/late/{n}/" for n in range(3)]

    def touched(self, change: watch.Changed) -> list[str]:
        return []


def test_of_more_than_can_be_prepared_the_urgent_kinds_are(quay, monkeypatch):
    plates.register(Late())
    monkeypatch.setattr(Arrivals, "touched", lambda self, change: [])
    monkeypatch.setattr(instants, "MOST_STAGED", 2)
    at = clock.wall() + timedelta(seconds=0.2)
    arrive("mira", at)
    flood.soil_everything()
    quay.settle()
    staged = instants.prepare(at, quay.folder)
    assert [sheet.kind for sheet, _ in staged.sheets] == ["test-arrivals", "test-late"]
    time.sleep(max(0.0, (at - clock.wall()).total_seconds()))
    assert instants.fire(clock.wall(), quay.presser, staged)[0] == "/arrivals/"
    assert quay.read("/arrivals/") == b"mira"
    quay.settle()
    assert {quay.read(url) for url in Late().urls()} == {b"mira"}


def test_an_instant_that_nobody_can_follow_passes_and_leaves_every_page_true(quay):
    """A fault of ours, or of an extension. Beside it the others of the same instant go their way."""

    def touched(change: watch.Changed) -> list[tuple[()]]:
        if change.timed and "mira" in change.values("username"):
            raise ZeroDivisionError
        return [()]

    selector("test.faulty", {User: touched})(lambda: 0)
    at = clock.wall() + timedelta(seconds=0.1)
    for name in ("ebo", "mira", "cleo"):
        arrive(name, at)
    quay.settle()
    instants.prepare(at, quay.folder).discard()
    time.sleep(max(0.0, (at - clock.wall()).total_seconds()))
    instants.fire(clock.wall(), quay.presser, None)
    quay.settle()
    assert quay.read("/arrivals/") == b"ebo mira cleo"
    assert instants.upcoming() is None


def test_what_a_clock_that_ran_ahead_has_spent_comes_again(quay, monkeypatch):
    """A time that means something again when the clock is set back: rights that end, an expiry."""
    watch.watch(User, only=("username", "last_login"), instants=("last_login",))
    at = clock.wall() + timedelta(hours=1)
    arrive("mira", at)
    quay.settle()
    real, ahead = clock.wall, timedelta(days=1)
    monkeypatch.setattr(clock, "wall", lambda: real() + ahead)
    instants.fire(clock.wall(), quay.presser, None)
    quay.settle()
    assert (quay.read("/arrivals/"), instants.upcoming()) == (b"mira", None)
    ahead = timedelta()
    assert instants.set_back() == 1
    quay.settle()
    assert (quay.read("/arrivals/"), instants.upcoming()) == (b"nobody", at)
    assert instants.set_back() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("begins_anew", [True, False])
def test_a_worker_sees_that_the_clock_was_set_back(quay, monkeypatch, begins_anew):
    done, stop = [], threading.Event()

    def set_back() -> int:
        done.append(1)
        if begins_anew or len(done) > 1:
            stop.set()
        return 0

    monkeypatch.setattr(instants, "set_back", set_back)
    if not begins_anew:
        monkeypatch.setattr(upkeep.Clockwork, "check", lambda _: timedelta(seconds=-3))
    Worker(quay.folder, stop=stop).run()
    assert len(done) == (1 if begins_anew else 2)


def test_a_path_as_long_as_they_may_be_is_no_hindrance(quay):
    """PostgreSQL holds a column to its length: a longer argument of a selector had stopped the press there."""
    longest = "/" + "ж" * 590 + "/"
    selector("test.long", {User: lambda change: [(longest,)]})(lambda path: User.objects.count())

    class Long(Arrivals):
        name, pattern = "test-long", r"/long/"

        def urls(self) -> list[str]:
            return ["/long/"]

        def touched(self, change: watch.Changed) -> list[str]:
            return ["/long/"]

        def make(self, url: str) -> Page:
            return Page(str(selectors.SELECTORS["test.long"](longest)).encode())

    plates.register(Long())
    for count, name in enumerate(("mira", "ebo"), start=1):
        User.objects.create(username=name)
        quay.settle()
        assert quay.read("/long/") == str(count).encode()
