"""What of a story is read out, by an allow-list: a kind of block that is not named here is never spoken."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

KINDS = ("disclosure", "headline", "byline", "paragraph", "heading", "quote", "attribution", "item")
Block = dict[str, Any]
"""A block as the database has it: `{"type": …, "value": …, "id": …}`."""
_ENDS_TEXT = frozenset({"p", "li", "h2", "h3", "h4", "blockquote", "ul", "ol", "hr", "div"})
_NOT_READ = frozenset({"script", "style", "template"})


@dataclass(frozen=True, slots=True)
class Source:
    """A story as plain data. `byline` is the finished line ("Reported by Olena Koval"); `left_out` holds the ids of
    blocks that are not to be read; `disclosure` says how the recording was made and is spoken first."""

    language: str
    headline: str
    body: list[Block] = field(default_factory=list)
    byline: str = ""
    disclosure: str = ""
    left_out: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of words that stands together on the page, white space made single. `block` is the block's id, or the
    kind for what is no block; several passages may be of one block."""

    block: str
    kind: str
    text: str
    language: str


def passages(source: Source) -> list[Passage]:
    """In the order in which they are spoken; a story without words gives none but the disclosure's."""
    made = [
        Passage(kind, kind, _single_spaced(words), source.language)
        for kind, words in (
            ("disclosure", source.disclosure),
            ("headline", source.headline),
            ("byline", source.byline),
        )
        if words.strip() and kind not in source.left_out
    ]
    for place, block in enumerate(source.body):
        made.extend(_of_block(block, place, source))
    return made


def _of_block(block: Block, place: int, source: Source) -> Iterator[Passage]:
    """A block without an id is known by its place in the body."""
    name = block.get("id") or f"at-{place}"
    read = READERS.get(block.get("type") or "")
    if read is None or name in source.left_out:
        return
    for kind, text, language in read(block.get("value")):
        if text:
            yield Passage(name, kind, text, language or source.language)


Read = tuple[str, str, str]
"""(kind, text, language or "" for the story's)."""


def _paragraph(value: Any) -> Iterator[Read]:
    return (("paragraph", text, "") for text in texts(value))


def _heading(value: Any) -> Iterator[Read]:
    yield "heading", _single_spaced(value) if isinstance(value, str) else "", ""


def _quote(value: Any) -> Iterator[Read]:
    """Who said it comes after the words, as on the page; how it reached the paper is not read."""
    if not isinstance(value, dict):
        return
    language = str(value.get("language") or "")
    for part in str(value.get("words") or "").split("\n\n"):
        yield "quote", _single_spaced(part), language
    said = (_single_spaced(str(value.get(name) or "")) for name in ("speaker", "role"))
    yield "attribution", ", ".join(part for part in said if part), ""


def _items(value: Any) -> Iterator[Read]:
    return (("item", text, "") for item in _stored(value) for text in texts(item))


def _points(value: Any) -> Iterator[Read]:
    return (("item", _single_spaced(item), "") for item in _stored(value) if isinstance(item, str))


READERS: dict[str, Callable[[Any], Iterable[Read]]] = {
    "paragraph": _paragraph,
    "heading": _heading,
    "quote": _quote,
    "list": _items,
    "points": _points,
}
"""{kind of block: its texts}. Whatever is not here (captions, embeds, tables, related stories, notes) is not read."""


def _stored(value: Any) -> list[Any]:
    """The items of a stored list: older forms have bare values, newer ones wrap each."""
    found = value.get("items") if isinstance(value, dict) else None
    return [item["value"] if isinstance(item, dict) and "value" in item else item for item in found or ()]


# -- from the editor's HTML to words


def texts(html: Any) -> list[str]:
    """The paragraphs of rich text, without their markup."""
    if not isinstance(html, str):
        return []
    reader = _Words()
    reader.feed(html)
    reader.close()
    return [text for text in map(_single_spaced, "".join(reader.found).split(_BORDER)) if text]


_BORDER = "\x00"


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in _NOT_READ
        self._border(tag)

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in _NOT_READ))
        self._border(tag)

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data.replace(_BORDER, " "))

    def _border(self, tag: str) -> None:
        if tag in _ENDS_TEXT:
            self.found.append(_BORDER)
        elif tag == "br":
            self.found.append(" ")


def _single_spaced(text: str) -> str:
    """As browsers show it: a space that must not break stays one."""
    return _SPACE.sub(" ", text).strip(" \xa0")


_SPACE = re.compile(r"[ \t\r\n\f\v\u2028\u2029]+")
