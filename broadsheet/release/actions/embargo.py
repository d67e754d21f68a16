from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from broadsheet.kit import clock
from broadsheet.release import gate
from broadsheet.release.actions.standing import Refused, taken, write
from broadsheet.release.models import Releasable


def embargo(thing: Releasable, by: AbstractBaseUser | None, until: datetime) -> None:
    """Nothing of it goes out before `until` (aware); if it is published by then, it goes out at that instant.

    Raises PermissionDenied, and Refused for an instant that has passed and for what readers have already.
    """
    with taken(thing, by) as row:
        if until <= clock.now():
            raise Refused(_("An embargo ends in the future: this time has passed."))
        if gate.verdict(row, clock.now()).public:
            raise Refused(_("Readers have it already, an embargo comes too late: hold it, unpublish it or kill it."))
        write(row, "release.embargo", by, {"until": until.isoformat()}, embargoed_until=until)


def lift_embargo(thing: Releasable, by: AbstractBaseUser | None) -> None:
    """If it is published, it goes out at once."""
    with taken(thing, by) as row:
        if row.embargoed_until is None or row.embargoed_until <= clock.now():
            raise Refused(_("It is not under embargo."))
        data = {"until": row.embargoed_until.isoformat()}
        write(row, "release.lift_embargo", by, data, embargoed_until=None)
