"""Whoever listens is told now and then that the stream lives, in a way that a page's script can see."""

from __future__ import annotations

import asyncio
import time

from broadsheet.live.hub import HEARTBEAT, Hub
from broadsheet.live.messages import message
from broadsheet.live.tests.test_long_replays import Ear

BEAT = b"event: beat\ndata:\n\n"


def test_beats_come_though_there_are_events_and_leave_the_number_of_the_last_one_alone() -> None:
    async def run() -> None:
        hub, ear = Hub(), Ear()
        hub.remember([], 0, 0)
        hub.beat(HEARTBEAT * 9)  # nobody listens
        hub.join(ear, None)
        for second in range(1, 61):
            hub.take([message(second, "update", f"update-{second}", "{}", None, time.time())])
            await asyncio.sleep(0)
            hub.beat(HEARTBEAT + second)
            await asyncio.sleep(0)
        beats = [said for said in ear.heard if BEAT in said]
        assert len(beats) == 60 / HEARTBEAT
        assert not any(b"id:" in said for said in beats)

    asyncio.run(run())


def test_the_first_word_is_one_too_and_brings_the_number_of_the_last_event() -> None:
    hub = Hub()
    hub.remember([message(7, "brief", "brief-7", "{}", None, time.time())], 0, 7)
    assert hub.join(Ear(), None).endswith(b"\n\nid: 7\n" + BEAT)
