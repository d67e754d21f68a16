"""From the short items of a saved page's news rail to draft briefs."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from hashlib import blake2b

from django.utils import timezone

from broadsheet.briefs.models import Brief
from broadsheet.kit import clock
from broadsheet.transfer.clipping import FoundBrief


def foreign_id(brief: FoundBrief) -> str:
    """The same for the same item, whichever page it was saved with."""
    day = brief.day.isoformat() if brief.day else ""
    text = "\0".join((day, brief.time, brief.headline, brief.text))
    return f"clipping:{blake2b(text.encode(), digest_size=16).hexdigest()}"


def make_draft(found: FoundBrief, language: str, saved_on: date) -> Brief:
    """A saved draft. It stands under the rail's time, on the day that the page names or was saved on."""
    brief = Brief(
        headline=found.headline[:255],
        text=found.text,
        language=language,
        live=False,
        first_published_at=_instant(found, saved_on),
        foreign_id=foreign_id(found),
    )
    brief.save()
    brief.save_revision()
    return brief


def _instant(found: FoundBrief, saved_on: date) -> datetime:
    hour, minute = map(int, found.time.split(":"))
    instant = timezone.make_aware(datetime.combine(found.day or saved_on, time(hour, minute)))
    return instant if instant <= clock.now() else instant - timedelta(days=1)
