"""The first pass over a page: what a line is by itself, or by how often and beside what it stands."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from .blocks import Tag, Zone
from .bylines import HeadLine, head_line, is_by, joint_names, split_names
from .credits import Credited, own_line, split_credit
from .moments import DateLine, stamp, time_line
from .shapes import ends_sentence, is_name, is_prose, words
from .sheet import Role, Sheet
from .wording import (
    is_audio_note,
    is_correction,
    is_reader_line,
    is_related_label,
    is_share_row,
    is_sign_up,
    is_small_print,
)

OFTEN = 3  # a short line that stands on the page this often is furniture
_BUTTONS = (Role.FURNITURE, Role.FORM)
LONG_PROSE = 12  # words; what a sign-up form never swallows
MENU_RUN = 3  # so many one- to three-word lines in a row are a menu


def mark(sheet: Sheet) -> None:
    _mark_zones(sheet)
    _mark_share_rows(sheet)
    _mark_corrections(sheet)
    _mark_head_lines(sheet)
    _mark_captions(sheet)
    _mark_furniture(sheet)
    _mark_forms(sheet)
    _mark_appeals(sheet)
    _mark_menus(sheet)


def _mark_zones(sheet: Sheet) -> None:
    for at, block in enumerate(sheet.blocks):
        if block.zone is Zone.FURNITURE:
            sheet.set(Role.FURNITURE, at)


def _mark_share_rows(sheet: Sheet) -> None:
    """Before the bylines are looked for: capitalised words beside a date look like somebody's name."""
    for at, block in enumerate(sheet.blocks):
        if is_share_row(block.text) and block.tag not in (Tag.TITLE, Tag.HEADING):
            sheet.set(Role.FURNITURE, at)


def _mark_corrections(sheet: Sheet) -> None:
    for at, block in enumerate(sheet.blocks):
        told = block.tag in (Tag.TITLE, Tag.HEADING, Tag.QUOTE)
        if sheet.is_free(at) and not told and not block.figure and is_correction(block.text):
            sheet.set(Role.CORRECTION, at)


def _mark_head_lines(sheet: Sheet) -> None:
    for at, block in enumerate(sheet.blocks):
        if not sheet.is_free(at) or block.figure or block.tag in (Tag.TITLE, Tag.HEADING, Tag.ITEM):
            continue
        found = _stamped(block.stamp) or head_line(block.text, sheet.saved_on)
        below = sheet.blocks[at + 1].text if at + 1 < len(sheet.blocks) else ""
        if found is None and is_by(block.text) and split_names(below) and is_name(below, 12):
            found = HeadLine(names=split_names(below), signed=True)
            sheet.head_lines[at + 1] = HeadLine(names=found.names, signed=True)
            sheet.set(Role.HEAD_LINE, at + 1)
        if found is None and block.tag is Tag.BYLINE and is_name(block.text, 16):
            found = HeadLine(names=split_names(block.text), signed=True)
        if found:
            sheet.head_lines[at] = found
            sheet.set(Role.HEAD_LINE, at)
    _mark_names_beside_dates(sheet)


def _stamped(value: str) -> HeadLine | None:
    moment = stamp(value)
    return HeadLine(date=DateLine(moment)) if moment else None


def _mark_names_beside_dates(sheet: Sheet) -> None:
    """Two or three capitalised words, or two names and an "and", between a headline and a full date: who wrote it."""
    for at in list(sheet.head_lines):
        line = sheet.head_lines[at]
        if not (line.timed or line.date) or line.names or any(other.signed for other in sheet.head_lines.values()):
            continue
        for near, headline in ((at - 1, at - 2), (at + 1, at - 1)):
            if not sheet.is_free(near) or not sheet.is_free(headline) or words(sheet.blocks[headline].text) < 4:
                continue
            text = sheet.blocks[near].text
            names = (text,) if 2 <= words(text) <= 3 and is_name(text, 3) else joint_names(text)
            if names:
                sheet.head_lines[near] = HeadLine(names=names)
                sheet.set(Role.HEAD_LINE, near)
                break


def _mark_captions(sheet: Sheet) -> None:
    story_starts = first_prose(sheet)
    for at, block in enumerate(sheet.blocks):
        if not sheet.is_free(at) or block.tag in (Tag.TITLE, Tag.HEADING, Tag.QUOTE):
            continue
        if block.figure:
            _mark_figure_line(sheet, at)
            continue
        credit = own_line(block.text)
        if credit and not is_reader_line(block.text):
            _mark_credit_line(sheet, at, credit)
            continue
        found = split_credit(block.text, certain=block.tag is Tag.CAPTION, above_story=at < story_starts)
        if block.tag is Tag.CAPTION:
            found = found or Credited(block.text, "")
        if found and words(found.caption) <= 90 and not is_reader_line(block.text):
            sheet.captions[at] = found
            sheet.set(Role.PICTURE, at)


def _mark_credit_line(sheet: Sheet, at: int, credit: str) -> None:
    """A credit on a line of its own: the line right above it, or the unended one, is the caption."""
    sheet.captions[at] = Credited("", credit)
    sheet.set(Role.CREDIT, at)
    above = at - 1
    tied = not sheet.blocks[at].gap or (above >= 0 and sheet.is_heading(above))
    told = above < 0 or sheet.blocks[above].tag in (Tag.TITLE, Tag.HEADING, Tag.QUOTE)
    if sheet.is_free(above) and tied and not told and 4 <= words(sheet.blocks[above].text) <= 90:
        sheet.captions[above] = Credited(sheet.blocks[above].text, "")
        sheet.set(Role.PICTURE, above)


