"""What a story's page says, by where it says it: what may be found, and what is shown of a find.

Only the page's own words: no card of another story, no file, nothing that the desk keeps to itself; and no caption of
a picture that may not be shown now.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from broadsheet.kit import clock
from broadsheet.people.selectors import named
from broadsheet.pictures.models import Picture
from broadsheet.release import gate
from broadsheet.stories.body.around import items
from broadsheet.stories.models import StoryPage
from broadsheet.stories.selectors import attached

FIELDS = ("headline", "byline", "standfirst", "caption", "body")
_TAG = re.compile(r"</?(?:b|i|em|strong|a|sup|sub|span)\b[^>]*>")
_BREAK = re.compile(r"<[^>]+>")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Texts:
    """Plain text; paragraphs of `body` and captions are apart from each other."""

    headline: str
    byline: str
    standfirst: str
    caption: tuple[str, ...]
    body: tuple[str, ...]

    def of(self, field: str) -> str:
        value: str | tuple[str, ...] = getattr(self, field)
        return value if isinstance(value, str) else "\n".join(value)


def texts(story: StoryPage) -> Texts:
    """As readers may have it now."""
    raw = list(story.body.raw_data)
    return Texts(
        headline=plain(story.title),
        byline=byline(story),
        standfirst=plain(story.standfirst),
        caption=tuple(filter(None, map(plain, _captions(story, raw)))),
        body=tuple(filter(None, (plain(text) for block in raw for text in _said(block["type"], block["value"])))),
    )


def byline(story: StoryPage) -> str:
    people = (named(pk, story.language) for _, pk in attached(story.pk)["bylines"])
    return ", ".join(person["name"] for person in people if person is not None)


def plain(text: str) -> str:
    """HTML as words; inside a word a tag is nothing, elsewhere it parts words."""
    without = _BREAK.sub(" ", _TAG.sub("", text)) if "<" in text else text
    return _SPACE.sub(" ", unescape(without)).strip()


# -- the body, in its stored form


def _said(kind: str, value: Any) -> Iterator[str]:
    if kind in ("paragraph", "heading", "note", "margin"):
        yield str(value or "")
    elif not isinstance(value, dict):
        return
    elif kind == "quote":
        yield " ".join(filter(None, (value.get(name) for name in ("words", "speaker", "role", "reported_by"))))
    elif kind in ("list", "points"):
        yield from map(str, items(value.get("items")))
    elif kind == "table":
        yield _table(value)


def _table(value: dict[str, Any]) -> str:
    cells = [value.get("caption"), *(column.get("heading") for column in value.get("columns") or ())]
    cells += [cell for row in value.get("rows") or () for cell in row.get("values") or ()]
    return " ".join(str(cell) for cell in cells if cell is not None and not isinstance(cell, dict))


# -- pictures


def _shown(story: StoryPage, raw: Iterable[dict[str, Any]]) -> Iterator[tuple[int, str]]:
    """(picture, the words that go before its own caption)."""
    if story.hero_id:
        yield story.hero_id, story.hero_caption
    for block in raw:
        value = block["value"]
        several = items(value.get("pictures")) if block["type"] == "gallery" else [value]
        for each in several if block["type"] in ("gallery", "picture") else ():
            if each.get("picture"):
                yield each["picture"], each.get("caption") or ""


def pictures(story: StoryPage) -> set[int]:
    """The keys of those that it shows or would show."""
    return {key for key, _ in _shown(story, story.body.raw_data)}


def _captions(story: StoryPage, raw: Iterable[dict[str, Any]]) -> Iterator[str]:
    shown = list(_shown(story, raw))
    known = Picture.objects.in_bulk({key for key, _ in shown}) if shown else {}
    now = clock.now()
    for key, own in shown:
        picture = known.get(key)
        if picture is not None and not picture.damage and gate.verdict(picture, now).public:
            yield own or picture.caption
