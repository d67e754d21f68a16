"""Whether a story is to have a recording by a machine."""

from __future__ import annotations

from enum import StrEnum, auto

from broadsheet.narration.models import Narration, StoryNarration
from broadsheet.release.models import Access
from broadsheet.stories.corrections import corrections
from broadsheet.stories.models import CorrectionKind, StoryPage


class Standing(StrEnum):
    """NEVER: what is on the air goes. NOT_NOW: it stays for when readers have the story again; the gate asks."""

    WANTED = auto()
    NOT_NOW = auto()
    NEVER = auto()


def standing(story: StoryPage) -> Standing:
    if story.killed_at is not None or silenced(story):
        return Standing.NEVER
    if not story.live or story.access != Access.PUBLIC:
        return Standing.NOT_NOW
    return Standing.WANTED


def silenced(story: StoryPage) -> bool:
    """The paper does not read that language aloud, an editor does not want this story read, or it is retracted."""
    if any(note["kind"] == CorrectionKind.RETRACTION for note in corrections(story.pk)):
        return True
    if StoryNarration.objects.filter(story=story.pk, silent=True).exists():
        return True
    return not Narration.objects.filter(language=story.language, on=True).exists()
