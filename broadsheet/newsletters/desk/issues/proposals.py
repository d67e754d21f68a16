"""What was published since a newsletter's last issue, and an issue made of what somebody ticked."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log
from wagtail.models import Locale

from broadsheet.briefs.models import Brief
from broadsheet.fronts import selectors as rails
from broadsheet.fronts.models import PICKS
from broadsheet.kit import clock
from broadsheet.newsletters.models import GOT, Delivery, Issue, Newsletter, Sending
from broadsheet.release.models import public_q
from broadsheet.stories.models import StoryPage

FIRST = timedelta(days=7)
"""How far a newsletter without an issue looks back."""
MOST = 40
"""Stories, and briefs, that are proposed at most."""
TICKED = 5
"""Of the stories, so many are ticked already."""


@dataclass(frozen=True, slots=True)
class Proposals:
    """What came out in the newsletter's language since `since`, the newest first."""

    since: datetime
    stories: list[StoryPage]
    briefs: list[Brief]
    picks: bool


def proposals(newsletter: Newsletter) -> Proposals:
    now, since = clock.now(), last_sent(newsletter) or clock.now() - FIRST
    locale = Locale.objects.filter(language_code=newsletter.language).first()
    stories = StoryPage.objects.filter(public_q(now), locale=locale, first_published_at__gt=since)
    briefs = Brief.objects.filter(public_q(now), language=newsletter.language, shown_from__gt=since)
    return Proposals(
        since,
        list(stories.order_by("-first_published_at", "-pk")[:MOST]),
        list(briefs.order_by("-shown_from", "-pk")[:MOST]),
        rails.rail(newsletter.language, PICKS) is not None,
    )


def last_sent(newsletter: Newsletter) -> datetime | None:
    """When its last issue began; a correction of one is none, nor is one that was cancelled before anybody had it."""
    got = Delivery.objects.filter(issue=OuterRef("pk"), state__in=GOT)
    begun = Issue.objects.filter(newsletter=newsletter, begun_at__isnull=False, follows=None)
    sent = begun.filter(~Q(sending=Sending.CANCELLED) | Exists(got))
    return sent.order_by("-begun_at").values_list("begun_at", flat=True).first()


def begin(
    newsletter: Newsletter, stories: list[StoryPage], briefs: list[Brief], picks: bool, by: AbstractBaseUser
) -> Issue:
    """A draft of these, in their order; its subject is the first headline."""
    blocks = [block("story", {"story": story.pk, "headline": "", "teaser": "", "picture": True}) for story in stories]
    with override(newsletter.language):
        if briefs and stories:
            blocks.append(block("heading", _("In brief")))
    blocks += [block("brief", brief.pk) for brief in briefs]
    blocks += [block("picks", None)] if picks else []
    subject = next((str(thing) for thing in (*stories, *briefs)), newsletter.name)
    return saved(Issue(newsletter=newsletter, subject=subject[:200]), blocks, by)


def from_another(issue: Issue, by: AbstractBaseUser) -> Issue:
    """A draft with the words and blocks of one that is sent, cancelled or on its way."""
    fresh = Issue(newsletter=issue.newsletter, subject=issue.subject, preheader=issue.preheader)
    return saved(fresh, [block(each["type"], each["value"]) for each in issue.body.raw_data], by)


@transaction.atomic
def saved(issue: Issue, blocks: list[dict[str, Any]], by: AbstractBaseUser) -> Issue:
    """A new issue with this body, and its first revision."""
    issue.live = False
    issue.body = blocks
    issue.save()
    issue.save_revision(user=by, clean=False)
    log(instance=issue, action="wagtail.create", user=by)
    return issue


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}
