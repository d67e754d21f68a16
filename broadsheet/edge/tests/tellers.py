"""Where the tests' server has its events from: whoever asks its desk to tell something."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import Any

from broadsheet.live.hub import Hub
from broadsheet.live.messages import message


class Teller:
    """A Source that remembers as a table would."""

    def __init__(self) -> None:
        self.begin_after(0)

    def begin_after(self, before: int) -> None:
        """So many events were told before the server began; the first ten are forgotten."""
        self._before = before
        self._numbers = itertools.count(before + 1)

    def start(self, hub: Hub, call: Callable[..., object]) -> None:
        self.hub, self._call = hub, call
        told = [
            message(number, "brief", f"brief-{number}", str(number), None, time.time())
            for number in range(11, self._before + 1)
        ]
        call(hub.remember, told, min(10, self._before), self._before)

    def stop(self) -> None:
        pass

    def tell(self, keys: list[str], data: str, until: float | None = None) -> None:
        """One event for each key, taken up together."""
        found = [message(next(self._numbers), "brief", key, data, until, time.time()) for key in keys]
        self._call(self.hub.take, found)

    def figures(self) -> dict[str, Any]:
        figures = self.hub.figures
        return {"readers": len(self.hub), "dropped": figures.dropped, "refused": figures.refused}
