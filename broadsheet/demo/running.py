"""A story that is told live, as it stands in `texts/<language>/live/`, and the banner that leads to it.

The head names the story and its key points. Each update begins with its age and the user name of who told it, and
what else is true of it: `pinned`, `grew NAME` (the story that it became), `corrected: words`. Its headline follows,
unless a single line of text does; each further line is a paragraph.
"""

from __future__ import annotations

import re
from datetime import timedelta

from django.contrib.auth.models import User

from broadsheet.demo.manuscripts import Misspelt, live_texts, span
from broadsheet.demo.typesetting import Newsroom
from broadsheet.fronts.raising import raise_banner
from broadsheet.updates.models import LiveStory, Update

BANNER = "Rope Street has no water until midnight: a main has burst under the crossing"
BANNER_STORY = "rope-street-water"
BANNER_LASTS = timedelta(hours=9)
_FIRST = re.compile(
    r"(?P<age>\S+) (?P<by>\w+)(?P<pinned> pinned)?(?: grew (?P<grew>\S+))?(?: corrected: (?P<note>.+))?"
)


def tell(room: Newsroom, language: str) -> None:
    """Every live story of a language."""
    people = {user.username: user for user in room.staff.values()}
    for head, parts in live_texts(language, room.now):
        story = room.stories[language, head["Story"]]
        points = [point.strip() for point in head["Points"].split(";")]
        assert story.first_published_at is not None
        LiveStory.objects.create(story=story, begun_at=story.first_published_at, key_points="\n".join(points))
        Update.objects.bulk_create(_update(room, language, head["Story"], people, part) for part in parts)


def _update(room: Newsroom, language: str, story: str, people: dict[str, User], part: str) -> Update:
    first, *lines = part.splitlines()
    found = _FIRST.fullmatch(first)
    if found is None or not lines or found["by"] not in people:
        raise Misspelt(f"{story}: “{first}” begins no update.")
    by, headline = people[found["by"]], lines.pop(0) if len(lines) > 1 else ""
    return Update(
        story=room.stories[language, story],
        headline=headline,
        text="\n\n".join(lines),
        at=room.now - span(found["age"]),
        pinned=bool(found["pinned"]),
        note=found["note"] or "",
        grown=room.stories[language, found["grew"]] if found["grew"] else None,
        by=by,
        byline=by.get_full_name(),
    )


def raise_it(room: Newsroom) -> None:
    """The banner, by the chief editor's own hand."""
    story = room.stories["en", BANNER_STORY]
    raise_banner(BANNER, "en", BANNER_LASTS, room.staff["Chief editor"], story)
