"""What plates ask about the states of a story that readers may see."""

from __future__ import annotations

from typing import TypedDict

from broadsheet.amends.comparing import texts
from broadsheet.amends.models import Version
from broadsheet.design.times import machine
from broadsheet.press.selectors import selector


class Change(TypedDict):
    """`at` is RFC 3339 on the paper's clock; `before` and `after` are paragraphs (comparing.texts)."""

    key: int
    at: str
    before: list[str]
    after: list[str]


@selector("amends.changes", {Version: lambda change: change.each("story_id")})
def changes(story: int) -> list[Change]:
    """The changes of a story that an editor shows to readers, the newest first. Whether the story is public is for
    the caller to ask."""
    if not Version.objects.filter(story=story, shown=True).exists():
        return []
    found, before = [], None
    for version in Version.objects.filter(story=story, read=True).order_by("at", "pk"):
        after = texts(version.content)
        if version.shown and before is not None and before != after:
            found.append(Change(key=version.pk, at=machine(version.at), before=before, after=after))
        before = after
    return found[::-1]
