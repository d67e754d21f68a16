"""The names of protected sources: kept encrypted, read by those with the right, every look logged."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from broadsheet.kit.secrecy import anew
from broadsheet.sourcing.models import ProtectedName

RIGHT = "sourcing.reveal_protectedname"


LONGEST = 300


def keep(name: str, user: User) -> uuid.UUID:
    """Encrypt a name; what everything else may hold is the token. Raises ValidationError for none, or too long a
    one. That it was kept is logged, and by whom."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST:
        raise ValidationError(_("Write the name: at most %(count)d letters.") % {"count": LONGEST})
    kept = ProtectedName.keep(name)
    log(instance=kept, action="sourcing.keep_name", user=user)
    return kept.token


def reveal(token: uuid.UUID, user: User, reason: str, about: str) -> str:
    """The name behind a token; `reason` and `about` (what it is a source of) go into the log, where the name must not
    be. Raises PermissionDenied, ProtectedName.DoesNotExist, Undecipherable, and ValidationError for such a reason."""
    kept = ProtectedName.objects.get(token=token)
    if not user.has_perm(RIGHT):
        log(instance=kept, action="sourcing.reveal_refused", user=user, data={"about": about})
        raise PermissionDenied
    name, told = kept.reveal(), " ".join(reason.split())[:LONGEST]
    if any(part.casefold() in told.casefold() for part in name.split() if len(part) > 2):
        log(instance=kept, action="sourcing.reveal_refused", user=user, data={"about": about})
        raise ValidationError(_("The reason is kept in the log: write it without names."))
    log(instance=kept, action="sourcing.reveal", user=user, data={"reason": told, "about": about})
    return name


def encrypt_anew(key: str, before: str) -> int:
    """All names, under another key; how many. To be called in a transaction. Raises Undecipherable."""
    kept = list(ProtectedName.objects.select_for_update().order_by("pk"))
    for each in kept:
        each.cipher = anew(each.cipher, key, before)
    ProtectedName.objects.bulk_update(kept, ["cipher"], batch_size=200)
    return len(kept)


def destroy(tokens: Iterable[uuid.UUID]) -> None:
    """The names, and what the log says of looks at them: that somebody looked, when and who stays; the words go."""
    kept = list(ProtectedName.objects.filter(token__in=list(tokens)).values_list("pk", flat=True))
    about = ContentType.objects.get_for_model(ProtectedName)
    ModelLogEntry.objects.filter(content_type=about, object_id__in=map(str, kept)).update(label="", data={})
    ProtectedName.objects.filter(pk__in=kept).delete()
