"""Events as they go over the wire (HTML Living Standard, "Server-sent events")."""

from __future__ import annotations

from dataclasses import dataclass

KEPT = 24 * 3600.0  # seconds that an event is kept for those who come back
RESET = b"event: reset\ndata: {}\n\n"
"""For a reader whom we cannot tell what was missed: it looks at the pages anew."""


@dataclass(frozen=True, slots=True)
class Message:
    number: int
    key: str
    body: bytes
    until: float | None
    """Seconds since the epoch; later its words are told to nobody."""
    at: float
    """Seconds since the epoch: when it was first told."""


def message(number: int, kind: str, key: str, data: str, until: float | None, at: float) -> Message:
    """`data` is one line."""
    return Message(number, key, f"id: {number}\nevent: {kind}\ndata: {data}\n\n".encode(), until, at)
