"""The standing cast of these tests: one newsletter, and lists of made-up people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from broadsheet.kit import clock
from broadsheet.newsletters import consent
from broadsheet.newsletters.importing import columns, reading, work
from broadsheet.newsletters.importing.batches import Bringing
from broadsheet.newsletters.importing.work import Report
from broadsheet.newsletters.models import Newsletter, Subscription

WORDS = "I would like the Tide Letter by mail."


def make_newsletter(name: str = "The Tide Letter", **more: Any) -> Newsletter:
    fields = {
        "slug": "tide",
        "description": "What the water did.",
        "cadence": "Every Friday.",
        "from_name": "The Ledger",
        "from_address": "letters@ledger.example",
        **more,
    }
    return Newsletter.objects.create(name=name, **fields)


def bring(path: Path, newsletter: Newsletter, *, dry: bool = False) -> Report:
    """A whole file, as it would be guessed."""
    form, report = reading.form(path), Report()
    to = Bringing(newsletter, newsletter.language, consent.wording(WORDS), clock.wall(), dry=dry)
    work.run(path, form, columns.guess(form), to, report)
    return report


def states(newsletter: Newsletter) -> dict[str, str]:
    rows = Subscription.objects.filter(newsletter=newsletter).values_list("subscriber__key", "state")
    return dict(rows)
