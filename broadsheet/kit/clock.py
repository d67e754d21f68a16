"""The newsroom's clock: the one place that says what time it is.

Rendering happens *as of* an instant, so that a page can be made before the instant comes (an embargo is
pressed beforehand) and so that a clock set back does not take in again what went out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_as_of: ContextVar[datetime | None] = ContextVar("clock_as_of", default=None)


def wall() -> datetime:
    """The machine's own time, aware, in UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """The instant that things are judged at: the one set by `as_of`, otherwise the machine's time."""
    return _as_of.get() or wall()


@contextmanager
def as_of(instant: datetime) -> Iterator[None]:
    """Judge and render everything inside as of `instant` (aware)."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant} has no time zone: the clock takes aware datetimes only")
    token = _as_of.set(instant)
    try:
        yield
    finally:
        _as_of.reset(token)


def local(instant: datetime) -> datetime:
    """`instant` on the paper's own clock, whatever time zone somebody at the desk prefers."""
    from django.utils import timezone  # noqa: PLC0415 - the edge asks for the time, and has no Django

    return instant.astimezone(timezone.get_default_timezone())
