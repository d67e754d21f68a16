"""Whom an issue goes to, and what has become wrong of what it carried."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from broadsheet.briefs.models import Brief
from broadsheet.kit import clock
from broadsheet.newsletters.composing.findings import carried
from broadsheet.newsletters.models import Delivery, Issue, Outcome, Subscription, SubscriptionState, Tally
from broadsheet.release import gate, words
from broadsheet.stories.models import Correction, StoryPage


def count(issue: Issue) -> int:
    """How many would get it now. Those who left or are suppressed are taken off when it is addressed."""
    confirmed = Subscription.objects.filter(state=SubscriptionState.CONFIRMED).exclude(paused_until__gt=clock.now())
    if issue.follows_id is not None:
        got = Delivery.objects.filter(issue=issue.follows_id, state=Outcome.SENT)
        return confirmed.filter(pk__in=got.values("subscription")).count()
    return confirmed.filter(newsletter=issue.newsletter_id).count()


def roughly(issue: Issue) -> str:
    """How many are subscribed, from the kept tally: nothing is counted. A correction's readers are."""
    if issue.follows_id is not None:
        return words_of(issue)
    latest = Tally.objects.filter(newsletter=issue.newsletter_id).order_by("-day")
    number = latest.values_list("total", flat=True).first() or 0
    return ngettext("%(count)d subscribed reader", "%(count)d subscribed readers", number) % {"count": number}


def words_of(issue: Issue) -> str:
    number = count(issue)
    if issue.follows_id is not None:
        return ngettext(
            "%(count)d reader who got “%(subject)s”", "%(count)d readers who got “%(subject)s”", number
        ) % {"count": number, "subject": issue.follows}
    return ngettext("%(count)d reader", "%(count)d readers", number) % {"count": number}


def troubles(issue: Issue) -> list[str]:
    """What it carried and is not right any more: killed, taken in, or corrected since it went out."""
    if issue.begun_at is None:
        return []
    stories, briefs = carried(issue)
    found = []
    for thing in (*StoryPage.objects.filter(pk__in=stories), *Brief.objects.filter(pk__in=briefs)):
        verdict = gate.verdict(thing, clock.now())
        if not verdict.public:
            found.append(f"{thing}: {words.sentence(verdict)}")
    since = Correction.objects.filter(story__in=stories, at__gt=issue.begun_at).select_related("story")
    found += [
        _("%(story)s was corrected on %(day)s: %(text)s")
        % {"story": one.story, "day": words.moment(one.at), "text": one.text}
        for one in since
    ]
    return found
