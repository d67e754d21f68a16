"""Open pages of a live story are told of its updates, of what is known so far, and that it has ended."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
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
STANDS, STANDS_NO_MORE = "live-story", "live-story-removed"
_KEY, _STORY = "update-", "live-story-"
_DESTROYED = 0  # the key of a live story that is there no more, whichever it was
_HEADING = frozenset({"title", "url_path"})  # of a story that an update has grown into


class Updates(news.Announcer):
    name, models = "updates", (Update,)

    def about(self, change: Changed) -> Iterator[int]:
        """A story that is taken in takes its updates along; those that have grown into it say where it is. Of no
        other story's is anything asked: while one is told live, all others go on being saved."""
        seen = (GATE_COLUMNS | _HEADING) & set(change.after or ())
        if change.model is Update:
            yield change.pk
        elif change.model in (StoryPage, TreePage) and change.touches(*seen):
            of_it = Q(story=change.pk) | Q(grown=change.pk)
            found = set(Update.objects.filter(of_it).values_list("pk", flat=True))
            if found:
                yield from found.intersection(self.recent())

    def recent(self) -> Iterator[int]:
        return (int(key.removeprefix(_KEY)) for key in events.keys(_KEY))

    def plates(self, key: int) -> Iterator[str]:
        update = Update.objects.filter(pk=key).select_related("story").first()
        if update is not None:
            yield from _plates(update.story)

    def tell(self, key: int) -> None:
        update, name, now = Update.objects.filter(pk=key).select_related("story").first(), f"{_KEY}{key}", clock.now()
        last = events.told(name)
        running = live_story(update.story_id) if update is not None else None
        if (
            update is None
            or running is None
            or not all(gate.verdict(it, now).public for it in (update, update.story))
        ):
            events.take_back(REMOVED, name)
            return
        with override(update.story.language):
            html = view.one(update, running)
        data = {"id": name, "lang": update.story.language, "story": update.story_id, "at": machine(update.at)}
        data["html"] = html
        out = last is not None and last[0] != REMOVED
        if last is None or last[1] != data:
            events.emit(CHANGED if out else CAME, name, data, until=update.story.expire_at)


class LiveStories(news.Announcer):
    """What stands above a story's updates. The thing's key is the live story's."""

    name, models = "live stories", (LiveStory,)

    def about(self, change: Changed) -> Iterator[int]:
        """A story that is taken in takes along what is known so far."""
        if change.model is LiveStory:
            yield change.pk
        elif change.model in (StoryPage, TreePage) and change.touches(*GATE_COLUMNS & set(change.after or ())):
            live = LiveStory.objects.filter(story=change.pk).first()
            if live is not None and events.told(f"{_STORY}{change.pk}") is not None:
                yield live.pk

    def recent(self) -> Iterator[int]:
        stories = _told_of()
        there = dict(LiveStory.objects.filter(story__in=stories).values_list("story", "pk"))
        yield from there.values()
        if stories - there.keys():
            yield _DESTROYED

    def plates(self, key: int) -> Iterator[str]:
        live = LiveStory.objects.filter(pk=key).select_related("story").first()
        if live is not None:
            yield from _plates(live.story)

    def tell(self, key: int) -> None:
        live = LiveStory.objects.filter(pk=key).select_related("story").first()
        if live is None:
            _take_back_destroyed()
            return
        if not gate.verdict(live.story, clock.now()).public:
            events.take_back(STANDS_NO_MORE, f"{_STORY}{live.story_id}")
            return
        story, running = live.story, live_story(live.story_id)
        assert running is not None
        with override(story.language):
            points = view.points(running)
        name, data = f"{_STORY}{story.pk}", {"lang": story.language, "story": story.pk, "points": points}
        data["ended"] = bool(running["ended"])
        if (events.told(name) or ("", {}))[1] != data:
            events.emit(STANDS, name, data, until=story.expire_at)


def _told_of() -> set[int]:
    return {int(key.removeprefix(_STORY)) for key in events.keys(_STORY)}


def _take_back_destroyed() -> None:
    """A row that is gone does not say any more which story's it was."""
    stories = _told_of()
    for story in sorted(stories - set(LiveStory.objects.filter(story__in=stories).values_list("story", flat=True))):
        events.take_back(STANDS_NO_MORE, f"{_STORY}{story}")


def take_back(story: StoryPage) -> None:
    """All that was told of it, at once: before it is destroyed, which nobody is told of later."""
    events.take_back(STANDS_NO_MORE, f"{_STORY}{story.pk}")
    told = {int(key.removeprefix(_KEY)) for key in events.keys(_KEY)}
    for key in told.intersection(Update.objects.filter(story=story.pk).values_list("pk", flat=True)):
        events.take_back(REMOVED, f"{_KEY}{key}")


def _plates(story: StoryPage) -> Iterator[str]:
    yield view.rail_url(story)
    if story.url:
        yield story.url


news.announce(Updates())
news.announce(LiveStories())
