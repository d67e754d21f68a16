"""A sign-up is confirmed, and the welcome is on its way, in one transaction."""

from __future__ import annotations

from django.db import transaction

from broadsheet.kit import clock
from broadsheet.newsletters import lists
from broadsheet.newsletters.models import Newsletter, SignUp
from broadsheet.newsletters.signup import mails


@transaction.atomic
def confirm(sign_up: SignUp, by: str) -> list[Newsletter]:
    """What came to be confirmed by it; nothing the second time. `by`: link or code."""
    now = clock.wall()
    joined = lists.confirm(sign_up, by, now)
    if joined:
        assert sign_up.subscriber is not None
        mails.welcome(sign_up.subscriber, joined, now)
    return joined
