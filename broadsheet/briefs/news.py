"""Open pages are told of what their rails show: that a brief or a correction came, was changed, was taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import override

from broadsheet.briefs import addresses, pages, selectors
from broadsheet.briefs.corrected import shown
from broadsheet.briefs.items import item
from broadsheet.briefs.models import Brief
from broadsheet.kit import clock
from broadsheet.live import events
from broadsheet.press import news
from broadsheet.press.watch import Changed
from broadsheet.release import gate
from broadsheet.release.registries import outputs
from broadsheet.stories import news as stories_news
from broadsheet.stories.models import StoryPage

CAME, CHANGED, REMOVED = "brief", "brief-changed", "brief-removed"
FRESH = timedelta(hours=1)  # what is older was not just written: it was changed, or imported
_KEY = "brief-"


class Briefs(news.Announcer):
    name, models = "briefs", (Brief,)

    def about(self, change: Changed) -> Iterator[int]:
        if change.model is Brief and change.values("dated"):
            yield change.pk

    def recent(self) -> Iterator[int]:
        return (int(key.removeprefix(_KEY)) for key in events.keys(_KEY))

    def plates(self, key: int) -> Iterator[str]:
        brief = Brief.objects.filter(pk=key).first()
        if brief is not None and brief.url:
            yield brief.url
        for language in [brief.language] if brief else settings.PAPER_LANGUAGES:
            yield addresses.feed(language)
            yield from _rails(language)

    def tell(self, key: int) -> None:
        brief = Brief.objects.filter(pk=key).first()
        last = events.told(f"{_KEY}{key}")
        if brief is not None and gate.verdict(brief, clock.now()).public:
            _tell(brief, last)
        elif (last is None or last[0] != REMOVED) and (brief is None or _was_out(brief)):
            events.emit(REMOVED, f"{_KEY}{key}", {"id": f"{_KEY}{key}"})


class Corrections(stories_news.Corrections):
    """In the place of those of stories: they are told of as the rail has them, when it lies on disk as well."""

    def plates(self, key: int) -> Iterator[str]:
        yield from super().plates(key)
        story = self.story(key)
        for language in [story.language] if story else settings.PAPER_LANGUAGES:
            yield from _rails(language)

    def data(self, key: int, story: StoryPage) -> dict[str, Any]:
        found = super().data(key, story)
        with override(story.language):
            one = shown(key, story.language)
            return found if one is None else {**found, "html": pages.rail_item(one)}


def _rails(language: str) -> Iterator[str]:
    return (addresses.rail(language, suffix) for suffix in (".html", ".json"))


def _tell(brief: Brief, last: tuple[str, dict[str, Any]] | None) -> None:
    with override(brief.language):
        one = item(brief)
        data = {"id": one.key, "lang": one.language, "at": one.instant, "html": pages.rail_item(one)}
    if last is not None and last[0] != REMOVED and last[1] == data:
        return
    assert brief.shown_from is not None
    anew = last is None or last[0] == REMOVED
    fresh = clock.now() - brief.shown_from < FRESH
    if not anew or fresh or brief.pk in selectors.newest(brief.language, selectors.RAIL):
        events.emit(CAME if anew and fresh else CHANGED, one.key, data, until=brief.expire_at)


def _was_out(brief: Brief) -> bool:
    return brief.shown_from is not None and brief.shown_from <= clock.now()


news.announce(Briefs())
news.announce(Corrections())
outputs.register("live", r"/live/", "tells of what lies on disk, and asks the gate again before it tells")
