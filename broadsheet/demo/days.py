"""Days in the newsroom's texts: `{day 2d}` is the day of the week two days before the demo was made, `{day -5d}`
five days after it, `{date 40d}` a date. So the texts agree with the times that stand over them, whenever it is."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.utils.dateformat import format as format_date
from django.utils.translation import override

from broadsheet.kit import clock

NAMED = re.compile(r"\{(?P<how>day|date) (?P<later>-?)(?P<span>[0-9dhm]+)\}")
SPAN = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?")
ON_THE_DAY = {
    "uk": ("в понеділок", "у вівторок", "у середу", "у четвер", "у п'ятницю", "у суботу", "у неділю"),
}
"""From Monday; where a language says it otherwise than by the day's name alone."""


def span(text: str) -> timedelta:
    """`2d5h`, `3h20m`, `14h`. Raises ValueError."""
    found = SPAN.fullmatch(text)
    if not found or not text:
        raise ValueError(f"“{text}” is no span of time such as 2d5h or 3h20m.")
    days, hours, minutes = (int(number or 0) for number in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def named(text: str, now: datetime, language: str) -> str:
    """The text with its days in words."""
    return NAMED.sub(lambda found: _day(found, now, language), text)


def _day(found: re.Match[str], now: datetime, language: str) -> str:
    away = span(found["span"])
    day = clock.local(now + away if found["later"] else now - away)
    if found["how"] == "day" and language in ON_THE_DAY:
        return ON_THE_DAY[language][day.weekday()]
    with override(language):
        return format_date(day, "l" if found["how"] == "day" else "j E")
