"""Making and revoking preview links. Whoever may publish a story decides who outside sees it before."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from broadsheet.kit import clock
from broadsheet.previews.models import PreviewLink, hash_of
from broadsheet.release.actions.standing import Refused, taken
from broadsheet.stories.models import StoryPage

LONGEST = timedelta(days=90)
LONGEST_NAME = 200


def make(story: StoryPage, by: AbstractBaseUser, whom: str, lasts: timedelta) -> tuple[PreviewLink, str]:
    """A link to the newest state of `story`, and its token, which is never told again. Raises PermissionDenied and
    Refused."""
    name, who = " ".join(whom.split())[:LONGEST_NAME], _any(by)
    if not name:
        raise Refused(_("Say for whom it is: it stands in the list of links."))
    if not timedelta(0) < lasts <= LONGEST:
        raise Refused(_("A preview link lasts at most %(count)d days.") % {"count": LONGEST.days})
    with taken(story, by) as taken_row:
        row: Any = taken_row
        if row.killed_at is not None:
            raise Refused(_("It was killed: nobody gets a preview of it."))
        revision = row.get_latest_revision()
        now, token = clock.now(), secrets.token_urlsafe(32)
        link = PreviewLink.objects.create(
            story=row,
            token_hash=hash_of(token),
            content=revision.content if revision else row.serializable_data(),
            saved_at=revision.created_at if revision else row.last_published_at or now,
            whom=name,
            made_at=now,
            made_by=who,
            expires_at=now + lasts,
        )
        log(instance=row, action="previews.make", user=by, data={"whom": name, "until": link.expires_at.isoformat()})
        return link, token


def revoke(link: PreviewLink, by: AbstractBaseUser) -> None:
    """Nobody opens it any more. Raises PermissionDenied and Refused."""
    with taken(link.story, by) as row:
        if not PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=clock.now()):
            raise Refused(_("It is revoked already."))
        log(instance=row, action="previews.revoke", user=by, data={"whom": link.whom})


def _any(by: AbstractBaseUser) -> Any:
    return by
