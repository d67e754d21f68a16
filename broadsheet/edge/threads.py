"""A few threads that last, with a bounded queue before them: Django runs there, and nothing else waits for it.

Who asks for much waits behind who asks for little. Households (see `neighbours`) take turns at the threads, none has
all of them, and where the queue is full, whoever has most in it loses what came last.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Full(RuntimeError):
    """All threads are busy and the queue is full: 503."""


class TooMany(Full):
    """The same, and nobody has more in it than who asks: 429."""


class _Turn:
    """Something that waits for a thread, or has one."""

    def __init__(self, household: str, call: Callable[[], Any]) -> None:
        self.household, self.call = household, call
        self.future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()


class Threads:
    """Used from one loop. Lasting threads keep their database connections (CONN_MAX_AGE)."""

    def __init__(self, count: int, queue: int, name: str = "django", *, each: int = 0) -> None:
        """`each`: threads that one household has at most; 0: all of them."""
        self._pool = ThreadPoolExecutor(count, name)
        self._idle, self._queue, self._each = count, queue, each or count
        self._running: Counter[str] = Counter()
        self._waiting: OrderedDict[str, list[_Turn]] = OrderedDict()

    def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> asyncio.Future[T]:
        """Raises Full."""
        return self.run_for("", partial(call, *args, **kwargs))

    def run_for(self, household: str, call: Callable[[], T]) -> asyncio.Future[T]:
        """`household` is "" for what is everybody's, which takes its turn and is not bounded. Raises Full, TooMany;
        the future may raise TooMany too."""
        turn = _Turn(household, call)
        self._waiting.setdefault(household, []).append(turn)
        self._start()
        if self._waits() > self._queue:
            self._refuse(last := self._last_of_most(household))
            if last is turn:
                raise turn.future.exception() or Full
        turn.future.add_done_callback(lambda _: self._drop(turn))  # who asked may go
        return turn.future

    def stop(self) -> None:
        """Take nothing more; what runs is left to its end."""
        for turn in [turn for turns in self._waiting.values() for turn in turns]:
            turn.future.cancel()
        self._waiting.clear()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _waits(self) -> int:
        return sum(map(len, self._waiting.values()))

    def _start(self) -> None:
        """Give idle threads to those whose turn it is."""
        while self._idle and (turn := self._next()) is not None:
            self._drop(turn)
            if turn.household in self._waiting:
                self._waiting.move_to_end(turn.household)
            self._idle -= 1
            self._running[turn.household] += 1
            running = asyncio.wrap_future(self._pool.submit(turn.call))
            running.add_done_callback(partial(self._end, turn))

    def _next(self) -> _Turn | None:
        for household, turns in self._waiting.items():
            if not household or self._running[household] < self._each:
                return turns[0]
        return None

    def _end(self, turn: _Turn, done: asyncio.Future[Any]) -> None:
        self._idle += 1
        self._running[turn.household] -= 1
        if not self._running[turn.household]:
            del self._running[turn.household]
        error = None if done.cancelled() else done.exception()
        if not turn.future.done():  # else who asked has gone meanwhile
            if done.cancelled():
                turn.future.cancel()
            elif error is not None:
                turn.future.set_exception(error)
            else:
                turn.future.set_result(done.result())
        self._start()

    def _last_of_most(self, own: str) -> _Turn:
        """What came last of the household that has most waiting: of the asking one's own, unless another has more."""
        most = max(self._waiting, key=lambda each: (len(self._waiting[each]), each == own))
        return self._waiting[most][-1]

    def _refuse(self, turn: _Turn) -> None:
        alone = len(self._waiting[turn.household]) == 1
        self._drop(turn)
        turn.future.set_exception(Full() if alone or not turn.household else TooMany())

    def _drop(self, turn: _Turn) -> None:
        """It waits no more."""
        turns = self._waiting.get(turn.household, [])
        if turn in turns:
            turns.remove(turn)
            if not turns:
                del self._waiting[turn.household]
