"""An instant that somebody types on the paper's own clock, whatever zone the desk shows to them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from broadsheet.kit import clock
from broadsheet.release import words


class PaperTimeField(forms.Field):
    """To an aware datetime that lies ahead. A time that the clocks leave out is refused; of one that comes twice it
    is the first."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        typed = str(value or "").strip()
        if not typed:
            return None
        try:
            naive = datetime.fromisoformat(typed).replace(second=0, microsecond=0)
        except ValueError:
            raise ValidationError(_("Give day and time, as 2026-11-23 06:30.")) from None
        if naive.tzinfo is not None:
            raise ValidationError(_("Give the time on the paper's clock, without a zone."))
        return _ahead(naive)


def _ahead(naive: datetime) -> datetime:
    aware = naive.replace(tzinfo=timezone.get_default_timezone(), fold=0)
    if aware.astimezone(UTC).astimezone(aware.tzinfo).replace(tzinfo=None) != naive:
        raise ValidationError(_("The clocks go forward that night, and this time does not exist: choose another."))
    if aware <= clock.now():
        raise ValidationError(_("That has passed: choose a time to come, or send it now."))
    return aware


def comes_twice(instant: datetime) -> bool:
    """Whether the clocks go back over this time."""
    local = clock.local(instant)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def zone() -> str:
    """The paper's zone by its name."""
    return str(timezone.get_default_timezone_name())


def offset(instant: datetime) -> str:
    """Of the paper's clock at that instant: "UTC+1", "UTC+5:30", "UTC"."""
    passed = clock.local(instant).utcoffset()
    minutes = int(passed.total_seconds()) // 60 if passed is not None else 0
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")  # noqa: RUF001  (a minus)


def in_full(instant: datetime) -> str:
    """ "23 Nov 2026, 06:30 (Europe/Lisbon, UTC)"."""
    return f"{words.moment(instant)} ({zone()}, {offset(instant)})"
