"""When couriers tell their office what happened: all that is said while the office writes goes in one line, and so
into one transaction. Half of the connections that have a message are enough for one: the other half goes on while it
is written, and the relay is never idle."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from broadsheet.newsletters.couriers.loads import Said

TOGETHER = 0.003  # seconds that the first connection that asks waits for others
UNHURRIED = 0.05  # seconds that words wait for others while no connection asks


class Teller:
    """Of one event loop. `asking` says how many connections wait for the office's word, of how many that have a
    message; `tell` is given the words when it is time."""

    def __init__(self, asking: Callable[[], tuple[int, int]], tell: Callable[[list[Said]], None]) -> None:
        self._asking, self._tell = asking, tell
        self._said: list[Said] = []
        self._urgent = self._awaited = self._planned = False
        self._timer: asyncio.TimerHandle | None = None
        self._hurried = False

    def say(self, said: Said) -> None:
        self._said.append(said)
        self._plan()

    def urge(self) -> None:
        """Tell at once, even if nothing was said."""
        self._urgent = True
        self._plan()

    def answered(self) -> None:
        """The office has written what it was told last: it may be told more."""
        self._awaited = False
        self._plan()

    def _plan(self) -> None:
        """Look at the end of this turn of the loop: by then the connections have gone on."""
        if not self._planned and not self._awaited:
            self._planned = True
            asyncio.get_running_loop().call_soon(self._look)

    def _look(self) -> None:
        self._planned = False
        if self._awaited or not (self._said or self._urgent):
            return
        asked, carrying = self._asking()
        if self._urgent or asked * 2 >= carrying:
            self._now()
        elif self._timer is None or (asked and not self._hurried):
            self._wait(TOGETHER if asked else UNHURRIED)
            self._hurried = asked > 0

    def _wait(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._now)

    def _now(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        said, self._said, self._timer = self._said, [], None
        self._urgent = self._hurried = False
        self._awaited = True
        self._tell(said)