def _mark_figure_line(sheet: Sheet, at: int) -> None:
    block = sheet.blocks[at]
    if block.tag is Tag.CREDIT:
        sheet.captions[at] = Credited("", own_line(block.text) or block.text)
        sheet.set(Role.CREDIT, at)
    else:
        sheet.captions[at] = split_credit(block.text, certain=True) or Credited(block.text, "")
        sheet.set(Role.PICTURE, at)


def _mark_furniture(sheet: Sheet) -> None:
    times = Counter(sheet.keys)
    story_starts = first_prose(sheet)
    for at, block in enumerate(sheet.blocks):
        if not sheet.is_free(at) or block.tag is Tag.TITLE or _is_headline_by_place(sheet, at, times, story_starts):
            continue
        text = block.text
        often = times[sheet.keys[at]] >= OFTEN and words(text) <= 4 and not ends_sentence(text)
        if is_related_label(text):
            sheet.set(Role.RELATED_LABEL, at)
        elif is_sign_up(text):
            sheet.set(Role.FORM, at)
        elif often or not words(text) or is_audio_note(text) or is_reader_line(text):
            sheet.set(Role.FURNITURE, at)


def _is_headline_by_place(sheet: Sheet, at: int, times: Counter[tuple[str, ...]], story_starts: int) -> bool:
    """What a headline says is no furniture, though it may speak of newsletters or of audio."""
    text = sheet.blocks[at].text
    if at >= story_starts or words(text) < 4 or text.startswith("*"):
        return False
    below = sheet.head_lines.get(at + 1)
    twice_on_top = times[sheet.keys[at]] == 2 and any(
        sheet.keys[near] == sheet.keys[at]
        for near in range(max(0, at - 4), min(len(sheet.blocks), at + 5, story_starts))
        if near != at
    )
    return twice_on_top or bool(below and below.signed)


def first_prose(sheet: Sheet) -> int:
    return next(
        (at for at, block in enumerate(sheet.blocks) if is_prose(block.text) and words(block.text) >= LONG_PROSE),
        len(sheet.blocks),
    )


def _mark_forms(sheet: Sheet) -> None:
    """A form's own lines are known by their words; what stands between and directly under them is the form's too."""
    start = first_prose(sheet)
    fields = [at for at in sheet.with_role(Role.FORM) if at > start]
    for first, second in pairwise(fields):
        between = range(first + 1, second)
        if len(between) <= 2 and all(_can_be_form(sheet, at) for at in between):
            sheet.set(Role.FORM, *between)
    for at in fields:
        for step in (1, -1):
            _spread(sheet, at + step, step)


def _spread(sheet: Sheet, at: int, step: int) -> None:
    """Onto glued lines, and onto a sentence of thanks that speaks of signing up."""
    while sheet.is_free(at) and _can_be_form(sheet, at):
        glued = sheet.is_glued(at if step > 0 else at + 1)
        if not glued and not (words(sheet.blocks[at].text) <= 40 and _speaks_of_signing_up(sheet, at)):
            return
        sheet.set(Role.FORM, at)
        at += step


def _speaks_of_signing_up(sheet: Sheet, at: int) -> bool:
    text = sheet.blocks[at].text.split(". ")[0]
    return is_sign_up(" ".join(text.split()[:8]))


def _can_be_form(sheet: Sheet, at: int) -> bool:
    text = sheet.blocks[at].text
    if sheet.roles[at] not in (Role.FREE, Role.FURNITURE) or time_line(text):
        return False
    return words(text) < LONG_PROSE * 2 or _speaks_of_signing_up(sheet, at)


def _mark_appeals(sheet: Sheet) -> None:
    """A heading, a sentence or two and a button, close together and apart from the rest, ask for something."""
    group: list[int] = []
    for at in range(first_prose(sheet), len(sheet.blocks) + 1):
        if at < len(sheet.blocks) and sheet.is_glued(at):
            group.append(at)
            continue
        *lines, button = group or [0]
        long = any(words(sheet.blocks[place].text) > 2 * LONG_PROSE for place in lines)
        if 1 < len(group) <= 4 and sheet.is_heading(group[0]) and _is_button(sheet, button) and not long:
            sheet.set(Role.FURNITURE, *(place for place in lines if sheet.is_free(place)))
        group = [at]


def _is_button(sheet: Sheet, at: int) -> bool:
    """What asks for something, and is no footer: a related story may stand right above that."""
    return sheet.roles[at] in _BUTTONS and not is_small_print(sheet.blocks[at].text)


def _mark_menus(sheet: Sheet) -> None:
    run: list[int] = []
    for at in range(len(sheet.blocks) + 1):
        if at < len(sheet.blocks) and _is_menu_word(sheet, at):
            run.append(at)
            continue
        if at < len(sheet.blocks) and sheet.roles[at] in (Role.FURNITURE, Role.FORM):
            continue
        if len(run) >= MENU_RUN:
            sheet.set(Role.FURNITURE, *run)
        run = []


def _is_menu_word(sheet: Sheet, at: int) -> bool:
    block = sheet.blocks[at]
    short = words(block.text) <= 3 and len(block.text) <= 30 and not ends_sentence(block.text)
    told = block.tag in (Tag.TITLE, Tag.HEADING, Tag.KICKER, Tag.QUOTE, Tag.PARAGRAPH)
    return sheet.is_free(at) and short and not told and not time_line(block.text)
