"""Reading the name of a protected source: for those with the right, every look logged."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from wagtail.log_actions import log

from broadsheet.sourcing.models import ProtectedName

RIGHT = "sourcing.reveal_protectedname"


def reveal(token: uuid.UUID, user: User) -> str:
    """The name behind a token. Raises PermissionDenied, ProtectedName.DoesNotExist and Undecipherable."""
    kept = ProtectedName.objects.get(token=token)
    if not user.has_perm(RIGHT):
        log(instance=kept, action="sourcing.reveal_refused", user=user)
        raise PermissionDenied
    log(instance=kept, action="sourcing.reveal", user=user)
    return kept.reveal()
