"""A small paper with every kind of answer: pages, rails, redirects, 404, 410. It runs inside a site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wagtail.contrib.redirects.models import Redirect

from broadsheet.briefs.factories import brief
from broadsheet.briefs.models import Brief
from broadsheet.fronts.factories import make_rail
from broadsheet.kit import clock
from broadsheet.press.folder import Folder
from broadsheet.press.fullpress import press_into
from broadsheet.press.worker import settled
from broadsheet.release.actions.kill import kill
from broadsheet.sections.factories import make_section
from broadsheet.stories.factories import make_story, make_topic
from broadsheet.stories.models import StoryPage
from tests.sites import until

STORIES = 4
KILLED = "Mayor owns the tide gate"


def build() -> dict[str, Any]:
    """Returns {"stories": [keys], "slugs": […]}: stories at /harbour/<slug>/, which stand in the picks."""
    harbour = make_section("Harbour")
    topics = [make_topic("Tides")]
    stories = [make_story(f"Ferry {n}", section=harbour, topics=topics) for n in range(STORIES)]
    killed = make_story(KILLED, slug="mayor", section=harbour)
    kill(killed, None, "It was his brother.")
    brief("Fog on the bay.")
    make_rail(stories)
    Redirect.objects.create(old_path="/old/ferry", redirect_page=stories[0])
    return {"stories": [story.pk for story in stories], "slugs": [story.slug for story in stories]}


def press_whole(folder: str) -> None:
    """When the site's own worker has pressed everything: the full press into another folder, from the database
    alone, as of the same instant."""
    until(settled, 60)
    with clock.as_of(clock.now()):
        press_into(Folder(Path(folder)))


def titles(keys: list[int]) -> list[str]:
    return [StoryPage.objects.get(pk=key).title for key in keys]


def headlines() -> list[str]:
    return list(Brief.objects.order_by("pk").values_list("headline", flat=True))


def count() -> list[int]:
    """Of stories and briefs."""
    return [StoryPage.objects.count(), Brief.objects.count()]
