"""What the readers' search suffers from, for the health of the site."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import ngettext

from broadsheet.kit import clock
from broadsheet.search.keeping import missing

SOON = timedelta(minutes=10)
"""A story that was published longer ago than this should be found."""


def findings() -> list[str]:
    """Sentences without their full stop; the remedy is the same for each: a worker that runs."""
    count = missing().filter(last_published_at__lt=clock.now() - SOON).count()
    if not count:
        return []
    sentence = ngettext(
        "Readers' search does not find %(count)d story yet",
        "Readers' search does not find %(count)d stories yet",
        count,
    )
    return [sentence % {"count": count}]
