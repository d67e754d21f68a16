"""An erasure leaves no word of a story in the readers' index."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from broadsheet.release.erasers import erasers
from broadsheet.search import index
from broadsheet.stories.models import StoryPage


def forget(story: StoryPage) -> None:
    """Also when its words were taken out long before: the file may keep them."""
    index.remove([story.pk])
    index.table().forget()


erasers.register(StoryPage, "search", _("What the readers' search knows of it"), forget, order=92)
