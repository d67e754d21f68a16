"""The machine's clock is set back, and put right, while readers listen: by a clock that the test sets."""

from __future__ import annotations

from datetime import timedelta

import pytest

from broadsheet.edge.tests.listeners import Listener
from tests.desk import Desk
from tests.gate.clocks import Clock
from tests.live.conftest import listening
from tests.sites import Site

pytestmark = pytest.mark.slow
BACK = -timedelta(days=2).total_seconds()
"""Longer than events are kept."""
TOLD = ["One.", "Two.", "Three."]


def tell(site: Site, reader: Listener, headline: str) -> None:
    """An editor publishes it by the clock of the machine, and the reader hears of it."""
    Desk(site).sign_in().publish_brief(headline)
    count = TOLD.index(headline) + 1
    assert headline in reader.until(count)[-1].data


def test_a_clock_that_is_set_back_and_put_right_keeps_no_event_from_anybody_and_tells_none_twice(site: Site) -> None:
    clock = Clock(site)
    server = site.serve()
    with listening(site) as reader:
        begun = reader.last
        tell(site, reader, "One.")
        clock.set_ahead(BACK)
        tell(site, reader, "Two.")
        whoever_comes_back_hears(site, begun, TOLD[:2])
        clock.set_ahead(0)
        tell(site, reader, "Three.")
    numbers = [event.number for event in reader.events]
    assert numbers == sorted(set(numbers))
    whoever_comes_back_hears(site, begun, TOLD)
    whoever_comes_back_hears(site, reader.events[0].number, TOLD[1:])
    site.end(server)
    clock.set_ahead(BACK)
    site.serve()
    whoever_comes_back_hears(site, begun, TOLD)


def whoever_comes_back_hears(site: Site, last: int | None, headlines: list[str]) -> None:
    """These, in their order, and nothing else: not that what was missed is not known any more either."""
    with listening(site, last) as reader:
        heard = reader.events
        assert [event.name for event in heard] == ["brief"] * len(headlines)
        assert all(headline in event.data for headline, event in zip(headlines, heard, strict=True))
