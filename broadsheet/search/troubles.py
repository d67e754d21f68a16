"""What the readers' search suffers from, as sentences for the health of the site."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import ngettext

from broadsheet.kit import clock
from broadsheet.search.keeping import missing

SOON = timedelta(minutes=10)
"""A story that was published longer ago than this should be found."""


def findings() -> list[str]:
    count = missing().filter(last_published_at__lt=clock.now() - SOON).count()
    if not count:
        return []
    sentence = ngettext(
        "Readers' search does not find %(count)d story yet: the worker puts it in while the server runs.",
        "Readers' search does not find %(count)d stories yet: the worker puts them in while the server runs.",
        count,
    )
    return [sentence % {"count": count}]
