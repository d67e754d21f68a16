from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from broadsheet.release.actions.standing import Refused, reason_of, taken, write
from broadsheet.release.models import Releasable


def hold(thing: Releasable, by: AbstractBaseUser | None, reason: str) -> None:
    """Keep it in, or take it in again, until somebody lifts the hold. Raises PermissionDenied and Refused."""
    why = reason_of(reason)
    with taken(thing, by) as row:
        if row.hold:
            raise Refused(_("It is on hold already: %(reason)s") % {"reason": row.hold_reason})
        write(row, "release.hold", by, {"reason": why}, hold=True, hold_reason=why)


def lift_hold(thing: Releasable, by: AbstractBaseUser | None) -> None:
    with taken(thing, by) as row:
        if not row.hold:
            raise Refused(_("It is not on hold."))
        write(row, "release.lift_hold", by, {}, hold=False, hold_reason="")
