"""Whoever missed much looks at the pages anew: it would be taken for somebody who does not read."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from broadsheet.live.hub import MOST_AT_ONCE, Hub
from broadsheet.live.messages import RESET, Message, message


@dataclass(eq=False)
class Ear:
    address: str = "203.0.113.7"
    heard: list[bytes] = field(default_factory=list)

    def write(self, data: bytes) -> None:
        self.heard.append(data)

    def finish(self, data: bytes) -> None:
        self.heard.append(data)


def long_ones(count: int, start: int = 1) -> list[Message]:
    return [message(n, "brief", f"brief:{n}", "x" * 1000, None, time.time()) for n in range(start, start + count)]


def test_a_few_events_are_told_again_and_very_many_are_not() -> None:
    async def run() -> None:
        hub, many = Hub(), MOST_AT_ONCE // 1000 + 2
        hub.remember(long_ones(many), 0, many)
        assert b"event: brief" in hub.join(Ear(), many - 3)
        answer = hub.join(Ear(), 0)
        assert RESET in answer
        assert b"id: %d\n" % many in answer
        assert len(answer) < 200

    asyncio.run(run())


def test_very_many_events_at_once_are_one_word_to_everybody() -> None:
    async def run() -> None:
        hub, ear = Hub(), Ear()
        hub.remember([], 0, 0)
        hub.join(ear, None)
        hub.take(long_ones(3))
        await asyncio.sleep(0)
        assert ear.heard[-1].count(b"event: brief") == 3
        hub.take(long_ones(MOST_AT_ONCE // 1000 + 2, start=4))
        await asyncio.sleep(0)
        assert RESET in ear.heard[-1]
        assert len(ear.heard[-1]) < 200
        assert b"id: %d\n" % (MOST_AT_ONCE // 1000 + 5) in ear.heard[-1]

    asyncio.run(run())
