from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from broadsheet.kit import clock
from broadsheet.release import gate
from broadsheet.release.actions.standing import Refused, taken
from broadsheet.release.gate import Verdict
from broadsheet.stories.models import StoryPage


def publish(story: StoryPage, by: AbstractBaseUser | None) -> Verdict:
    """Publish the latest draft of a story, or its row when there is none. The verdict says whether readers have
    it now, and otherwise what keeps it in and until when (release.words.sentence says that in words).

    Raises PermissionDenied, and Refused with what the story still needs. `by` is None for the paper's own doing.
    """
    with transaction.atomic(), taken(story, by) as taken_row:
        row: Any = taken_row
        if by is not None and not row.permissions_for_user(by).can_publish():
            raise PermissionDenied
        try:
            revision = row.get_latest_revision() or row.save_revision(user=by)
            revision.publish(user=by)
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error
        return gate.verdict(StoryPage.objects.get(pk=row.pk), clock.now())
