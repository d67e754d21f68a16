"""Updates as HTML. To be called with the story's language active."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.template.loader import get_template
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from broadsheet.design.times import machine, time_tag
from broadsheet.kit import clock, languages
from broadsheet.press import rows
from broadsheet.release import gate
from broadsheet.sections.addresses import address
from broadsheet.stories.models import StoryPage
from broadsheet.updates.models import Update
from broadsheet.updates.selectors import Running


@dataclass(frozen=True, slots=True)
class Grown:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Item:
    key: str
    headline: str
    paragraphs: tuple[str, ...]
    note: str
    byline: str
    grown: Grown | None
    instant: str
    date: str
    time: str
    pinned: bool


def item(update: Update, running: Running) -> Item:
    local = clock.local(update.at)
    first_day = _day(running) == local.date()
    return Item(
        key=f"update-{update.pk}",
        headline=update.headline,
        paragraphs=tuple(update.paragraphs),
        note=update.note,
        byline=update.byline,
        grown=_grown(update),
        instant=machine(update.at),
        date="" if first_day else date_format(local, gettext("j M")),
        time=f"{local:%H:%M}",
        pinned=update.pinned,
    )


def _day(running: Running) -> date:
    """On which it began, by the paper's clock: what is told later has its day beside its hour."""
    return datetime.fromisoformat(running["begun"]).date()


def _grown(update: Update) -> Grown | None:
    """A story that is not public is not led to."""
    story = rows.get(StoryPage, update.grown_id) if update.grown_id else None
    if story is None or not gate.verdict(story, clock.now()).public:
        return None
    return Grown(story.title, address(story.language, story.url_path))


def rail_url(story: StoryPage) -> str:
    return f"{languages.prefix(story.language)}/rails/updates-{story.pk}.html"


def one(update: Update, running: Running) -> str:
    return get_template("updates/item.html").render({"item": item(update, running)}).strip()


def points(running: Running) -> str:
    """What is known so far; empty when nothing is."""
    if not running["key_points"]:
        return ""
    return get_template("updates/points.html").render({"key_points": running["key_points"]}).strip()


def many(updates: list[Update], running: Running) -> SafeString:
    """What is known so far, and the updates."""
    view = {"key_points": running["key_points"], "items": [item(each, running) for each in updates]}
    return SafeString(get_template("updates/list.html").render(view))


def way(running: Running) -> str:
    """At the top of the story: that it is told live, and the way there."""
    return get_template("updates/way.html").render({"ended": running["ended"]})


def section(story: StoryPage, running: Running, updates: list[Update]) -> str:
    view: dict[str, Any] = {
        "story": story.pk,
        "url": rail_url(story),
        "ended": running["ended"],
        "list": many(updates, running),
        "last": time_tag(max(each.at for each in updates)) if updates else "",
    }
    return get_template("updates/section.html").render(view)
