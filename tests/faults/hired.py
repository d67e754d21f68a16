"""Inside a site: whether the journeymen that its worker hires get to work."""

from __future__ import annotations

from broadsheet.site.working import Crew
from tests.sites import until


def both() -> bool:
    worker = Crew()._press
    hands = (worker.pages, worker.lists)
    try:
        for hand in hands:
            hand.hire()
        until(lambda: all(hand.at_work for hand in hands), 60)
    finally:
        for hand in hands:
            hand.dismiss()
    return True
