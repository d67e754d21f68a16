"""Pressing a due URL when somebody asks for it: once, however many ask."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from broadsheet.edge.threads import Full, Threads

logger = logging.getLogger(__name__)


class OnDemand:
    """Used from one loop."""

    def __init__(self, press_now: Callable[[str], object], threads: Threads) -> None:
        self._press_now, self._threads = press_now, threads
        self._under_way: dict[str, asyncio.Future[object]] = {}

    async def press(self, url: str) -> bool:
        """True when it was pressed; False when it cannot be had now, that failed (said in the log), or too much waits
        already."""
        future = self._under_way.get(url)
        if future is None:
            try:
                future = self._threads.run(self._press_now, url)
            except Full:
                return False
            self._under_way[url] = future
            future.add_done_callback(lambda done: self._finish(url, done))
        await asyncio.wait([future])
        return not future.cancelled() and future.exception() is None and future.result() is not False

    def _finish(self, url: str, future: asyncio.Future[object]) -> None:
        del self._under_way[url]
        error = None if future.cancelled() else future.exception()
        if error is not None:
            logger.error("%s was asked for and could not be pressed: %s", url, error, exc_info=error)
