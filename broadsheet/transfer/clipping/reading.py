"""From the bytes of a saved page to what it holds."""

from __future__ import annotations

import re
from datetime import date
from pathlib import PurePath

from .blocks import Page, blocks_of_text
from .body import Body, read_body, read_other_cards
from .decoding import decoded
from .found import Clipping, ClippingRefused, FoundStory, LeftOut, Problem
from .head import Head, read_head, without_site, working_headline
from .marks import mark
from .markup import is_markup, page_of_markup
from .rail import read_rails
from .shapes import ends_sentence, same_words, words
from .sheet import Role, Sheet

SHORTEST_STORY = 8  # words
LABEL_WORDS = 6
TITLE_WORDS = 5
_EXTENSION = re.compile(r"\.(?:x?html?|txt|text|md)$", re.I)
_STORYS_OWN = (
    Role.PICTURE,
    Role.CREDIT,
    Role.HEADLINE,
    Role.KICKER,
    Role.STANDFIRST,
    Role.PARAGRAPH,
    Role.CARD,
)
_QUIET = (Role.FURNITURE, Role.FORM, Role.LABEL, Role.RELATED_LABEL)


def read(data: bytes, name: str, *, saved_on: date | None = None) -> Clipping:
    """What the saved page holds. Raises ClippingRefused where it is no page or holds nothing.

    `name` is the file's name, for messages and as a hint at the headline. `saved_on` tells the year of dates that
    name none.
    """
    text = decoded(data, name)
    page = page_of_markup(text, name) if is_markup(text) else Page(tuple(blocks_of_text(text, name)))
    file_words = same_words(re.sub(r"[-_+.]", " ", _EXTENSION.sub("", PurePath(name).name)))
    sheet = Sheet(page, saved_on, file_words)
    mark(sheet)
    briefs = read_rails(sheet)
    body = read_body(sheet)
    head = read_head(sheet, body)
    read_other_cards(sheet, body, head.byline)
    story = _story(sheet, head, body)
    if story is None and not briefs:
        raise ClippingRefused(
            f"{name} holds neither a story nor items of a news rail that could be told from the page around them:"
            " save the whole page as HTML or text and import that."
        )
    problems, furniture = _left_out(sheet, body.first if story else None)
    problems += [Problem(name, f"the date of publication was left open: {doubt}") for doubt in head.doubts]
    return Clipping((story,) if story else (), tuple(briefs), tuple(problems), tuple(furniture))


def _story(sheet: Sheet, head: Head, body: Body) -> FoundStory | None:
    paragraphs = tuple(body.paragraphs.values())
    if sum(words(paragraph.text) for paragraph in paragraphs) < SHORTEST_STORY:
        return None
    return FoundStory(
        headline=head.headline or _proposed(sheet, paragraphs[0].text),
        headline_is_working=not head.headline,
        kicker=head.kicker,
        byline=head.byline,
        published=head.published,
        standfirst=head.standfirst,
        pictures=tuple(head.pictures),
        paragraphs=paragraphs,
        cards=tuple(body.cards),
    )


def _proposed(sheet: Sheet, text: str) -> str:
    """The window's title says more than a shortened sentence, where it says more than the paper's name."""
    title = without_site(sheet.page.window_title, sheet.blocks) if sheet.page.window_title else ""
    return title if words(title) >= TITLE_WORDS else working_headline(text)


def _left_out(sheet: Sheet, first: int | None) -> tuple[list[Problem], list[LeftOut]]:
    """Every line that is in no part of what was found. `first` is where the story starts, if there is one."""
    problems: list[Problem] = []
    furniture: list[LeftOut] = []
    for at, role in enumerate(sheet.roles):
        block = sheet.blocks[at]
        short = words(block.text) <= LABEL_WORDS and not ends_sentence(block.text)
        unused = first is None if role in _STORYS_OWN else role is Role.FREE
        if role is Role.HEAD_LINE:
            unused = short = first is None or at > first
        if role is Role.CORRECTION:
            what = f"a correction, not read as a paragraph of the story: “{_short(block.text)}”"
            problems.append(Problem(f"line {block.line}", what))
        elif role in _QUIET or (unused and short):
            furniture.append(LeftOut(f"line {block.line}", block.text))
        elif unused:
            what = f"left out, as it belongs to no part that was found: “{_short(block.text)}”"
            problems.append(Problem(f"line {block.line}", what))
    return problems, furniture


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79].rstrip() + "…"
