"""How often one may search from one place, and how many search at once. In memory, of each process: a search writes
nothing, so that no reader waits for the database's one writer, and nothing is kept of who looked for what."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from broadsheet.edge.neighbours import household

AT_ONCE = 3  # of the threads in which Django runs; the desk has the others
BURST = 20.0  # searches at once from one place
REFILL = 0.5  # a second
MOST_PLACES = 10_000


class Throttle:
    """A bucket for each place, full at first."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._lock = now, threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # searches left, when

    def allows(self, address: str) -> bool:
        """Count one search from this address (of IPv6 its /64); "" where it is not known, which is not counted."""
        if not address:
            return True
        place, now = household(address), self._now()
        with self._lock:
            left, at = self._buckets.pop(place, (BURST, now))
            left = min(BURST, left + (now - at) * REFILL)
            self._buckets[place] = (left - 1 if left >= 1 else left, now)
            while len(self._buckets) > MOST_PLACES:
                self._buckets.popitem(last=False)
        return left >= 1


throttle = Throttle()
room = threading.BoundedSemaphore(AT_ONCE)
