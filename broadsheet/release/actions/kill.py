from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from broadsheet.kit import clock
from broadsheet.release.actions.standing import Refused, reason_of, taken, write
from broadsheet.release.models import Releasable


def kill(thing: Releasable, by: AbstractBaseUser | None, reason: str) -> None:
    """Take it out of everything that we control, for good: its address answers 410 from now on.

    No revision and no publishing brings it back. Raises PermissionDenied and Refused.
    """
    why = reason_of(reason)
    with taken(thing, by) as row:
        if row.killed_at is not None:
            raise Refused(_("It was killed already."))
        write(row, "release.kill", by, {"reason": why}, killed_at=clock.now(), killed_by=by, kill_reason=why)
        row.revisions.update(approved_go_live_at=None)
