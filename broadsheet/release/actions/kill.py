from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from broadsheet.kit import clock
from broadsheet.release.actions.standing import Refused, reason_of, taken, write
from broadsheet.release.models import Notice, Releasable


def kill(
    thing: Releasable,
    by: AbstractBaseUser | None,
    reason: str,
    *,
    notice: str = Notice.WITHDRAWN,
    legal: bool = False,
) -> None:
    """Take it out of everything that we control, for good: its address answers 410 from now on, with `notice`.
    `legal` keeps its earlier states from readers too; a thing that was killed before can still be removed legally.

    No revision and no publishing brings it back. Raises PermissionDenied and Refused.
    """
    why = reason_of(reason)
    if notice not in Notice.values:
        raise Refused(_("There is no such notice."))
    with taken(thing, by) as row:
        if row.killed_at is not None and (row.legal_removal or not legal):
            raise Refused(_("It was killed already."))
        columns: dict[str, Any] = {"kill_reason": why, "kill_notice": notice, "legal_removal": legal}
        if row.killed_at is None:
            columns |= {"killed_at": clock.now(), "killed_by": by}
        action = "release.remove" if legal else "release.kill"
        write(row, action, by, {"reason": why, "notice": notice}, **columns)
        row.revisions.update(approved_go_live_at=None)
