"""The one form that both kinds of saved page are turned into: lines of text with whatever hints the file gives."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import chain, pairwise

from .found import ClippingRefused, Moment

MOST_BLOCKS = 5_000
LONGEST_BLOCK = 100_000  # characters
WIDEST_WRAPPED = 100  # characters; programs that break lines do so at 60 to 80

_SPACE = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_BULLETS = "•‣▪"
_ITEM = re.compile(rf"(?:[-{_BULLETS}]|\d{{1,2}}[.)])\s+(?=\w|[\"“„«(])")
_UNFINISHED = re.compile(r"[^.!?…:;\"”»)]$")


class Tag(Enum):
    """What the file itself says a block is. Plain text says next to nothing."""

    NONE = auto()
    TITLE = auto()
    KICKER = auto()
    HEADING = auto()
    PARAGRAPH = auto()
    QUOTE = auto()
    ITEM = auto()
    CAPTION = auto()
    CREDIT = auto()
    BYLINE = auto()
    STANDFIRST = auto()


class Zone(Enum):
    """Where the file says a block stands: UNKNOWN in text, BODY or OUTSIDE where the story has a container."""

    UNKNOWN = auto()
    BODY = auto()
    OUTSIDE = auto()
    FURNITURE = auto()


@dataclass(frozen=True, slots=True)
class Figure:
    number: int
    alt: str = ""
    src: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """`gap`: an empty line, or in HTML the edge of a box, stands before it. `linked`: the whole text is a link."""

    text: str
    line: int
    gap: bool = True
    tag: Tag = Tag.NONE
    zone: Zone = Zone.UNKNOWN
    linked: bool = False
    related: bool = False
    figure: Figure | None = None
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """The blocks of one saved page, and what its head says about the story (empty for plain text)."""

    blocks: tuple[Block, ...]
    headline: str = ""
    window_title: str = ""
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    kicker: str = ""


def tidy(text: str) -> str:
    """The text on one line, without what no reader sees (soft hyphens, zero widths, direction overrides)."""
    text = _SPACE.sub(" ", _INVISIBLE.sub("", text)).strip()
    return unicodedata.normalize("NFC", text)


def check_size(blocks: list[Block], name: str) -> None:
    if len(blocks) > MOST_BLOCKS:
        raise ClippingRefused(
            f"{name} has more than {MOST_BLOCKS} lines of text: save one page at a time and import that."
        )
    for block in blocks:
        if len(block.text) > LONGEST_BLOCK:
            raise ClippingRefused(
                f"{name}, line {block.line}: a paragraph of over {LONGEST_BLOCK} characters is no page of a paper;"
                " save the page again and import that."
            )


def blocks_of_text(text: str, name: str, first_line: int = 1) -> list[Block]:
    blocks = list(_lines(text, first_line))
    check_size(blocks, name)
    return _itemised(_unwrapped(blocks))


def _lines(text: str, first_line: int) -> Iterator[Block]:
    gap, start, count = True, 0, 0
    ends = chain((end.span() for end in _LINE_END.finditer(text)), [(len(text), len(text))])
    for number, (end, after) in enumerate(ends, first_line):
        if end - start > 2 * LONGEST_BLOCK:
            yield Block(text[start : start + LONGEST_BLOCK + 1], number, gap)
            return
        line, start = tidy(text[start:end]), after
        if line:
            count += 1
            yield Block(line, number, gap)
            if count > MOST_BLOCKS:
                return
        gap = not line


def _itemised(blocks: list[Block]) -> list[Block]:
    """Lines that start as quotations and lists do in plain text: the mark goes, the meaning stays.

    A number or hyphen alone may be a date or a line of dialogue; as a list it has company.
    """
    marks = [_ITEM.match(block.text) for block in blocks]
    kept: list[Block] = []
    for at, (block, mark) in enumerate(zip(blocks, marks, strict=True)):
        company = any(marks[max(0, at - 1) : at]) or any(marks[at + 1 : at + 2])
        if block.text.startswith("> "):
            block = replace(block, text=block.text[2:].strip(), tag=Tag.QUOTE)
        elif mark and (company or block.text[0] in _BULLETS):
            block = replace(block, text=block.text[mark.end() :], tag=Tag.ITEM)
        kept.append(block)
    return kept


def _unwrapped(blocks: list[Block]) -> list[Block]:
    """Paragraphs that a program broke into lines of one width, put together again.

    Only where the whole file is narrow and at least three lines, and half of all neighbours, break off in the
    middle of a sentence and go on in lower case.
    """
    if not blocks or max(len(block.text) for block in blocks) > WIDEST_WRAPPED:
        return blocks
    neighbours = [(a, b) for a, b in pairwise(blocks) if not b.gap]
    broken = [pair for pair in neighbours if _breaks_off(*pair)]
    if len(broken) < 3:
        return blocks
    width = max(len(block.text) for block in blocks)
    joined = [blocks[0]]
    last_width = len(blocks[0].text)
    for block in blocks[1:]:
        room_left = width - last_width > len(block.text.split(" ", 1)[0]) + 2
        if not block.gap and (_breaks_off(joined[-1], block) or not room_left):
            joined[-1] = replace(joined[-1], text=f"{joined[-1].text} {block.text}")
        else:
            joined.append(block)
        last_width = len(block.text)
    return joined


def _breaks_off(before: Block, after: Block) -> bool:
    return bool(_UNFINISHED.search(before.text)) and after.text[:1].islower() and len(before.text) > 40
