"""What tests of this room have done inside a site, in a process of its own."""

from __future__ import annotations

from typing import Any

from broadsheet.readership import figures
from broadsheet.readership.models import Share
from broadsheet.sections.factories import make_section
from broadsheet.stories.factories import make_story


def publish() -> str:
    return str(make_story("The ferry is late", section=make_section("Harbour")).url)


def told() -> dict[str, Any]:
    stories = figures.top_stories(1)
    return {
        "stories": [(one.name, one.views, one.now) for one in stories],
        "sources": [(one.name, one.views) for one in figures.shares(Share.Kind.SOURCE, 1)],
        "devices": sorted((one.name, one.views) for one in figures.shares(Share.Kind.DEVICE, 1)),
        "readers": list(figures.readers(1).values()),
        "now": figures.reading_now().total(),
    }
