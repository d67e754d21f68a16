"""What every verb of release does around its own words: check the right, lock the row, write, log.

Only the columns of the standing are written, by UPDATE: a verb must not carry along what somebody else saved
since `thing` was read, nor lose what it does not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.permissions import policy_registry

from broadsheet.release.models import Releasable

REASON_LENGTH = 500


class Refused(Exception):
    """The verb cannot be done; the message is the sentence to show."""


def may(user: AbstractBaseUser, thing: Releasable) -> bool:
    """Whether this person may change the standing of this thing: who may publish it."""
    policy = policy_registry.get(thing)
    return bool(policy.user_has_permission_for_instance(user, "publish", thing))


@contextmanager
def taken(thing: Releasable, by: AbstractBaseUser | None) -> Iterator[Releasable]:
    """The row of `thing` as it is now, locked until the end. `by` is None for the paper's own doing.

    Raises PermissionDenied, and Refused when the thing is gone.
    """
    if by is not None and not may(by, thing):
        raise PermissionDenied
    model = type(thing)
    rows = model._default_manager.filter(pk=thing.pk)
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self",))
    with transaction.atomic():
        row = rows.first()
        if row is None:
            raise Refused(_("It has been deleted meanwhile."))
        yield row


def write(row: Releasable, action: str, by: AbstractBaseUser | None, data: dict[str, Any], **columns: Any) -> None:
    """Set `columns` and what follows from them, and log it as `action`."""
    for name, value in columns.items():
        setattr(row, name, value)
    columns |= {name: getattr(row, name) for name in row.restand()}
    type(row)._default_manager.filter(pk=row.pk).update(**columns)
    log(instance=row, action=action, user=by, data=data)


def reason_of(text: str) -> str:
    """A reason fit to be kept. Raises Refused for an empty one."""
    reason = " ".join(text.split())[:REASON_LENGTH]
    if not reason:
        raise Refused(_("A reason is needed: it is kept in the log."))
    return reason
