from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from broadsheet.narration.models import OnAir, Reader, Recording, State
from broadsheet.narration.recording.looking import wake_story
from broadsheet.release.actions.standing import Refused, taken
from broadsheet.stories.models import StoryPage


def take_off(story: StoryPage, by: AbstractBaseUser | None) -> None:
    """Readers hear it no more. A person's reading is gone for good, also one that waits, failed or is kept while the
    story is silent, and a machine reads in its place if the paper has stories read aloud; who wants silence chooses
    that. Raises PermissionDenied and Refused."""
    with taken(story, by) as row:
        air = OnAir.objects.filter(story=row.pk).first()
        reading = Recording.objects.filter(story=row.pk, reader=Reader.HUMAN).exclude(state=State.STALE).first()
        gone = air if air is not None and air.reader == Reader.HUMAN else reading or air
        if gone is None:
            raise Refused(_("Nothing of it is on the air."))
        data = {"reader": gone.reader, "reader_name": gone.reader_name, "voice": gone.voice}
        if gone is air:
            air.delete()
        Recording.objects.filter(story=row.pk, reader=Reader.HUMAN).update(state=State.STALE, claim="")
        wake_story(row.pk, story.language)
        log(instance=row, action="narration.take_off", user=by, data=data)
