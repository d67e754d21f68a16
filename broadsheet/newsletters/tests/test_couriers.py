"""The couriers: light, and with a word for their office when it can be written."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable

from broadsheet.newsletters.couriers.loads import Said, Word
from broadsheet.newsletters.couriers.telling import TOGETHER, Teller


def test_their_process_loads_no_django() -> None:
    """It starts in a moment, and a kill of it can take nothing of the site along."""
    code = "import sys, broadsheet.newsletters.couriers.__main__; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0


class Lines:
    """What the office was told, with `asked` of `carrying` connections waiting for its word."""

    def __init__(self) -> None:
        self.asked, self.carrying = 0, 4
        self.told: list[list[int]] = []
        self.teller = Teller(lambda: (self.asked, self.carrying), self._hear)

    def _hear(self, said: list[Said]) -> None:
        self.told.append([each.handle for each in said])

    def ask(self, handle: int) -> None:
        self.asked += 1
        self.teller.say(Said(Word.READY, handle))


def told(course: Callable[[Lines], object]) -> list[list[int]]:
    async def run() -> list[list[int]]:
        lines = Lines()
        made = course(lines)
        if asyncio.iscoroutine(made):
            await made
        await asyncio.sleep(0)
        return lines.told

    return asyncio.run(run())


def test_when_half_of_them_ask_the_office_is_told() -> None:
    def course(lines: Lines) -> None:
        lines.teller.say(Said(Word.TAKEN, 7))
        lines.ask(1)
        lines.ask(2)

    assert told(course) == [[7, 1, 2]]


def test_one_that_asks_alone_waits_a_little() -> None:
    async def course(lines: Lines) -> None:
        lines.ask(1)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert lines.told == []
        await asyncio.sleep(TOGETHER * 4)

    assert told(course) == [[1]]


def test_while_the_office_writes_nothing_more_is_said() -> None:
    async def course(lines: Lines) -> None:
        for handle in (1, 2):
            lines.ask(handle)
        await asyncio.sleep(0)
        for handle in (3, 4):
            lines.ask(handle)
        await asyncio.sleep(TOGETHER * 4)
        assert lines.told == [[1, 2]]
        lines.asked -= 2
        lines.teller.answered()
        await asyncio.sleep(0)

    assert told(course) == [[1, 2], [3, 4]]
