"""A story's body as readers get it, made from the stored form of its blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from broadsheet.kit import clock
from broadsheet.stories import script
from broadsheet.stories.blocks import REGISTERED
from broadsheet.stories.body import media, related, text
from broadsheet.stories.body.around import Around, anchor
from broadsheet.stories.body.quotes import quote
from broadsheet.stories.models import StoryPage

__all__ = ["Around", "anchor", "html"]

Item = dict[str, Any]
Kinds = dict[str, Callable[[Any, Around], str]]
"""{kind of block: from its stored value to safe HTML}."""

OWN: Kinds = {
    "paragraph": text.paragraph,
    "heading": text.heading,
    "note": text.note,
    "list": text.items,
    "points": text.points,
    "table": text.table,
    "quote": quote,
    "picture": media.picture,
    "gallery": media.gallery,
    "embed": media.embed,
    "audio": media.audio,
    "document": media.document,
    "related": related.card,
}
PLAIN: Kinds = {
    **{kind: OWN[kind] for kind in ("paragraph", "heading", "note", "list", "points", "table", "quote")},
    "embed": media.link,
    "audio": media.plain_audio,
    "document": media.document,
    "related": related.link,
}
"""For the plain page of a story: no picture, no script."""
WORDS = frozenset({"paragraph", "heading", "quote", "list", "points"})
"""Kinds of blocks that are made of words alone, and can be pointed at."""
MARGIN = "margin"
_BEGINNING = re.compile(r"^<[a-z]\w*")
_OPENING = re.compile(r"<p\b[^>]*>")


def html(story: StoryPage, around: Around) -> SafeString:
    """The dateline stands at the head of the first paragraph, a margin note beside the paragraph that it follows."""
    around = replace(around, year=clock.local(story.published_at or clock.now()).year)
    dateline = format_html('<span class="dateline">{}</span>', story.dateline) if story.dateline else ""
    parts: list[str] = []
    for item, notes in _noted(story.body.raw_data):
        part = _block(item, around) if item else ""
        if around.anchored and item and item["type"] in WORDS:
            part = _anchored(part, item.get("id") or "")
        if dateline and item and item["type"] == "paragraph":
            part, dateline = _dated(part, dateline), ""
        parts.append(text.noted(part, notes) if notes else part)
    if dateline:
        parts.insert(0, f"<p>{dateline}</p>\n")
    made = "".join(parts)
    if media.PLAYER in made and not around.plain:
        made += f'<script type="module" src="{script.url()}"></script>\n'
    return mark_safe(made)  # noqa: S308  (each part is safe HTML)


def _noted(items: Iterable[Item]) -> Iterator[tuple[Item | None, list[str]]]:
    """Each block with the margin notes that follow it, if it is a paragraph; notes of nothing stand alone."""
    last: Item | None = None
    notes: list[str] = []
    for item in items:
        if item["type"] == MARGIN:
            if last is not None and last["type"] != "paragraph":
                yield last, []
                last = None
            notes.append(item["value"])
            continue
        if last is not None or notes:
            yield last, notes
        last, notes = item, []
    if last is not None or notes:
        yield last, notes


def _anchored(part: str, block: str) -> str:
    return _BEGINNING.sub(rf'\g<0> id="{escape(anchor(block))}"', part, count=1) if block else part


def _dated(part: str, dateline: str) -> str:
    return _OPENING.sub(lambda found: f"{found[0]}{dateline} — ", part, count=1)


def _block(item: Item, around: Around) -> str:
    kind, value = item["type"], item["value"]
    if kind in REGISTERED and not around.plain:
        return REGISTERED[kind].html(value, item.get("id") or "", around.language)
    own = (PLAIN if around.plain else OWN).get(kind)
    return own(value, around) if own and value else ""
