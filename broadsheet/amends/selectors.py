"""What plates ask about the states of a story that readers may see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from broadsheet.amends.comparing import texts
from broadsheet.amends.models import Version
from broadsheet.design.times import machine
from broadsheet.press import recording
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
    if not _with_changes([story]):
        return []
    found, before = [], None
    for version in Version.objects.filter(story=story, read=True).order_by("at", "pk"):
        after = texts(version.content)
        if version.shown and before is not None and before != after:
            found.append(Change(key=version.pk, at=machine(version.at), before=before, after=after))
        before = after
    return found[::-1]


def prepare_changes(stories: Iterable[int]) -> None:
    """Read together which of these stories have none, as nearly all."""
    missing = [story for story in stories if not changes.primed(story)]
    with recording.unrecorded():  # who asks for one of them then depends on it
        some = _with_changes(missing) if missing else set()
    changes.prime({(story,): [] for story in missing if story not in some})


def _with_changes(stories: list[int]) -> set[int]:
    return set(Version.objects.filter(story__in=stories, shown=True).values_list("story_id", flat=True))
