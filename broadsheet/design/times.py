"""Instants as readers see them: on the paper's own clock, with the offset machine-readable."""

from __future__ import annotations

from datetime import datetime

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from broadsheet.kit import clock


def machine(instant: datetime) -> str:
    """RFC 3339, on the paper's clock."""
    return clock.local(instant).isoformat(timespec="seconds")


def time_tag(instant: datetime, form: str = "DATETIME_FORMAT") -> SafeString:
    """`<time>` with the words of the active language."""
    return format_html('<time datetime="{}">{}</time>', machine(instant), date_format(clock.local(instant), form))
