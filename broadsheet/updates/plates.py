"""A live story's updates: in its page, and in a rail of their own from which open pages catch up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import override

from broadsheet.kit import clock, languages
from broadsheet.press import plates, rows
from broadsheet.press.plates import Page, Plates
from broadsheet.press.watch import Changed
from broadsheet.release import gate
from broadsheet.release.registries import slots
from broadsheet.stories import preparing
from broadsheet.stories.models import StoryPage
from broadsheet.stories.pages import TIMES, UPDATES
from broadsheet.updates import selectors, view
from broadsheet.updates.models import LiveStory, Update


class UpdatePlates(Plates):
    name = "updates.rail"
    pattern = rf"{languages.pattern()}/rails/updates-(?P<story>\d{{1,18}})\.html"
    asks = "the verdict on the story, and on each update"
    bulk = False

    def urls(self) -> Iterator[str]:
        for live in LiveStory.objects.select_related("story__locale").order_by("pk"):
            yield view.rail_url(live.story)

    def touched(self, change: Changed) -> Iterator[str]:
        if change.model in (LiveStory, Update):
            for key in change.values("story_id"):
                story = StoryPage.objects.filter(pk=key).first()
                if story is not None:
                    yield view.rail_url(story)

    def make(self, url: str) -> Page | None:
        match = re.fullmatch(self.pattern, url)
        assert match is not None
        story = rows.get(StoryPage, int(match["story"]))
        if story is None or not gate.verdict(story, clock.now()).public:
            return None
        running = selectors.live_story(story.pk)
        if running is None or languages.split(url)[0] != story.language:
            return None
        with override(story.language):
            return Page(view.many(selectors.public(story.pk, selectors.RAIL), running).encode())


def _in_story(story: StoryPage) -> str:
    running = selectors.live_story(story.pk) if story.pk else None
    return view.section(story, running, selectors.public(story.pk)) if running else ""


def _among_times(story: StoryPage) -> str:
    running = selectors.live_story(story.pk) if story.pk else None
    return view.way(running) if running else ""


plates.register(UpdatePlates())
slots.register(UPDATES, "updates", _in_story)
slots.register(TIMES, "updates", _among_times)
preparing.also("updates", selectors.prepare_live_story)
