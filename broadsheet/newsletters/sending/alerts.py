"""A mail to those who may send issues, when one does not get on and nobody stopped it: once for each cause."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from broadsheet.newsletters.models import Issue, Sending
from broadsheet.newsletters.sending import notes

AFTER = timedelta(minutes=10)
"""How long an issue that is being sent may be held up, by a mail server that is away, before somebody is told."""
KEPT = timedelta(days=2)
"""After so long the mail is not sent any more: somebody has seen it at the desk."""

log = structlog.get_logger("mail")


def tell(now: datetime, held_up: bool) -> None:
    """Of issues that are paused, by the relay or by what they carry; of those that are done and were not handed over
    for everybody; and, with `held_up`, of those being sent that have a cause not to get on."""
    stuck = (Sending.PAUSED, Sending.DONE, *([Sending.SENDING] if held_up else []))
    untold = Issue.objects.filter(sending__in=stuck).exclude(cause="").exclude(cause=F("alerted"))
    for issue in untold.select_related("newsletter").order_by("pk"):
        _tell(issue, now)


@transaction.atomic
def _tell(issue: Issue, now: datetime) -> None:
    mine = Issue.objects.filter(pk=issue.pk, cause=issue.cause, alerted=issue.alerted)
    if not mine.update(alerted=issue.cause):
        return  # another worker was faster, or it goes on
    log.warning("an issue is stuck, and those who may send it are told", issue=issue.pk, cause=issue.cause)
    for user, language in _who():
        with override(language):
            subject = _subject(issue) % {"subject": issue.subject}
            notes.post(user.email, subject, _words(issue), kind="stuck", language=language, expires=now + KEPT)


def _who() -> Iterator[tuple[User, str]]:
    """With the language that each has the desk in."""
    right = Q(groups__permissions__codename="send_issue") | Q(user_permissions__codename="send_issue")
    may = User.objects.filter(right | Q(is_superuser=True), is_active=True).exclude(email="").distinct()
    for user in may.select_related("wagtail_userprofile").order_by("pk"):
        profile = getattr(user, "wagtail_userprofile", None)
        yield user, (profile.preferred_language if profile else "") or settings.LANGUAGE_CODE


def _subject(issue: Issue) -> str:
    return (
        _("Not sent to everybody: %(subject)s") if issue.sending == Sending.DONE else _("Not getting on: %(subject)s")
    )


def _words(issue: Issue) -> str:
    desk = f"{settings.PAPER_BASE_URL}{reverse('newsletters_issue_send', args=(issue.pk,))}"
    if issue.sending == Sending.PAUSED:
        what = _(
            "The issue “%(subject)s” of %(newsletter)s is paused, and nothing of it goes out until somebody acts:"
        )
    elif issue.sending == Sending.DONE:
        what = _("The issue “%(subject)s” of %(newsletter)s was sent, but not to everybody:")
    else:
        what = _("The issue “%(subject)s” of %(newsletter)s has not got on for a while:")
    told = what % {"subject": issue.subject, "newsletter": issue.newsletter.name}
    return "\n".join((told, "", issue.cause, "", _("See what can be done:"), desk, ""))
