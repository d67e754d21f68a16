"""Who may do what. Mending a name or leaving out a block is writing; voices and the disclosure are publishing."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from broadsheet.release.actions import standing
from broadsheet.stories.models import StoryPage

MEND = "narration.add_pronunciation"
FORGET = "narration.delete_pronunciation"
SETTLE = "narration.change_narration"


def may_write(user: Any, story: StoryPage) -> bool:
    """Its narration: names, and blocks left out."""
    return bool(user.has_perm(MEND) and story.permissions_for_user(user).can_edit())


def may_direct(user: Any, story: StoryPage) -> bool:
    """Its voice, silence, somebody's reading."""
    return standing.may(user, story)


def demand(right: bool) -> None:
    if not right:
        raise PermissionDenied
