"""When an issue is to be sent, as somebody types it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from broadsheet.kit import clock
from broadsheet.newsletters.desk.issues.paper_time import PaperTimeField, comes_twice, in_full, offset

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def typed(words: str) -> datetime:
    with clock.as_of(NOW):
        found: datetime = PaperTimeField().clean(words)
    return found


def test_the_clock_is_the_papers_whatever_the_desk_shows() -> None:
    with timezone.override(ZoneInfo("Asia/Tokyo")):
        assert typed("2026-07-01T06:30").astimezone(UTC) == datetime(2026, 7, 1, 5, 30, tzinfo=UTC)
        assert typed("2026-12-01T06:30").astimezone(UTC) == datetime(2026, 12, 1, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("2026-03-29T01:30", "does not exist"),  # Lisbon goes from 01:00 to 02:00
        ("2026-02-28T12:00", "has passed"),
        ("tomorrow", "Give day and time"),
        ("2026-07-01T06:30+02:00", "without a zone"),
        ("", "required"),
    ],
)
def test_what_cannot_be_is_refused_in_words(words: str, told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        typed(words)


def test_a_time_that_comes_twice_is_the_first() -> None:
    twice = typed("2026-10-25T01:30")
    assert twice.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert comes_twice(twice)
    assert not comes_twice(typed("2026-10-24T01:30"))


def test_zone_and_offset_are_said() -> None:
    assert in_full(typed("2026-07-01T06:30")) == "1 Jul 2026, 06:30 (Europe/Lisbon, UTC+1)"
    assert offset(typed("2026-12-01T06:30")) == "UTC"
