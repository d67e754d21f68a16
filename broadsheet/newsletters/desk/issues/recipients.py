"""Whom an issue goes to, and what has become wrong of what it carried."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from broadsheet.briefs.models import Brief
from broadsheet.kit import clock
from broadsheet.newsletters.composing.findings import brought
from broadsheet.newsletters.models import (
    Issue,
    Outcome,
    Sending,
    Subscription,
    SubscriptionState,
    Tally,
)
from broadsheet.newsletters.sending import wrong_words
from broadsheet.release import gate, words
from broadsheet.stories.models import Correction, StoryPage


def count(issue: Issue) -> int:
    """How many would get it now. Those who left or are suppressed are taken off when it is addressed."""
    confirmed = Subscription.objects.filter(state=SubscriptionState.CONFIRMED).exclude(paused_until__gt=clock.now())
    if issue.follows_id is not None:
        return confirmed.filter(pk__in=_got(issue)).count()
    return confirmed.filter(newsletter=issue.newsletter_id).count()


def _got(correction: Issue, *states: str) -> Any:
    """Subscriptions of those who have, or may have, what it corrects."""
    return wrong_words.got_by(correction, *states).values("subscription")


def roughly(issue: Issue) -> str:
    """How many are subscribed, from the kept tally: nothing is counted. A correction's readers are."""
    if issue.follows_id is not None:
        return words_of(issue)
    latest = Tally.objects.filter(newsletter=issue.newsletter_id).order_by("-day")
    number = latest.values_list("total", flat=True).first() or 0
    return ngettext("%(count)d subscribed reader", "%(count)d subscribed readers", number) % {"count": number}


def words_of(issue: Issue) -> str:
    return number(issue) if issue.follows_id is None else " ".join((_followers(issue), *_besides(issue)))


def number(issue: Issue) -> str:
    found = count(issue)
    return ngettext("%(count)d reader", "%(count)d readers", found) % {"count": found}


def _followers(correction: Issue) -> str:
    said = {"count": count(correction), "subject": correction.follows, "thing": correction.corrects}
    if correction.corrects is None:
        told = ngettext(
            "%(count)d reader who got “%(subject)s”", "%(count)d readers who got “%(subject)s”", said["count"]
        )
    else:
        told = ngettext(
            "%(count)d reader who got “%(subject)s” with “%(thing)s” as it was",
            "%(count)d readers who got “%(subject)s” with “%(thing)s” as it was",
            said["count"],
        )
    return told % said


def _besides(correction: Issue) -> Iterator[str]:
    """What has to be said of those readers."""
    unknown = Subscription.objects.filter(
        state=SubscriptionState.CONFIRMED, pk__in=_got(correction, Outcome.UNCERTAIN)
    )
    if some := unknown.count():
        yield ngettext(
            "(of %(count)d of them it is not known whether they did)",
            "(of %(count)d of them it is not known whether they did)",
            some,
        ) % {"count": some}
    if correction.follows and correction.follows.sending in (Sending.FREEZING, Sending.SENDING):
        yield _("(and those who get it from now on, since it is still going out)")


def troubles(issue: Issue) -> list[str]:
    """What it carried and is not right any more: killed, taken in, or corrected since it went out."""
    if issue.begun_at is None:
        return []
    stories, briefs = brought(issue)
    found = []
    for thing in (*StoryPage.objects.filter(pk__in=stories), *Brief.objects.filter(pk__in=briefs)):
        verdict = gate.verdict(thing, clock.now())
        if not verdict.public:
            found.append(f"{thing}: {words.sentence(verdict)}")
    later = Q(at__gt=issue.begun_at) | Q(amended_at__gt=issue.begun_at)
    since = Correction.objects.filter(later, story__in=stories).select_related("story")
    found += [
        _("%(story)s was corrected on %(day)s: %(text)s")
        % {"story": one.story, "day": words.moment(one.amended_at or one.at), "text": one.text}
        for one in since
    ]
    return found
