from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from broadsheet.amends.comparing import texts
from broadsheet.amends.models import Version
from broadsheet.release.actions.standing import Refused, taken


def show(version: Version, by: AbstractBaseUser | None, *, shown: bool = True) -> None:
    """Let readers see what changed with this state of a story, or no longer. Raises PermissionDenied and Refused."""
    with taken(version.story, by) as row:
        if row.legal_removal:
            raise Refused(_("It was removed for legal reasons: readers see no earlier state of it."))
        if shown:
            _refuse_unread(version)
        version.shown = shown
        version.save(update_fields=["shown"])
        action = "amends.show" if shown else "amends.hide"
        log(instance=row, action=action, user=by, data={"state": version.pk, "at": version.at.isoformat()})


def before(version: Version) -> Version | None:
    """The state that readers had before this one."""
    earlier = Version.objects.filter(story=version.story_id, read=True, at__lte=version.at).exclude(pk=version.pk)
    return earlier.exclude(at=version.at, pk__gt=version.pk).order_by("-at", "-pk").first()


def _refuse_unread(version: Version) -> None:
    was = before(version)
    if not version.read or was is None:
        raise Refused(_("Readers had no other state before this one: there is nothing to compare."))
    if texts(was.content) == texts(version.content):
        raise Refused(_("The words are the same in both: there is nothing to see."))
