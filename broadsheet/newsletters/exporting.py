"""Subscribers of a newsletter as a CSV file, written while they are read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime

from broadsheet.newsletters.models import Newsletter, Subscription

AT_ONCE = 2_000
HEADER = ("email", "status", "language", "created_at", "changed_at")
FORMULA = tuple("=+-@\t\r")


def lines(newsletter: Newsletter, state: str = "") -> Iterator[bytes]:
    """Chunks of CSV in UTF-8, oldest first; `import subscribers` takes it back. Reads by key, not by count."""
    yield _csv([HEADER])
    last = 0
    while True:
        rows = Subscription.objects.filter(newsletter=newsletter, pk__gt=last, **({"state": state} if state else {}))
        values = ("pk", "subscriber__address", "state", "subscriber__language", "created", "changed")
        found = list(rows.order_by("pk").values_list(*values)[:AT_ONCE])
        if not found:
            return
        last = found[-1][0]
        yield _csv([tuple(map(_cell, row[1:])) for row in found])


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return written.getvalue().encode()


def _cell(value: object) -> str:
    """What a table program would take for a formula gets an apostrophe before it."""
    text = value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
