"""Open pages are told of a new story, and of a correction; and that either is gone, with its story or by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import override
from wagtail.models import Page as TreePage

from broadsheet.design.times import machine
from broadsheet.kit import clock
from broadsheet.live import events
from broadsheet.press import news
from broadsheet.press.watch import Changed
from broadsheet.press.worker import every_tick
from broadsheet.release import gate
from broadsheet.stories.headlines import headline
from broadsheet.stories.models import Correction, StoryPage
from broadsheet.stories.plates import STORY

CAME, CORRECTED, REMOVED = "story", "correction", "-removed"
FRESH = timedelta(hours=1)  # what is older was not just published: it was changed, or imported


class _Told(news.Announcer):
    """What becomes of a thing that stands in a story: it is told once, told anew when it is changed, taken back."""

    kind: str

    @property
    def prefix(self) -> str:
        return f"{self.kind}-"

    def recent(self) -> Iterator[int]:
        return (int(key.removeprefix(self.prefix)) for key in events.keys(self.prefix))

    def plates(self, key: int) -> Iterator[str]:
        story = self.story(key)
        if story is not None and story.url:
            yield story.url

    def story(self, key: int) -> StoryPage | None:
        raise NotImplementedError

    def since(self, key: int, story: StoryPage) -> datetime | None:
        """When it was new; what is old is no news to anybody who was not told of it before."""
        raise NotImplementedError

    def data(self, key: int, story: StoryPage) -> dict[str, Any]:
        """What is told of it besides its story."""
        return {}

    def was_killed(self, story: StoryPage) -> bool:
        """Whether open pages show what was killed just now, and was never told of, or long ago."""
        return False

    def tell(self, key: int) -> None:
        story, name = self.story(key), f"{self.prefix}{key}"
        last = events.told(name)
        out = last is not None and last[0] == self.kind
        if story is None or not gate.verdict(story, clock.now()).public:
            if out or (story is not None and last is None and self.was_killed(story)):
                events.emit(self.kind + REMOVED, name, {"id": name})
            return
        if last is None and not self._is_new(key, story):
            return  # who was told that it is gone is told that it is back, however old it is
        data: dict[str, Any] = {"id": name, "lang": story.language, "url": story.url, "headline": _headline(story)}
        data |= {"story": story.pk, **self.data(key, story)}
        if last is None or last != (self.kind, data):
            events.emit(self.kind, name, data, until=story.expire_at)

    def _is_new(self, key: int, story: StoryPage) -> bool:
        since = self.since(key, story)
        return since is not None and clock.now() - since < FRESH


def _of_a_story(change: Changed) -> bool:
    """What becomes of its section is no matter: a story is judged by itself (docs/decisions/0015)."""
    return change.model is StoryPage or (change.model is TreePage and STORY in change.values("depth"))


def _headline(story: StoryPage) -> str:
    with override(story.language):
        return headline(story)


class Stories(_Told):
    name, kind, models = "stories", CAME, (TreePage, StoryPage)

    def about(self, change: Changed) -> Iterator[int]:
        if _of_a_story(change):
            yield change.pk

    def story(self, key: int) -> StoryPage | None:
        return StoryPage.objects.filter(pk=key).first()

    def was_killed(self, story: StoryPage) -> bool:
        return (
            story.published_at is not None and story.killed_at is not None and clock.now() - story.killed_at < FRESH
        )

    def since(self, key: int, story: StoryPage) -> datetime | None:
        return story.published_at


class Corrections(_Told):
    name, kind, models = "corrections", CORRECTED, (Correction,)

    def about(self, change: Changed) -> Iterator[int]:
        """A story that is taken in, or gets another headline, takes along what was told of its corrections."""
        if change.model is Correction:
            yield change.pk
        elif _of_a_story(change):
            of_it = set(Correction.objects.filter(story=change.pk).values_list("pk", flat=True))
            if of_it:
                yield from of_it.intersection(self.recent())

    def story(self, key: int) -> StoryPage | None:
        return StoryPage.objects.filter(corrections__pk=key).first()

    def since(self, key: int, story: StoryPage) -> datetime | None:
        return Correction.objects.get(pk=key).at

    def data(self, key: int, story: StoryPage) -> dict[str, Any]:
        found = Correction.objects.get(pk=key)
        return {"text": found.text, "at": machine(found.at)}


def take_back(story: StoryPage) -> None:
    """What was told of it and of its corrections, at once: before it is destroyed, which nobody is told of later."""
    events.take_back(CAME + REMOVED, f"{CAME}-{story.pk}")
    for key in Correction.objects.filter(story=story.pk).values_list("pk", flat=True):
        events.take_back(CORRECTED + REMOVED, f"{CORRECTED}-{key}")


news.announce(Stories())
news.announce(Corrections())
every_tick("events", events.prune)
