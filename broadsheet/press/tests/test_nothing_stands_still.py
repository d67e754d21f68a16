"""One thing that goes wrong holds up nothing else: a change that nobody can follow, a room that fails by the clock,
claims under a clock that ran ahead, news whose pages cannot be pressed, a picture whose page came to nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group

from broadsheet.kit import clock
from broadsheet.press import consequences, news, plates, selectors, upkeep, watch, worker
from broadsheet.press.models import Awaited, Change, Desk, Plate
from broadsheet.press.plates import Page, Plates
from broadsheet.press.presser import Presser
from broadsheet.press.recording import note_shown
from broadsheet.press.selectors import selector

pytestmark = pytest.mark.django_db
SECRET = "a name that trips us"


@pytest.fixture
def tripping(press):
    """A selector that cannot bear one name."""

    def touched(change: watch.Changed) -> object:
        if SECRET in change.values("name"):
            raise ZeroDivisionError
        return [()]

    selector("test.count", {Group: touched})(lambda: Group.objects.count())
    return press


def test_a_change_that_nobody_can_follow_leaves_every_page_true(tripping) -> None:
    for name in ("harbour", SECRET, "quay"):
        Group.objects.create(name=name)
    tripping.settle()
    assert not Change.objects.exists()
    Group.objects.filter(name=SECRET).update(name="pier")
    tripping.settle()
    assert b"pier" in tripping.read("/g/")
    assert tripping.read("/g/quay/")
    assert not Change.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_fails_by_the_clock_does_not_keep_others_from_theirs(press, monkeypatch) -> None:
    ran, stop = [], threading.Event()

    def fails() -> None:
        ran.append("first")
        raise KeyError("a row that somebody took away")

    def goes_on() -> None:
        ran.append("second")
        if len(ran) >= 4:
            stop.set()

    monkeypatch.setattr(worker, "TICKERS", {})
    worker.every_tick("fails", fails)
    worker.every_tick("goes on", goes_on)
    worker.Worker(press.folder, stop=stop).run()
    assert ran[:4] == ["first", "second", "first", "second"]


def test_what_was_claimed_or_put_off_under_a_clock_that_ran_ahead_is_pressed_now(press) -> None:
    Group.objects.create(name="harbour")
    consequences.drain()
    ahead = clock.wall() + timedelta(days=1)
    Plate.objects.filter(url="/g/").update(claim="another", claimed_until=ahead)
    Plate.objects.filter(url="/g/harbour/").update(retry_at=ahead)
    press.settle()
    assert press.read("/g/")
    assert press.read("/g/harbour/")


def test_snapshots_are_renewed_though_the_clock_was_set_back(db: None) -> None:
    Desk.objects.update_or_create(pk=1, defaults={"snapshots_at": clock.wall() + timedelta(days=1)})
    upkeep.renew_snapshots()
    assert Desk.objects.get(pk=1).snapshots_at <= clock.wall()


class Told(news.Announcer):
    name, models = "test-groups", (Group,)

    def __init__(self) -> None:
        self.told: list[int] = []

    def about(self, change: watch.Changed) -> Iterable[int]:
        return [change.pk] if change.model is Group else []

    def plates(self, key: int) -> Iterable[str]:
        return [f"/stuck/{key}/"] if key < 1000 else []

    def tell(self, key: int) -> None:
        self.told.append(key)


def test_news_whose_pages_cannot_be_pressed_do_not_silence_the_others(db: None, monkeypatch) -> None:
    told = Told()
    monkeypatch.setattr(news, "ANNOUNCERS", {told.name: told})
    stuck = range(1, 2 * news._AT_ONCE)
    Plate.objects.bulk_create([Plate(url=f"/stuck/{key}/", kind="test-group") for key in stuck])
    Awaited.objects.bulk_create([Awaited(announcer=told.name, thing=key) for key in [*stuck, 1000, 1001]])
    for _ in range(3):
        news.tell()
    assert told.told == [1000, 1001]
    Plate.objects.all().delete()
    for _ in range(3):
        news.tell()
    assert sorted(told.told) == [*stuck, 1000, 1001]
    assert not Awaited.objects.exists()


class Picture(Plates):
    name, pattern, asks, shown_only = "test-picture", r"/media/[^/]+", "nothing here is gated", True

    def urls(self) -> list[str]:
        return []

    def make(self, url: str) -> Page:
        return Page(b"a picture")


class Showing(Plates):
    """A page that shows a picture while there is a group of that name."""

    name, pattern, asks = "test-showing", r"/showing/", "nothing here is gated"

    def urls(self) -> list[str]:
        return ["/showing/"]

    def touched(self, change: watch.Changed) -> list[str]:
        return ["/showing/"]

    def make(self, url: str) -> Page:
        found = selectors.SELECTORS["test.with_name"]("picture")
        if found:
            note_shown("/media/a.webp")
        return Page(f"<p>{found}".encode())


def test_a_picture_whose_page_came_to_nothing_does_not_stay(press, monkeypatch) -> None:
    plates.register(Picture())
    plates.register(Showing())
    Group.objects.create(name="picture")
    consequences.drain()

    def full(self: Presser, sheet: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(Presser, "write", full)
        press.settle()
    assert press.folder.has("/media/a.webp"), "it was put there for the page"
    Group.objects.all().delete()
    Plate.objects.update(retry_at=None)
    press.settle()
    assert not press.folder.has("/media/a.webp")


def test_a_picture_is_there_with_its_page_and_goes_with_it(press) -> None:
    plates.register(Picture())
    plates.register(Showing())
    group = Group.objects.create(name="picture")
    press.settle()
    assert press.folder.has("/media/a.webp")
    assert not Plate.objects.filter(consequences.DIRTY).exists(), "nothing is left to wait for"
    group.delete()
    press.settle()
    assert not press.folder.has("/media/a.webp")
