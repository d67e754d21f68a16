"""Sums become rows, on whichever database."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError

from broadsheet.kit import clock
from broadsheet.readership import figures, thinning, weblog, writing
from broadsheet.readership.keeping import Counting
from broadsheet.readership.models import Audience, Place, Reading, Share, Views
from broadsheet.readership.tests.counted import DESKTOP, NOON, PHONE, Gate
from broadsheet.readership.weblog import Weblog
from broadsheet.readership.writing import write
from broadsheet.sections.factories import make_section
from broadsheet.stories.factories import make_story
from broadsheet.stories.models import StoryPage

pytestmark = pytest.mark.django_db
HOUR = NOON.replace(minute=0, second=0)


@pytest.fixture
def ferry() -> StoryPage:
    return make_story("The ferry is late", section=make_section("Harbour"))


def counted(gate: Gate) -> None:
    sums = gate.added_up()
    write(sums, gate.turnstile.salt.run, "a process", sums.reading(gate.watch.now()))


def test_views_are_those_of_the_story_however_its_page_was_asked_for(ferry: StoryPage) -> None:
    gate, path = Gate(), ferry.url.encode()
    for target in (path, path + b"?a=1", path.replace(b"f", b"%66"), path + b"plain/", b"/", b"/no%ffsuch/", b"//"):
        gate.opens(target)
    counted(gate)
    gate.opens(path)
    counted(gate)
    found = set(Views.objects.values_list("story", "at", "hours", "views"))
    assert found == {(ferry.pk, HOUR, 1, 5), (0, HOUR, 1, 3)}
    assert Share.objects.get(story=ferry.pk, kind="device").views == 5


def test_a_day_is_one_on_the_papers_clock(ferry: StoryPage, settings: Any) -> None:
    settings.TIME_ZONE = "Pacific/Auckland"
    gate = Gate()
    gate.opens(ferry.url.encode())
    counted(gate)
    assert Share.objects.get(kind="device").day == date(2026, 11, 21)


def test_no_row_has_an_address_an_agent_or_a_path_elsewhere(ferry: StoryPage) -> None:
    gate = Gate()
    gate.opens(ferry.url.encode() + b"?to=ada", address="192.0.2.77", referer=b"https://forum.example/a/secret")
    counted(gate)
    kept = repr([list(model.objects.values()) for model in (Views, Share, Audience, Reading, Place)])
    assert "forum.example" in kept
    assert [word for word in ("192.0.2.77", "Firefox", "secret", "ada") if word in kept] == []


def test_processes_of_one_server_count_a_reader_once(ferry: StoryPage) -> None:
    gate = Gate()
    for _ in range(2):
        gate.opens(ferry.url.encode())
        gate.opens(ferry.url.encode(), PHONE)
        counted(gate)
    row = Audience.objects.get()
    assert (row.day, row.readers) == (NOON.date(), 2)


def test_a_database_that_is_away_loses_no_view(ferry: StoryPage, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate()
    gate.opens(ferry.url.encode())

    def away(*_: object) -> None:
        raise DatabaseError("away")

    with monkeypatch.context() as patched:
        patched.setattr(writing, "_audience", away)
        with pytest.raises(DatabaseError):
            counted(gate)
    gate.opens(ferry.url.encode())
    counted(gate)
    assert [row.views for row in Views.objects.all()] == [2]


def test_hours_become_days_after_a_while(ferry: StoryPage, settings: Any) -> None:
    zone = ZoneInfo(settings.TIME_ZONE)
    old = datetime(2026, 8, 1, tzinfo=zone)
    for hour in range(30):
        Views.objects.create(story=ferry.pk, at=old + timedelta(hours=hour), views=2)
    Views.objects.create(story=ferry.pk, at=NOON, views=7)
    Audience.objects.create(day=old.date(), run="r", sketch=b"1", readers=4)
    Share.objects.create(story=ferry.pk, day=date(2025, 1, 1), kind="device", name="phone", views=1)
    for _ in range(2):
        thinning.thin(NOON)
    found = Views.objects.order_by("at").values_list("at", "hours", "views")
    assert list(found) == [(old, 24, 48), (old + timedelta(days=1), 24, 12), (NOON, 1, 7)]
    audience = Audience.objects.get()
    assert (bytes(audience.sketch), audience.readers, Share.objects.count()) == (b"", 4, 0)


def line(ferry: StoryPage, visit: int, **more: str) -> str:
    told = {"at": f"{time.time():.3f}", "path": ferry.url, "from": "forum.example", "agent": PHONE.decode()}
    return weblog.json.dumps({**told, "quiet": "", "visit": str(visit), **more}) + "\n"


def test_the_log_of_the_web_server_in_front_is_counted_once_through_rotations(
    ferry: StoryPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weblog, "EVERY", 0.0)
    log = tmp_path / "ledger.readers"
    log.write_text(line(ferry, 1))  # before anybody counted
    Weblog(log).run()
    with log.open("a") as file:
        file.write(line(ferry, 2) + line(ferry, 2) + line(ferry, 3, quiet="1") + line(ferry, 4)[:40])
    Weblog(log).run()
    assert figures.total(ferry.pk) == 3
    with log.open("a") as file:
        file.write(line(ferry, 4)[40:] + "no line of ours\n" + line(ferry, 5, agent="curl/8"))
    log.rename(tmp_path / "ledger.readers.1")
    log.write_text(line(ferry, 6))
    counter = Weblog(log)
    counter.run()
    assert figures.total(ferry.pk) == 5
    log.write_text("")  # emptied, as `copytruncate` does
    counter.run()
    log.write_text(line(ferry, 7))
    counter.run()
    assert figures.total(ferry.pk) == 6
    assert figures.reading_now()[ferry.pk] == 3
    assert Audience.objects.count() == 0


def test_a_log_that_is_missing_is_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weblog, "EVERY", 0.0)
    said: list[str] = []
    monkeypatch.setattr(weblog.log, "warning", lambda sentence, **_: said.append(sentence))
    counter = Weblog(tmp_path / "none")
    counter.run()
    counter.run()
    assert len(said) == 1


@pytest.mark.django_db(transaction=True)
def test_what_was_counted_is_written_when_the_server_ends(ferry: StoryPage) -> None:
    counting = Counting()
    counting.start()
    counting.saw(ferry.url.encode(), {b"user-agent": DESKTOP}, "192.0.2.1")
    counting.tick()
    counting.stop()
    assert figures.total(ferry.pk) == 1
    assert figures.reading_now() == {ferry.pk: 1}
    assert figures.readers(1) == {figures.today(): 1}
    assert clock.wall() - Reading.objects.get().at < timedelta(minutes=1)
