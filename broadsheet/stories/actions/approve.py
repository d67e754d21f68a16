from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from broadsheet.kit import clock
from broadsheet.release.actions.standing import Refused, taken
from broadsheet.stories.models import Approval, StoryPage
from broadsheet.stories.unnamed import Claim, wanting_approval, writers

RIGHT = "stories.approve_unnamed"
LONGEST_NOTE = 500


def may_approve(user: Any, story: StoryPage) -> bool:
    """Whether this person has the right, whoever wrote the story."""
    return bool(user.has_perm(RIGHT) and story.permissions_for_user(user).can_publish())


def approve(story: StoryPage, by: AbstractBaseUser, key: str, note: str = "") -> Approval:
    """Stand for what the latest draft of a story has from one unnamed source: it may be published as it is now.

    Raises PermissionDenied, and Refused for who wrote it themselves and for what is not there (any more).
    """
    if not may_approve(by, story):
        raise PermissionDenied
    who: Any = by
    with taken(story, by) as taken_row:
        row: Any = taken_row
        claim = _waiting(row.get_latest_revision_as_object(), key)
        if by.pk in writers(row, claim):
            raise Refused(_("You wrote it: somebody else has to approve it."))
        made = Approval.objects.create(
            story=row,
            claim=claim.key,
            words=claim.words,
            who=claim.who,
            at=clock.now(),
            by=who,
            note=" ".join(note.split())[:LONGEST_NOTE],
        )
        log(instance=row, action="stories.approve_unnamed", user=by, data={"words": claim.words, "note": made.note})
        return made


def _waiting(draft: StoryPage, key: str) -> Claim:
    for claim in wanting_approval(draft):
        if claim.key == key:
            return claim
    raise Refused(_("It was changed or approved meanwhile: please look again."))


def withdraw(approval: Approval, by: AbstractBaseUser) -> None:
    """It has to be approved anew before it can be published; what readers have already they keep.

    Raises PermissionDenied, and Refused when it is gone.
    """
    story = approval.story
    if not may_approve(by, story):
        raise PermissionDenied
    with taken(story, by) as row:
        gone, _models = Approval.objects.filter(pk=approval.pk).delete()
        if not gone:
            raise Refused(_("It was withdrawn meanwhile."))
        log(instance=row, action="stories.withdraw_approval", user=by, data={"words": approval.words})
