"""Open pages are told of a new story, and of a correction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils.translation import override
from wagtail.models import Page as TreePage

from broadsheet.design.times import machine
from broadsheet.kit import clock
from broadsheet.live import events
from broadsheet.press import news
from broadsheet.press.consequences import GATE_COLUMNS
from broadsheet.press.watch import Changed
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

    def about(self, change: Changed) -> Iterator[int]:
        """A section that is taken in takes its stories along."""
        section = change.model is TreePage and STORY - 1 in change.values("depth")
        if section and change.touches(*GATE_COLUMNS & set(change.after or ())):
            yield from self.recent()

    def story(self, key: int) -> StoryPage | None:
        raise NotImplementedError

    def data(self, key: int, story: StoryPage) -> dict[str, Any] | None:
        """What is told; None for what is too old to be news."""
        raise NotImplementedError

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
        found = self.data(key, story)
        if found is None and not out:
            return
        data: dict[str, Any] = {"id": name, "lang": story.language, "url": story.url, "headline": _headline(story)}
        data |= {"story": story.pk, **(found or {})}
        if last is None or last != (self.kind, data):
            events.emit(self.kind, name, data, until=story.expire_at)


def _headline(story: StoryPage) -> str:
    with override(story.language):
        return headline(story)


class Stories(_Told):
    name, kind, models = "stories", CAME, (TreePage, StoryPage)

    def about(self, change: Changed) -> Iterator[int]:
        yield from super().about(change)
        if change.model is StoryPage or (change.model is TreePage and STORY in change.values("depth")):
            yield change.pk

    def story(self, key: int) -> StoryPage | None:
        return StoryPage.objects.filter(pk=key).first()

    def was_killed(self, story: StoryPage) -> bool:
        return (
            story.published_at is not None and story.killed_at is not None and clock.now() - story.killed_at < FRESH
        )

    def data(self, key: int, story: StoryPage) -> dict[str, Any] | None:
        published = story.published_at
        return {} if published is not None and clock.now() - published < FRESH else None


class Corrections(_Told):
    name, kind, models = "corrections", CORRECTED, (Correction,)

    def about(self, change: Changed) -> Iterator[int]:
        yield from super().about(change)
        if change.model is Correction:
            yield change.pk

    def story(self, key: int) -> StoryPage | None:
        return StoryPage.objects.filter(corrections__pk=key).first()

    def data(self, key: int, story: StoryPage) -> dict[str, Any] | None:
        found = Correction.objects.get(pk=key)
        return {"text": found.text, "at": machine(found.at)} if clock.now() - found.at < FRESH else None


news.announce(Stories())
news.announce(Corrections())
