"""Who may read a story aloud, and whether a machine is to."""

from __future__ import annotations

from enum import StrEnum, auto

from broadsheet.narration.models import Narration, StoryNarration
from broadsheet.release.models import Access
from broadsheet.stories.corrections import corrections
from broadsheet.stories.models import CorrectionKind, StoryPage


class Standing(StrEnum):
    """What is on the air, or is to come there.

    WANTED: a machine reads it, unless somebody does. NOT_NOW: what is there stays for when readers have the story
    again; the gate asks. PEOPLE: the paper has no machine read that language; what a person read stays. SILENT:
    nothing is heard; a person's reading is kept, and comes back. NEVER: all of it goes for good.
    """

    WANTED = auto()
    NOT_NOW = auto()
    PEOPLE = auto()
    SILENT = auto()
    NEVER = auto()

    @property
    def mute(self) -> bool:
        """Whether nobody at all reads it now."""
        return self in {Standing.SILENT, Standing.NEVER}


def standing(story: StoryPage) -> Standing:
    if story.killed_at is not None:
        return Standing.NEVER
    if silenced(story):
        return Standing.SILENT
    if not Narration.objects.filter(language=story.language, on=True).exists():
        return Standing.PEOPLE
    if not story.live or story.access != Access.PUBLIC:
        return Standing.NOT_NOW
    return Standing.WANTED


def silenced(story: StoryPage) -> bool:
    """An editor does not want this story read, or it is retracted."""
    if any(note["kind"] == CorrectionKind.RETRACTION for note in corrections(story.pk)):
        return True
    return StoryNarration.objects.filter(story=story.pk, silent=True).exists()
