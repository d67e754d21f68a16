"""Corrections of stories in the News Feed's rail, among the briefs: whoever follows the news sees what was wrong."""

from __future__ import annotations

from datetime import datetime

from broadsheet.briefs import addresses
from broadsheet.briefs.items import Item
from broadsheet.kit import clock
from broadsheet.press.selectors import selector
from broadsheet.stories.cards import card
from broadsheet.stories.corrections import correction
from broadsheet.stories.corrections import newest as newest_corrections
from broadsheet.stories.trust import NOTES

MOST = 3
"""In a rail at once."""


@selector("briefs.corrected", newest_corrections.touched_by)
def corrected(language: str) -> list[int]:
    """Keys of the newest corrections of public stories. (The paper's list asks the same, and later.)"""
    return newest_corrections.select(language)[:MOST]


def among(items: list[Item], language: str, most: int) -> list[Item]:
    """The rail's briefs with the corrections that are not older than the oldest of them, newest first. The language
    is active."""
    if not items:
        return items
    oldest = min(datetime.fromisoformat(each.instant) for each in items)
    found = [made for key in corrected(language) if (made := shown(key, language)) is not None]
    fresh = [each for each in found if datetime.fromisoformat(each.instant) >= oldest]
    return sorted([*items, *fresh], key=lambda each: datetime.fromisoformat(each.instant), reverse=True)[:most]


def shown(key: int, language: str) -> Item | None:
    """A correction as an item of the rail. The language is active."""
    told = correction(key)
    about = card(told["story"]) if told is not None else None
    if told is None or about is None:
        return None
    local = clock.local(datetime.fromisoformat(told["at"]))
    return Item(
        key=f"correction-{key}",
        url=about["url"],
        language=language,
        headline=f"{NOTES[told['kind']]}: {about['title']}",
        paragraphs=tuple(part.strip() for part in told["text"].split("\n\n") if part.strip()),
        note="",
        day=local.date(),
        instant=local.isoformat(timespec="seconds"),
        hour=f"{local:%H:%M}",
        changed=told["amended"],
        permanent=f"{addresses.feed(language)}#correction-{key}",  # a story can have several, and can move
    )
