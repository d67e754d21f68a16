"""A banner comes down when its time is up, though nobody asks for a page and nobody is at the desk."""

from __future__ import annotations

import pytest

from broadsheet.press.folder import relative
from tests.gate.clocks import Clock
from tests.live.conftest import act
from tests.sites import Site, until

pytestmark = pytest.mark.slow
TEXT = "The tide gate has given way"
HOUR = 3600
PAGES = ("/rails/breaking.html", "/")


def carried_by(site: Site) -> list[str]:
    """The pages that have it on disk at once (a story's snapshot follows within the hour); nobody asks a server."""
    return [url for url in PAGES if TEXT in (site.press.plates / relative(url)).read_text()]


def told(site: Site) -> str:
    return str(act(site, "told", key="breaking-en"))


@pytest.fixture
def raised(site: Site) -> Clock:
    """A worker alone has put it on the rail and the front; there is no server."""
    clock = Clock(site)
    worker = site.work()
    act(site, "raise_it", text=TEXT, seconds=HOUR)
    until(lambda: carried_by(site) == list(PAGES), told=lambda: carried_by(site))
    until(lambda: TEXT in told(site))
    clock.set_ahead(HOUR - 60)
    until(lambda: carried_by(site) == list(PAGES))
    assert worker.poll() is None
    return clock


def test_it_is_taken_from_the_rail_and_the_front_and_open_pages_are_told(site: Site, raised: Clock) -> None:
    raised.set_ahead(HOUR + 1)
    until(lambda: not carried_by(site), told=lambda: carried_by(site))
    until(lambda: TEXT not in told(site))


def test_what_ran_out_while_nothing_ran_goes_at_the_start(site: Site, raised: Clock) -> None:
    (worker,) = site.processes
    site.end(worker)
    raised.set_ahead(HOUR + 1)
    site.work()
    until(lambda: not carried_by(site), told=lambda: carried_by(site))
    until(lambda: TEXT not in told(site))
