"""After a restore: issues that were being sent, or should have been by now, wait for an editor's word. They may have
gone out after the backup was made, and nobody gets an issue twice. And sessions that were ended, or preview links
that were revoked since, open nothing."""

from __future__ import annotations

import structlog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _

from broadsheet.kit import clock
from broadsheet.newsletters.models import Issue, Sending
from broadsheet.newsletters.sending import verbs
from broadsheet.previews.models import PreviewLink
from broadsheet.running import resuming
from broadsheet.staff.models import SignedIn

log = structlog.get_logger(__name__)


def quieten() -> None:
    """To be called by whoever sends, before. Raises DatabaseError, OSError."""
    since = resuming.restored_from(settings.SITE)
    if not since:
        return
    lock_out()
    with transaction.atomic():
        held = _hold()
    log.warning("the site came out of a backup; issues under way wait for an editor", made=since, issues=held)
    resuming.settled(settings.SITE)


def lock_out() -> None:
    """Until the site has gone on from its backup: everybody signs in anew, and preview links are made anew. To be
    called by whoever serves, before. Raises DatabaseError and OSError."""
    if resuming.restored_from(settings.SITE):
        with transaction.atomic():
            Session.objects.all().delete()
            SignedIn.objects.all().delete()
            PreviewLink.objects.filter(revoked_at=None).update(revoked_at=clock.wall())


def _hold() -> list[int]:
    cause = _("The paper came out of a backup. See who has this issue already before it goes on.")
    held = []
    for issue in Issue.objects.filter(sending=Sending.SCHEDULED, send_at__lte=clock.wall()):
        verbs.send_now(issue)
    for issue in Issue.objects.filter(sending__in=[Sending.FREEZING, Sending.SENDING]):
        verbs.pause(issue, cause)
        held.append(issue.pk)
    return held
