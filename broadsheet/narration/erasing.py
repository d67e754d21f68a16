"""Recordings of a story, what was spoken for them, and what its names are said like."""

from __future__ import annotations

import shutil

from django.utils.translation import gettext_lazy as _

from broadsheet.narration import setting_up
from broadsheet.narration.models import Look, OnAir, Pronunciation, Recording, StoryNarration
from broadsheet.release.erasers import erasers
from broadsheet.stories.models import StoryPage


def destroy(story: StoryPage) -> None:
    """The files first: rows that are still there lead whoever does this again to what is left. Spoken sentences are
    kept by what they say and by no story, so all of them go: it is a cache."""
    rows = Recording.objects.filter(story=story.pk)
    folders = {
        *rows.values_list("folder", flat=True),
        *OnAir.objects.filter(story=story.pk).values_list("folder", flat=True),
    }
    for folder in folders - {""}:
        setting_up.recorded().remove(folder)
    for reading in rows.values_list("input_hash", flat=True):
        setting_up.read_aloud().remove(f"{reading}.reading")
    shutil.rmtree(setting_up.root() / "sentences", ignore_errors=True)
    for model in (OnAir, Recording, StoryNarration, Pronunciation, Look):
        model._default_manager.filter(story=story.pk).delete()


erasers.register(StoryPage, "narration", _("Its recordings"), destroy, order=20)
