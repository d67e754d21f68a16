from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from broadsheet.release.actions.standing import Refused, taken, write
from broadsheet.release.models import Access, Releasable


def set_access(thing: Releasable, by: AbstractBaseUser | None, access: str) -> None:
    """Say who may read it. Raises PermissionDenied and Refused."""
    if access not in Access.values:
        raise Refused(_("There is no such access."))
    with taken(thing, by) as row:
        if row.access != access:
            write(row, "release.access", by, {"was": row.access, "is": access}, access=access)
