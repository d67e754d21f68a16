"""Preview links hold a state of the story: they go with it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from broadsheet.previews.models import PreviewLink
from broadsheet.release.erasers import erasers
from broadsheet.stories.models import StoryPage


def destroy(story: StoryPage) -> None:
    PreviewLink.objects.filter(story=story.pk).delete()


erasers.register(StoryPage, "previews", _("Preview links"), destroy, order=10)
