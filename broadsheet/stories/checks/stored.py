"""A story's body in its stored form, for checks: its words, its links, the values of its blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from broadsheet.stories.body.around import items
from broadsheet.stories.models import StoryPage

SHOWN = 60  # letters of a quotation, so that one finds it

_BREAK = re.compile(r"<(?:br|/p|/li)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_FIELDS = ("kicker", "title", "standfirst", "hero_caption", "how_we_know")
_RICH = frozenset({"paragraph", "margin", "note"})
_WORDED = {
    "quote": ("role",),
    "picture": ("caption",),
    "related": ("headline", "teaser"),
    "table": ("caption",),
    "embed": ("title", "caption"),
    "audio": ("caption", "transcript"),
    "document": ("caption",),
}
"""{kind of block: its fields with words of the paper's own}: what others said is theirs."""


def plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub("", _BREAK.sub(" ", html))).split())


def length(text: str) -> int:
    """In words."""
    return len(text.split())


def cut(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1].rstrip()}…"


def values(story: StoryPage, kind: str) -> Iterator[dict[str, Any]]:
    return (item["value"] or {} for item in story.body.raw_data if item["type"] == kind)


def texts(value: Any) -> Iterator[str]:
    """Every string in the stored form of a block."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)


def own_words(story: StoryPage) -> Iterator[tuple[str, str]]:
    """Where they stand (a field's name, a block's id), and the words: all that the paper says in its own voice, in
    the order of the page."""
    for name in _FIELDS:
        yield name, getattr(story, name)
    for item in story.body.raw_data:
        for words in _own(item["type"], item["value"]):
            yield item.get("id") or "", words
    for row in story.evidence.all():
        yield "evidence", row.text


def _own(kind: str, value: Any) -> Iterator[str]:
    if kind in _RICH:
        yield plain(value or "")
    elif kind == "heading":
        yield value or ""
    elif kind in ("list", "points"):
        yield from (plain(str(item)) for item in items(value.get("items")))
    elif kind == "gallery":
        yield from (item.get("caption") or "" for item in items(value.get("pictures")))
    elif kind in _WORDED:
        yield from (str(value.get(name) or "") for name in _WORDED[kind])
