"""Who asks for much waits behind who asks for little, and nobody takes the whole desk."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from broadsheet.edge.tests.running import running
from broadsheet.edge.threads import Full, Threads, TooMany
from broadsheet.press.folder import Folder

HOG, ALICE, BOB = "203.0.113.9", "192.0.2.7", "192.0.2.8"


class Work:
    """Calls that last until they are let go, and the order in which they began."""

    def __init__(self) -> None:
        self.began: list[str] = []
        self.go = threading.Event()

    def call(self, name: str) -> Callable[[], str]:
        def calling() -> str:
            self.began.append(name)
            self.go.wait(10)
            return name

        return calling


def test_a_household_has_not_all_threads_and_those_who_wait_take_turns() -> None:
    async def working() -> None:
        threads, work = Threads(3, 20, each=2), Work()
        asked = [threads.run_for(HOG, work.call(f"hog {n}")) for n in range(6)]
        asked += [threads.run_for(who, work.call(who)) for who in (ALICE, BOB)]
        await asyncio.sleep(0.2)
        assert sorted(work.began) == sorted(["hog 0", "hog 1", ALICE])
        work.go.set()
        assert (await asyncio.gather(*asked))[-2:] == [ALICE, BOB]
        assert work.began.index(BOB) <= 4
        threads.stop()

    asyncio.run(working())


def test_where_the_queue_is_full_who_has_most_loses_what_came_last() -> None:
    async def working() -> None:
        threads, work = Threads(2, 4, each=1), Work()
        hogs = [threads.run_for(HOG, work.call(f"hog {n}")) for n in range(5)]
        with pytest.raises(TooMany):
            threads.run_for(HOG, work.call("one too many"))
        others = [threads.run_for(f"192.0.2.{n}", work.call(str(n))) for n in range(4)]  # the first has a thread
        assert [isinstance(one.exception(), TooMany) for one in hogs[2:]] == [True, True, True]
        with pytest.raises(Full) as full:
            threads.run_for(BOB, work.call("bob"))
        assert not isinstance(full.value, TooMany)
        work.go.set()
        assert await asyncio.gather(*hogs[:2], *others) == ["hog 0", "hog 1", "0", "1", "2", "3"]
        threads.stop()

    asyncio.run(working())


def test_who_goes_makes_room_and_what_fails_is_told() -> None:
    async def working() -> None:
        threads, work = Threads(1, 1), Work()
        first, gone = threads.run_for(HOG, work.call("first")), threads.run_for(ALICE, work.call("gone"))
        gone.cancel()
        await asyncio.sleep(0)
        failing = threads.run_for(BOB, lambda: 1 / 0)
        work.go.set()
        with pytest.raises(ZeroDivisionError):
            await failing
        assert (await first, work.began) == ("first", ["first"])
        last = threads.run(str, 7)
        assert await last == "7"
        threads.stop()

    asyncio.run(working())


def test_one_address_does_not_keep_others_from_the_desk(paper: Folder) -> None:
    """Through a proxy that says who asks. Four threads and a queue of four: fourteen of one, then one of another."""
    with running(paper.root, "--proxies", "127.0.0.0/8") as server, ThreadPoolExecutor(16) as threads:
        hog, alice = f"X-Forwarded-For: {HOG}", f"X-Forwarded-For: {ALICE}"
        asked = [threads.submit(server.wire.ask, "/desk/slow/?s=1.5", hog) for _ in range(14)]
        time.sleep(0.5)
        start = time.monotonic()
        assert server.wire.ask("/desk/", alice).status == 200
        assert time.monotonic() - start < 1
        statuses = [one.result().status for one in asked]
    assert (statuses.count(200), statuses.count(429)) == (7, 7)
