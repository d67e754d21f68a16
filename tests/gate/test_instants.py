"""At an embargo's instant everything goes out together, at most a second late: over a crash, a jump of the clock
and the two nights of the year when the clocks change. Real processes, and readers who look every 50 ms."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.desk import Desk
from tests.gate.clocks import Clock
from tests.gate.promised import BRIEF, OTHER, STORY
from tests.gate.readers import Readers
from tests.sites import Site, copied, until

pytestmark = [pytest.mark.slow, pytest.mark.alone]

LATE = 1.0  # seconds that the last reader may be late, and the first and the last be apart, at this pace
PACE = 2.0  # seconds to begin something, on a machine that has nothing else to do
PAPERS = ZoneInfo("Europe/Lisbon")
SPRING, AUTUMN = datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 10, 31, 2, tzinfo=UTC)


@dataclass
class Promise:
    """A served paper with a story and a brief under embargo."""

    site: Site
    things: dict[str, Any]
    pace: float
    """Seconds that this machine takes now to begin something: a program, an editor's work at the desk."""

    @property
    def late(self) -> float:
        return LATE * self.pace / PACE

    def embargo(self, until_: datetime) -> None:
        """By the desk, on the paper's clock."""
        desk = Desk(self.site).sign_in()
        for thing, label in (("story", "stories.storypage"), ("brief", "briefs.brief")):
            local = f"{until_.astimezone(PAPERS):%Y-%m-%d %H:%M:%S}"
            desk.release(label, self.things[thing][0], "embargo", until=local)

    def readers(self) -> Readers:
        dated = self.site.inside("tests.gate.promised:address_of_brief", key=self.things["brief"][0])
        of_story = ("/harbour/", "/topics/tides/", "/people/ines-marlow/", self.things["story"][1])
        of_brief = (
            "/news-feed/",
            "/rails/news-feed.html",
            "/rails/news-feed.json",
            dated,
            dated[:-1].rpartition("/")[0] + "/",
        )
        rails = ("/rails/editors-picks.html", "/rails/editors-picks.json")
        wanted = dict.fromkeys((*of_story, *rails), (STORY,)) | dict.fromkeys(of_brief, (BRIEF,))
        return Readers(self.site, wanted | {"/": (STORY, BRIEF)})


@pytest.fixture(scope="module")
def base(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], float]:
    """The paper, pressed, what is in it, and the machine's pace."""
    site = Site(copied(founded, tmp_path_factory.mktemp("promised")))
    began = time.monotonic()
    things = site.inside("tests.gate.promised:build")
    pace = max(PACE, time.monotonic() - began)
    assert site.run("press", "--all").returncode == 0
    return site.folder, things, pace


@pytest.fixture
def promise(base: tuple[Path, dict[str, Any], float], tmp_path: Path) -> Iterator[Promise]:
    folder, things, pace = base
    with Site(copied(folder, tmp_path)) as site:
        yield Promise(site, things, pace)


@pytest.fixture
def clock(promise: Promise) -> Clock:
    return Clock(promise.site)


def in_seconds(seconds: float) -> datetime:
    """A whole second, as the desk's form takes it."""
    return datetime.fromtimestamp(int(time.time() + seconds) + 1, UTC)


def assert_together(promise: Promise, readers: Readers, instant: float, more: float = 0) -> None:
    """`instant` is in seconds of the machine's clock, `more` in seconds that it may be later than it should."""
    until(readers.all_saw, 20, told=readers.missing)
    assert min(readers.seen.values()) >= instant, "something was out before"
    assert max(readers.seen.values()) - instant <= promise.late + more, readers.seen
    assert readers.spread() <= promise.late, readers.seen


def test_everything_goes_out_at_the_instant(promise: Promise) -> None:
    promise.site.serve()
    end = in_seconds(3 * promise.pace)
    promise.embargo(end)
    with promise.readers() as readers:
        assert_together(promise, readers, end.timestamp())


def test_a_server_killed_and_started_again_before_the_instant(promise: Promise) -> None:
    server = promise.site.serve()
    end = in_seconds(6 * promise.pace)
    promise.embargo(end)
    with promise.readers() as readers:
        promise.site.end(server, signal.SIGKILL)
        promise.site.serve()
        assert time.time() < end.timestamp(), "this machine is too slow for the test"
        assert_together(promise, readers, end.timestamp())


def test_a_server_killed_before_and_started_after_the_instant(promise: Promise) -> None:
    """Late it is; but still together, and at once when there is somebody to do it."""
    server = promise.site.serve()
    end = in_seconds(2 * promise.pace)
    promise.embargo(end)
    with promise.readers() as readers:
        promise.site.end(server, signal.SIGKILL)
        until(lambda: time.time() > end.timestamp() + 1)
        promise.site.serve()
        started = time.time() - end.timestamp()
        assert_together(promise, readers, end.timestamp(), more=started)


def test_a_clock_that_jumps_over_the_instant_and_back(promise: Promise, clock: Clock) -> None:
    promise.site.serve()
    promise.embargo(in_seconds(3600))
    with promise.readers() as readers:
        jumped = time.time()
        clock.set_ahead(7200)
        assert_together(promise, readers, jumped)
        desk = Desk(promise.site).sign_in()
        until(lambda: "was set on by" in desk.get("/desk/").text)
        clock.set_ahead(0)
        until(lambda: "was set back by" in desk.get("/desk/").text)
        desk.publish_story(promise.things["other"][0], f"{OTHER}, twice", "At noon.", slug="ferry-returns-to-sarn")
        promise.site.shows("/", 200, f"{OTHER}, twice")
        assert readers.lost == {}, "what was out was taken in again"


@pytest.mark.parametrize("change", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_the_night_when_the_clocks_change(promise: Promise, clock: Clock, change: datetime) -> None:
    """The embargo ends at two by the paper's clock: in spring the instant of the change, in autumn an hour after
    the hour that comes twice."""
    assert change.astimezone(PAPERS).hour == 2
    clock.set_to(change - timedelta(hours=1))
    server = promise.site.serve()
    promise.embargo(change)
    promise.site.end(server)
    clock.set_to(change - timedelta(seconds=5 * promise.pace))
    promise.site.serve()
    with promise.readers() as readers:
        assert clock.now() < change, "this machine is too slow for the test"
        assert_together(promise, readers, change.timestamp() - clock.ahead)
        desk = Desk(promise.site).sign_in()
        assert "was set" not in desk.get("/desk/").text
