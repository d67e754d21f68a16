"""A paper that reads its stories aloud, and a narrator that works when a test tells it to."""

from __future__ import annotations

import threading
from pathlib import Path

from broadsheet.narration import setting_up
from broadsheet.narration.models import Narration, OnAir, Recording, VoiceChoice
from broadsheet.narration.recording import looking
from broadsheet.narration.recording.narrator import Narrator
from broadsheet.narration.sound.studio import Studio
from broadsheet.stories.models import StoryPage


class Narrating:
    """`work` does what a worker would, until nothing is left that can be done now."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self.stopping = threading.Event()

    def narrator(self) -> Narrator:
        return Narrator(self.stopping, studio=self.studio, first=0.0)

    def work(self) -> None:
        looking.sweep()
        one = self.narrator()
        while one.turn():
            pass

    def recordings(self, story: StoryPage) -> list[Recording]:
        """The newest first."""
        return list(Recording.objects.filter(story=story).order_by("-created_at", "-pk"))

    def recording(self, story: StoryPage) -> Recording:
        (found,) = self.recordings(story)
        return found

    def air(self, story: StoryPage) -> OnAir | None:
        return OnAir.objects.filter(story=story).first()

    def folders(self) -> list[Path]:
        return sorted(setting_up.recordings().glob("[!.]*"))


def turn_on(language: str = "en", *voices: tuple[str, str]) -> Narration:
    """Stories of a language are read aloud, by these (engine, voice) in this order; without any by eSpeak NG."""
    made, _ = Narration.objects.update_or_create(language=language, defaults={"on": True})
    for place, (engine, voice) in enumerate(voices):
        VoiceChoice.objects.create(narration=made, engine=engine, voice=voice, sort_order=place)
    return made


def edit(story: StoryPage, **fields: object) -> StoryPage:
    """Published anew with these fields changed."""
    latest = StoryPage.objects.get(pk=story.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(latest, name, value)
    latest.save_revision(clean=False).publish()
    return StoryPage.objects.get(pk=story.pk)
