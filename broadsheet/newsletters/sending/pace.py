"""How long things may take: for the proof they are seconds, for a paper minutes and hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """`waits`: how long the relay's first, second, … "not now" puts a mail off; after the last one it has failed
    (RFC 5321, 4.5.4.1 wants four to five days of trying from a relay; we hand over to one, which answers sooner)."""

    lease: timedelta = timedelta(seconds=60)
    look: float = 0.5
    """Seconds between two looks for work when there is none."""
    tick: float = 0.25
    """Seconds between two looks at what an editor did while there is work."""
    batch: int = 500
    waits: tuple[timedelta, ...] = (
        *(MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR),
        *(8 * HOUR, 16 * HOUR, 24 * HOUR),
    )
    reconnect: tuple[float, float] = (1.0, 60.0)
    """Seconds that a connection waits after it could not be opened: the first time, and at most."""
    idle: float = 10.0
    """Seconds after which an unused connection is ended."""

    def wait(self, deferrals: int) -> timedelta | None:
        """Until the next try of what was put off so often before; None: no more."""
        return self.waits[deferrals] if deferrals < len(self.waits) else None
