from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from broadsheet.amends.models import Left
from broadsheet.kit import clock
from broadsheet.release.actions.standing import Refused, reason_of, taken
from broadsheet.release.models import Releasable


def leave(thing: Releasable, by: AbstractBaseUser | None, key: str, what: str, reason: str) -> None:
    """Decide that a carrier (`key`, called `what`) stays as it is. Raises PermissionDenied and Refused."""
    why, who = reason_of(reason), _any(by)
    with taken(thing, by) as row:
        values = {"reason": why, "at": clock.now(), "by": who}
        Left.objects.update_or_create(**Left.which(row, key), defaults=values)
        log(instance=row, action="amends.leave", user=by, data={"what": what, "key": key, "reason": why})


def take_up(thing: Releasable, by: AbstractBaseUser | None, key: str, what: str) -> None:
    """It is to be put right after all. Raises PermissionDenied and Refused."""
    with taken(thing, by) as row:
        if not Left.objects.filter(**Left.which(row, key)).delete()[0]:
            raise Refused(_("It has changed meanwhile: please look again."))
        log(instance=row, action="amends.take_up", user=by, data={"what": what, "key": key})


def _any(by: AbstractBaseUser | None) -> Any:
    return by
