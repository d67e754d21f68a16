"""What plates ask about live stories and their updates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypedDict

from broadsheet.design.times import machine
from broadsheet.kit import clock
from broadsheet.press import rows
from broadsheet.press.selectors import selector
from broadsheet.press.watch import Changed, watch
from broadsheet.release import gate
from broadsheet.updates.models import LiveStory, Update

PAGE, RAIL = 1000, 50
"""How many updates the story's page shows at most, and how many the rail from which open pages catch up."""

watch(LiveStory, carry=())
watch(Update, ignore=("by", "sending"))


class Running(TypedDict):
    """Times in RFC 3339 on the paper's clock; `ended` is "" while it runs."""

    begun: str
    ended: str
    key_points: list[str]


@selector("updates.live_story", {LiveStory: lambda change: change.each("story_id")})
def live_story(story: int) -> Running | None:
    return _running([story]).get(story)


def prepare_live_story(stories: Iterable[int]) -> None:
    """Read together what `live_story` will be asked for in this run."""
    live_story.prepare(stories, _running)


def _running(stories: Iterable[int]) -> dict[int, Running]:
    return {found.story_id: _told(found) for found in LiveStory.objects.filter(story__in=list(stories))}


def _told(found: LiveStory) -> Running:
    points = [line.strip() for line in found.key_points.splitlines() if line.strip()]
    return {
        "begun": machine(found.begun_at),
        "ended": machine(found.ended_at) if found.ended_at else "",
        "key_points": points,
    }


def _sizes(change: Changed) -> set[tuple[Any, ...]]:
    return {(story, size) for story in change.values("story_id") for size in (PAGE, RAIL)}


@selector("updates.of_story", {Update: _sizes})
def of_story(story: int, size: int) -> list[int]:
    """Keys of its updates that are out: pinned ones first, then the newest."""
    found = Update.objects.filter(story=story, live=True).order_by("-pinned", "-at", "-pk")
    return list(found.values_list("pk", flat=True)[:size])


def public(story: int, size: int = PAGE) -> list[Update]:
    now = clock.now()
    return [each for each in rows.get_many(Update, of_story(story, size)) if gate.verdict(each, now).public]
