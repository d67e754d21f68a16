"""Who got what was wrong. The message of an issue that stood still may have been made again (remaking.py), without it
or with what was put right since: whoever got only that one needs no correction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from broadsheet.amends.carrying import put_right_at
from broadsheet.briefs import carrying as briefs
from broadsheet.newsletters.models import GOT, Carries, Compiled, Delivery, Issue
from broadsheet.stories.models import StoryPage


def note_what_it_carries(made: Compiled) -> None:
    """In the transaction in which the message is made."""
    rows = [Carries(issue_id=made.issue_id, story_id=key, made_at=made.made_at) for key in made.carries["stories"]]
    rows += [Carries(issue_id=made.issue_id, brief_id=key, made_at=made.made_at) for key in made.carries["briefs"]]
    Carries.objects.bulk_create(rows, ignore_conflicts=True)  # under another subject it carries the same


def correction_of(issue: Issue, thing: Any) -> Issue:
    """A correction that is to be written: of a story or a brief that `issue` carried, or, for None, of its words."""
    of_story = isinstance(thing, StoryPage)
    return Issue(
        newsletter=issue.newsletter,
        follows=issue,
        amends=thing if of_story else None,
        amends_brief=None if of_story else thing,
    )


def carrying(thing: Any) -> QuerySet[Carries]:
    """The messages in which a story or a brief stood."""
    return Carries.objects.filter(**{"story" if isinstance(thing, StoryPage) else "brief": thing.pk})


def until(correction: Issue) -> datetime | None:
    """The instant from which messages carry nothing which the correction puts right; None when none is known to. What
    was put right after it began, it does not tell of; what was before the issue began, stood in it as it was."""
    if correction.begun_at is not None and correction.put_right_at is not None:
        return correction.put_right_at
    thing = correction.corrects
    if isinstance(thing, StoryPage):
        at = put_right_at(thing, correction.begun_at)
    else:
        at = briefs.put_right_at(thing) if thing is not None and correction.begun_at is None else None
    began = correction.follows.begun_at if correction.follows is not None else None
    return at if at is not None and began is not None and at > began else None


def has_it(correction: Issue) -> Q:
    """Of deliveries of what it follows: those whose reader has, or may have, a message in which that stood which it
    corrects, put right or not."""
    made = _messages(correction)
    return Q() if made is None else Q(made_at=None) | Q(made_at__in=made) | Q(may_have__in=made)


def _has_it_wrong(correction: Issue) -> Q:
    made, right = _messages(correction), until(correction)
    if made is None:
        return Q() if right is None else Q(made_at=None) | Q(made_at__lt=right) | Q(may_have__lt=right)
    wrong = [at for at in made if right is None or at < right]
    return Q(made_at=None) | Q(made_at__in=wrong) | Q(may_have__in=wrong)


def _messages(correction: Issue) -> list[datetime] | None:
    """By when they were made, those of the issue in which it stood; None: nobody knows, or it is of all of them."""
    thing = correction.corrects
    if thing is None:
        return None
    found = set(carrying(thing).filter(issue=correction.follows_id).values_list("made_at", flat=True))
    known = sorted(at for at in found if at is not None)
    return known if known and len(known) == len(found) else None


def got_by(correction: Issue, *states: str) -> QuerySet[Any]:
    """Deliveries of what it corrects to those whose copy was wrong, in these states, or all in which somebody has or
    may have it."""
    rows = Delivery.objects.filter(issue=correction.follows_id, state__in=states or GOT)
    return rows.filter(_has_it_wrong(correction))
