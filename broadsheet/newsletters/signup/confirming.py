"""A sign-up is confirmed, and the welcome is on its way, in one transaction."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from broadsheet.kit import clock
from broadsheet.newsletters import lists
from broadsheet.newsletters.models import Newsletter, SignUp, Subscription, SubscriptionState
from broadsheet.newsletters.signup import mails


@transaction.atomic
def confirm(sign_up: SignUp, by: str) -> list[Newsletter]:
    """Of what it asked for all that they get now, by this press or by one before; whoever left since, or may not be
    written to, gets nothing. `by`: link or code."""
    now = clock.wall()
    joined = lists.confirm(sign_up, by, now)
    if joined:
        assert sign_up.subscriber is not None
        mails.welcome(sign_up.subscriber, joined, now)
    return [] if lists.suppressed(sign_up.key) else list(_got(sign_up))


def _got(sign_up: SignUp) -> QuerySet[Newsletter]:
    mine = Subscription.objects.filter(subscriber=sign_up.subscriber_id, state=SubscriptionState.CONFIRMED)
    return sign_up.newsletters.filter(archived=False, pk__in=mine.values("newsletter"))
