from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from broadsheet.release.actions.standing import Refused, taken
from broadsheet.stories.models import StoryPage


def unpublish(story: StoryPage, by: AbstractBaseUser | None) -> None:
    """Take a story in again; its address answers 404. Raises PermissionDenied and Refused."""
    with taken(story, by) as taken_row:
        row: Any = taken_row
        if not row.live:
            raise Refused(_("It is not published."))
        if by is not None and not row.permissions_for_user(by).can_unpublish():
            raise PermissionDenied
        row.unpublish(user=by)
