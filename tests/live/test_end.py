"""The end of a paper's server with thousands of readers listening, as an operator begins and ends it."""

from __future__ import annotations

import time
from contextlib import ExitStack

import pytest

from broadsheet.edge.listening import allow_many_connections
from broadsheet.edge.tests.listeners import Listener
from broadsheet.edge.tests.wire import Wire
from tests.live.conftest import act
from tests.sites import Site

pytestmark = [pytest.mark.slow, pytest.mark.alone]
CROWD = 3000
LONGEST = 5.0  # seconds


def test_it_ends_in_five_seconds_and_sends_three_thousand_readers_away_with_a_word(site: Site) -> None:
    allow_many_connections()
    site.environment["BROADSHEET_LIVE_STREAMS_PER_ADDRESS"] = str(CROWD)
    server = site.serve()
    with ExitStack() as stack:
        crowd = [stack.enter_context(Listener(Wire(site.port))) for _ in range(CROWD)]
        for one in crowd:
            one.opened()
        act(site, "publish", headline="The last word.")
        for one in crowd:
            one.until(1)
        began = time.monotonic()
        server.terminate()
        server.wait(60)
        took = time.monotonic() - began
        assert all(one.end() for one in crowd), "a connection was cut"
        waits = [one.retry[-1] for one in crowd]
    assert server.returncode == 0
    assert took < LONGEST
    assert len(set(waits)) > CROWD / 3, "they would all come back at once"
