"""A story's headline as readers have it: one that was retracted says so wherever it is named."""

from __future__ import annotations

from django.utils.translation import gettext as _

from broadsheet.stories.corrections import corrections
from broadsheet.stories.models import CorrectionKind, StoryPage


def marked(headline: str, *, retracted: bool) -> str:
    """To be called with the story's language active."""
    return _("Retracted: %(headline)s") % {"headline": headline} if retracted and headline else headline


def is_retracted(story: int) -> bool:
    return any(note["kind"] == CorrectionKind.RETRACTION for note in corrections(story))


def headline(story: StoryPage) -> str:
    """The same: in the story's language, which is active."""
    title = str(story.title)
    return marked(title, retracted=bool(story.pk) and is_retracted(story.pk))
