"""A few threads that last, with a bounded queue before them: Django runs there, and nothing else waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Full(RuntimeError):
    """All threads are busy and the queue is full: 503."""


class Threads:
    """Used from one loop. Lasting threads keep their database connections (CONN_MAX_AGE)."""

    def __init__(self, count: int, queue: int, name: str = "django") -> None:
        self._pool = ThreadPoolExecutor(count, name)
        self._room = count + queue

    def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> asyncio.Future[T]:
        """Raises Full."""
        if self._room <= 0:
            raise Full
        self._room -= 1
        future = asyncio.wrap_future(self._pool.submit(call, *args, **kwargs))
        future.add_done_callback(self._leave)
        return future

    def _leave(self, _: object) -> None:
        self._room += 1

    def stop(self) -> None:
        """Take nothing more; what runs is left to its end."""
        self._pool.shutdown(wait=False, cancel_futures=True)
