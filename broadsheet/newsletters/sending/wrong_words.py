"""Who got what was wrong. The message of an issue that stood still may have been made again (remaking.py), with what
was put right since: whoever got only that one needs no correction."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet

from broadsheet.amends.carrying import put_right_at
from broadsheet.newsletters.models import GOT, Delivery, Issue
from broadsheet.stories.models import StoryPage

FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)


def until(correction: Issue) -> datetime | None:
    """The instant from which messages were made that carry nothing which it puts right; None when that is not known:
    it was not written about one story. What came after its own message was made is not what it tells of."""
    if correction.amends_id is None:
        return None
    story = StoryPage.objects.filter(pk=correction.amends_id).first()
    return put_right_at(story, correction.begun_at) if story is not None else None


def made_before(at: datetime | None) -> Q:
    """Of deliveries: those whose reader has, or may have, a message that was made before then."""
    return Q() if at is None else Q(made_at=None) | Q(made_at__lt=at) | Q(may_have__lt=at)


def got_by(correction: Issue, *states: str) -> QuerySet[Any]:
    """Deliveries of what it corrects, in these states, or all in which somebody has or may have it."""
    rows = Delivery.objects.filter(issue=correction.follows_id, state__in=states or GOT)
    return rows.filter(made_before(until(correction)))
