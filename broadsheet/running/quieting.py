"""After a restore, or an upgrade that was undone: issues that were being sent, or should have been by now, wait for
an editor's word. They may have gone out after the copy was made, and nobody gets an issue twice. And sessions that
were ended, or preview links that were revoked since, open nothing.

The database says that it came out of a copy (press.models.History), so every host knows; whoever comes first sees to
it, once.
"""

from __future__ import annotations

import structlog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils.translation import gettext as _

from broadsheet.kit import clock
from broadsheet.newsletters.models import Issue, Sending
from broadsheet.newsletters.sending import verbs
from broadsheet.press import history
from broadsheet.press.models import History, Resumed
from broadsheet.previews.models import PreviewLink
from broadsheet.running import resuming
from broadsheet.staff.models import SignedIn

log = structlog.get_logger(__name__)


def quieten() -> None:
    """To be called by whoever sends, before, when the database is of this version. Raises DatabaseError, OSError."""
    take_up()
    _lock_out()
    with transaction.atomic():
        if not _goes_on(Resumed.LOCKED, Resumed.SETTLED):
            return
        held = _hold()
    log.warning("the database came out of a copy; issues under way wait for an editor", issues=held)


def lock_out() -> None:
    """Everybody signs in anew, and preview links are made anew. To be called by whoever serves, before. Raises
    DatabaseError and OSError."""
    if history.TABLE in connection.introspection.table_names():
        take_up()
        _lock_out()
    elif resuming.noted(settings.SITE):  # a database of an older version cannot say that it was done
        with transaction.atomic():
            _end_what_opens()


def take_up() -> None:
    """Have the database say what the site's folder says, so that other hosts know. Raises DatabaseError, OSError."""
    if made := resuming.noted(settings.SITE):
        fresh = {"name": history.new_name(), "made": made, "state": Resumed.BACK}
        History.objects.update_or_create(pk=1, defaults=fresh)
        resuming.taken_up(settings.SITE)


def _lock_out() -> None:
    with transaction.atomic():
        if _goes_on(Resumed.BACK, Resumed.LOCKED):
            _end_what_opens()


def _goes_on(before: Resumed, after: Resumed) -> bool:
    """Whether it is us who go on from there; others wait for the end of our transaction."""
    return bool(History.objects.filter(pk=1, state=before).update(state=after))


def _end_what_opens() -> None:
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
