from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from broadsheet.narration.models import OPEN, Recording, State
from broadsheet.narration.recording.looking import wake_story
from broadsheet.release.actions.standing import Refused, taken
from broadsheet.stories.models import StoryPage


def record_again(story: StoryPage, by: AbstractBaseUser | None) -> None:
    """Do not wait until what failed is tried again. Raises PermissionDenied, and Refused when nothing failed."""
    with taken(story, by) as row:
        failed = Recording.objects.filter(story=row.pk, state=State.FAILED)
        waiting = Recording.objects.filter(story=row.pk, state__in=OPEN, retry_at__isnull=False)
        again = {"state": State.QUEUED, "failures": 0, "retry_at": None, "claim": "", "claimed_until": None}
        if not failed.update(**again) + waiting.update(retry_at=None):
            raise Refused(_("Its recording did not fail: change a word or a voice, and it is made anew by itself."))
        wake_story(row.pk, story.language)
        log(instance=row, action="narration.record_again", user=by)
