"""The recording that read the mistake aloud: taken away at once when a correction comes, and made again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from broadsheet.narration.desk.telling import heard_by_readers, told
from broadsheet.narration.models import Look, OnAir, Reader, Recording, State
from broadsheet.narration.recording.airing import Fitness, fitness
from broadsheet.release import carriers
from broadsheet.release.carriers import Carried, Deed
from broadsheet.stories.models import StoryPage


class Sound:
    name = "narration"
    label = gettext_lazy("The recording")

    def look(self, thing: Any, since: datetime | None, user: Any) -> Iterator[Carried]:
        if (
            not OnAir.objects.filter(story=thing.pk).exists()
            and not Recording.objects.filter(story=thing.pk).exists()
        ):
            return
        screen = reverse("narration_story", args=(thing.pk,))
        deeds = (Deed(_("To its narration"), screen),)
        state, sentence = _standing(thing)
        yield Carried("narration", _("Its recording, and the podcast"), state, sentence, screen, deeds)


def _standing(story: StoryPage) -> tuple[carriers.State, str]:
    air = OnAir.objects.filter(story=story.pk).first()
    if story.killed_at is not None:
        if air is None:
            return carriers.State.DONE, _("It was killed: nothing of it is heard") + "."
        return carriers.State.WORKING, _("Readers get it no more; its files are about to go.")
    now = told(story)
    if air is None:
        state = carriers.State.TODO if now.state == State.FAILED else carriers.State.DONE
        return (carriers.State.WORKING if now.moving else state), f"{now.heading}. {now.sentence}".strip()
    how = fitness(story, air.words, air.read_at)
    heard = heard_by_readers(story)
    stale = heard.stale if heard else ""
    if how is Fitness.CURRENT:
        return carriers.State.DONE, _("What is heard are the words on the page.")
    if air.reader == Reader.HUMAN or now.state == State.FAILED:
        return carriers.State.TODO, stale
    looks = Look.objects.filter(story=story.pk).values_list("looked", "wanted").first()
    moving = now.moving or looks is None or looks[0] < looks[1]
    return (carriers.State.WORKING if moving else carriers.State.DONE), stale or now.heading


carriers.carriers.register(StoryPage, Sound(), order=30)
