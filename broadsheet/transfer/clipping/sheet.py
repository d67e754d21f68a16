"""The working sheet: the blocks of a page and the part that each was given so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto
from itertools import pairwise

from .blocks import Block, Page, Tag, Zone
from .bylines import HeadLine
from .credits import Credited
from .shapes import is_prose, same_words, words

UNENDED_PARAGRAPH = 20  # words; what HTML calls a paragraph is one without a full stop, if it is no headline
_NO_PROSE = (Tag.TITLE, Tag.HEADING, Tag.KICKER, Tag.BYLINE, Tag.STANDFIRST)


class Role(Enum):
    FREE = auto()
    FURNITURE = auto()
    FORM = auto()
    LABEL = auto()
    RELATED_LABEL = auto()
    HEAD_LINE = auto()
    PICTURE = auto()
    CREDIT = auto()
    BRIEF = auto()
    HEADLINE = auto()
    KICKER = auto()
    STANDFIRST = auto()
    PARAGRAPH = auto()
    CARD = auto()
    CORRECTION = auto()


@dataclass
class Sheet:
    page: Page
    saved_on: date | None
    file_words: tuple[str, ...] = ()
    roles: list[Role] = field(default_factory=list)
    head_lines: dict[int, HeadLine] = field(default_factory=dict)
    captions: dict[int, Credited] = field(default_factory=dict)
    rails: list[range] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.roles = [Role.FREE] * len(self.page.blocks)
        self.gapped = _is_gapped(self.page.blocks)
        self.keys = [same_words(block.text) for block in self.page.blocks]

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self.page.blocks

    def is_free(self, at: int) -> bool:
        return 0 <= at < len(self.roles) and self.roles[at] is Role.FREE

    def set(self, role: Role, *places: int) -> None:
        for at in places:
            self.roles[at] = role
            if role is not Role.HEAD_LINE:
                self.head_lines.pop(at, None)

    def is_prose(self, at: int) -> bool:
        """The free block can be a paragraph: a sentence, or what the file calls one."""
        block = self.blocks[at]
        if not self.is_free(at) or block.tag in _NO_PROSE:
            return False
        if block.linked and not is_prose(block.text):
            return False
        if block.tag in (Tag.QUOTE, Tag.ITEM):
            return block.zone is not Zone.OUTSIDE
        told = block.tag is Tag.PARAGRAPH and block.zone is Zone.BODY and words(block.text) >= UNENDED_PARAGRAPH
        return told or is_prose(block.text)

    def is_heading(self, at: int) -> bool:
        return self.is_free(at) and not self.is_prose(at)

    def is_glued(self, at: int) -> bool:
        """The block stands directly under the one before it, on a page whose paragraphs stand apart."""
        return self.gapped and not self.blocks[at].gap

    def with_role(self, *roles: Role) -> Iterator[int]:
        return (at for at, role in enumerate(self.roles) if role in roles)


def _is_gapped(blocks: tuple[Block, ...]) -> bool:
    """Most paragraphs that follow one another have an empty line between them."""
    pairs = [b for a, b in pairwise(blocks) if is_prose(a.text) and is_prose(b.text)]
    if not pairs:
        return any(block.gap for block in blocks[1:])
    return sum(block.gap for block in pairs) * 2 >= len(pairs)
