"""A paper with one story and one brief that wait for their embargoes. It runs inside a site (tests/inside.py)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from broadsheet.briefs.factories import brief
from broadsheet.briefs.models import Brief
from broadsheet.fronts.factories import make_rail
from broadsheet.people.factories import make_contributor
from broadsheet.sections.factories import make_section
from broadsheet.stories.factories import make_story, make_topic

STORY, BRIEF = "The tide gate is to be sold", "The harbour master resigns."
OTHER = "Ferry returns to Sarn"
FAR = datetime(2035, 1, 1, tzinfo=UTC)


def build() -> dict[str, Any]:
    """Returns {"story": [key, URL], "brief": …, "other": …}; `other` is public already."""
    harbour = make_section("Harbour")
    people, topics = [make_contributor("Ines Marlow")], [make_topic("Tides")]
    other = make_story(OTHER, section=harbour, by=people, topics=topics)
    story = make_story(STORY, section=harbour, by=people, topics=topics, embargoed_until=FAR)
    told = brief(BRIEF, embargoed_until=FAR)
    make_rail([story, other])
    return {"story": [story.pk, story.url], "brief": [told.pk, ""], "other": [other.pk, other.url]}


def address_of_brief(key: int) -> str:
    return Brief.objects.get(pk=key).url or ""
