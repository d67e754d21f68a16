"""Open pages of a live story are told of its updates, of what is known so far, and that it has ended."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import override
from wagtail.models import Page as TreePage

from broadsheet.design.times import machine
from broadsheet.kit import clock
from broadsheet.live import events
from broadsheet.press import news
from broadsheet.press.consequences import GATE_COLUMNS
from broadsheet.press.watch import Changed
from broadsheet.release import gate
from broadsheet.stories.models import StoryPage
from broadsheet.updates import view
from broadsheet.updates.models import LiveStory, Update
from broadsheet.updates.selectors import live_story

CAME, CHANGED, REMOVED = "update", "update-changed", "update-removed"
STANDS = "live-story"
_KEY, _STORY = "update-", "live-story-"


class Updates(news.Announcer):
    name, models = "updates", (Update,)

    def about(self, change: Changed) -> Iterator[int]:
        """A story, or a section, that is taken in takes its updates along."""
        if change.model is Update:
            yield change.pk
        elif change.model in (StoryPage, TreePage) and change.touches(*GATE_COLUMNS & set(change.after or ())):
            yield from self.recent()

    def recent(self) -> Iterator[int]:
        return (int(key.removeprefix(_KEY)) for key in events.keys(_KEY))

    def plates(self, key: int) -> Iterator[str]:
        update = Update.objects.filter(pk=key).select_related("story").first()
        if update is not None:
            yield from _plates(update.story)

    def tell(self, key: int) -> None:
        update, name, now = Update.objects.filter(pk=key).select_related("story").first(), f"{_KEY}{key}", clock.now()
        last = events.told(name)
        out = last is not None and last[0] != REMOVED
        running = live_story(update.story_id) if update is not None else None
        if (
            update is None
            or running is None
            or not all(gate.verdict(it, now).public for it in (update, update.story))
        ):
            if out:
                events.emit(REMOVED, name, {"id": name})
            return
        with override(update.story.language):
            html = view.one(update, running)
        data = {"id": name, "lang": update.story.language, "story": update.story_id, "at": machine(update.at)}
        data["html"] = html
        if last is None or last[1] != data:
            events.emit(CHANGED if out else CAME, name, data, until=update.story.expire_at)


class LiveStories(news.Announcer):
    """What stands above a story's updates. The thing's key is the live story's."""

    name, models = "live stories", (LiveStory,)

    def about(self, change: Changed) -> Iterator[int]:
        if change.model is LiveStory:
            yield change.pk

    def recent(self) -> Iterator[int]:
        stories = [int(key.removeprefix(_STORY)) for key in events.keys(_STORY)]
        return iter(LiveStory.objects.filter(story__in=stories).values_list("pk", flat=True))

    def plates(self, key: int) -> Iterator[str]:
        live = LiveStory.objects.filter(pk=key).select_related("story").first()
        if live is not None:
            yield from _plates(live.story)

    def tell(self, key: int) -> None:
        live = LiveStory.objects.filter(pk=key).select_related("story").first()
        if live is None or not gate.verdict(live.story, clock.now()).public:
            return
        story, running = live.story, live_story(live.story_id)
        assert running is not None
        with override(story.language):
            points = view.points(running)
        name, data = f"{_STORY}{story.pk}", {"lang": story.language, "story": story.pk, "points": points}
        data["ended"] = bool(running["ended"])
        if (events.told(name) or ("", {}))[1] != data:
            events.emit(STANDS, name, data, until=story.expire_at)


def _plates(story: StoryPage) -> Iterator[str]:
    yield view.rail_url(story)
    if story.url:
        yield story.url


news.announce(Updates())
news.announce(LiveStories())
