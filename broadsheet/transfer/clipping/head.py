"""What stands above the story: its headline, kicker, standfirst, byline, date and pictures.

The headline is the unended line above the body with the most evidence: the file's own word for it, standing there
twice, a byline or date under it, its length, the name of the file. Where nothing has any, the page had none, and a
working one is made of the first paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time

from .blocks import Block, Figure, Tag, Zone
from .body import Body
from .bylines import HeadLine
from .credits import Credited
from .found import FoundPicture, Moment
from .moments import find_date
from .shapes import ends_sentence, is_name, is_prose, is_upper, same_words, words
from .sheet import Role, Sheet
from .wording import is_audio_note, is_reader_line, is_share_row, is_small_print

SHORTEST_HEADLINE, LONGEST_HEADLINE = 3, 40  # words
MOST_CANDIDATES = 100  # the nearest to the story
WORKING_WORDS, WORKING_LENGTH = 5, 120  # words at least, characters at most
_DATELINE = re.compile(r"([^.!?—–\"“]{1,30}(?:\.[^.!?—–\"“]{1,25})?)\s(?:[-–—]|--)\s(?=\S)")
_NOTHING_YET = (Role.FURNITURE, Role.FORM, Role.LABEL, Role.BRIEF)
_AFTER_NAME = (" | ", " - ", " – ", " — ", " • ", " · ", " :: ", " / ", " « ")


@dataclass
class Head:
    headline: str = ""
    kicker: str = ""
    standfirst: str = ""
    byline: tuple[str, ...] = ()
    published: Moment | None = None
    pictures: list[FoundPicture] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def read_head(sheet: Sheet, body: Body) -> Head:
    head = Head()
    first = body.first if body.first is not None else len(sheet.blocks)
    _read_headline(sheet, head, first)
    _read_lone_sentences(sheet, head, body, first)
    _read_signature(sheet, head, first)
    _read_pictures(sheet, head)
    return head


def working_headline(text: str) -> str:
    """The first clause that can stand alone, without place and date before it, or as much as a headline holds."""
    dateline = _DATELINE.match(text)
    if dateline and (is_upper(dateline[1].split()[0]) or re.search(r"\d", dateline[1])):
        text = text[dateline.end() :]
    for at, letter in enumerate(text):
        inside_number = text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()
        if letter in ",;:—–.!?…" and not inside_number and words(text[:at]) >= WORKING_WORDS:
            clause = text[:at].strip()
            if (
                len(clause) <= WORKING_LENGTH
                and clause.count('"') % 2 == 0
                and clause.count("“") <= clause.count("”")
            ):
                return clause
        if at > WORKING_LENGTH:
            break
    if len(text) <= WORKING_LENGTH:
        return text.rstrip(".")
    return text[: WORKING_LENGTH - 20].rsplit(" ", 1)[0].rstrip(" ,;:—–-") + "…"


def without_site(title: str, page: tuple[Block, ...]) -> str:
    """A window's title without the paper's name: the part before it that the page shows, else the longest part."""
    shown = {same_words(block.text) for block in page}
    parts = [title]
    for separator in _AFTER_NAME:
        at = title.rfind(separator)
        if at > 0:
            parts += [title[:at].strip(), title[at + len(separator) :].strip()]
    for part in parts:
        if same_words(part) in shown and words(part) >= SHORTEST_HEADLINE:
            return part
    return max(parts[1:] or parts, key=words)


def _read_headline(sheet: Sheet, head: Head, first: int) -> None:
    candidates = [at for at in range(first) if _can_be_headline(sheet, at, first)][-MOST_CANDIDATES:]
    scores = {at: _score(sheet, at, first, candidates) for at in candidates}
    best = max(candidates, key=lambda at: (scores[at], -at), default=None)
    if best is None or scores[best] < 2:
        best = next((at for at in range(first - 1) if sheet.is_heading(at) and at + 1 in sheet.head_lines), best)
    told = sheet.page.headline
    if best is None or (scores.get(best, 2) < 2 and not told):
        head.headline = told
        return
    text = sheet.blocks[best].text
    head.headline = told if told and scores.get(best, 0) < 6 else text
    if head.headline == told and same_words(told) != same_words(text):
        return
    head.headline = _shorter_twin(sheet, candidates, text)
    for at in {*candidates, best}:
        if at == best or _starts_alike(sheet.blocks[at].text, head.headline):
            sheet.set(Role.HEADLINE, at)
    _read_kicker(sheet, head, min(sheet.with_role(Role.HEADLINE)), best)


def _can_be_headline(sheet: Sheet, at: int, first: int) -> bool:
    block = sheet.blocks[at]
    if not sheet.is_free(at) or block.figure or not words(block.text) or words(block.text) > LONGEST_HEADLINE:
        return False
    if block.tag is Tag.TITLE:
        return True
    if block.zone is Zone.OUTSIDE or block.tag in (Tag.KICKER, Tag.ITEM, Tag.QUOTE) or block.related:
        return False
    near = range(max(0, at - 8), min(at + 8, first))
    return words(block.text) >= SHORTEST_HEADLINE or _twins(sheet, at, near) > 0


def _score(sheet: Sheet, at: int, first: int, candidates: list[int]) -> int:
    block = sheet.blocks[at]
    count = words(block.text)
    score = 1 if count >= 4 else 0
    score += 1 if count >= 5 else 0
    score += 2 if candidates == [at] and all(sheet.roles[above] in _NOTHING_YET for above in range(at)) else 0
    score += 4 if block.tag is Tag.TITLE else 0
    score += 6 if sheet.page.headline and _starts_alike(block.text, sheet.page.headline) else 0
    score += 4 if _twins(sheet, at, candidates) else 0
    score += 4 if _is_file_name(sheet, block.text) else 0
    score += 3 if any(near in sheet.head_lines for near in range(at + 1, min(at + 3, first))) else 0
    score -= 3 if ends_sentence(block.text) and block.text.endswith(".") else 0
    score -= 3 if _is_papers_name(sheet, at) else 0
    score -= 2 if is_prose(block.text) and count > 16 else 0
    score -= 2 if " | " in block.text else 0
    return score


def _twins(sheet: Sheet, at: int, places: range | list[int]) -> int:
    text = sheet.blocks[at].text
    return sum(near != at and _starts_alike(sheet.blocks[near].text, text) for near in places)


def _starts_alike(text: str, other: str) -> bool:
    """Equal, or one is the other with the name of the paper behind it."""
    one, two = same_words(text), same_words(other)
    if one == two:
        return True
    short, long = sorted((text, other), key=len)
    rest = long[len(short) :]
    return long.startswith(short) and len(short) > 8 and rest.startswith(_AFTER_NAME)


def _shorter_twin(sheet: Sheet, candidates: list[int], text: str) -> str:
    alike = [sheet.blocks[at].text for at in candidates if _starts_alike(sheet.blocks[at].text, text)]
    return min([text, *alike], key=len)


def _is_file_name(sheet: Sheet, text: str) -> bool:
    mine = same_words(text)
    return (
        len(mine) >= 3
        and len(sheet.file_words) >= 3
        and sheet.file_words[: len(mine)] == mine[: len(sheet.file_words)]
    )


def _is_papers_name(sheet: Sheet, at: int) -> bool:
    """A paper's name stands again inside the small print and other lines below; a headline does not."""
    mine = " ".join(sheet.keys[at])
    hits = [n for n in range(at + 1, len(sheet.blocks)) if mine in " ".join(sheet.keys[n])]
    return len(mine) > 5 and any(not _starts_alike(sheet.blocks[n].text, sheet.blocks[at].text) for n in hits)


def _can_be_kicker(sheet: Sheet, at: int) -> bool:
    """Free, or taken for furniture by nothing but standing on the page often: a section's name is also in the menu
    and above the cards of its other stories."""
    if sheet.is_free(at):
        return True
    if not 0 <= at < len(sheet.blocks) or sheet.roles[at] is not Role.FURNITURE:
        return False
    block, above = sheet.blocks[at], sheet.blocks[at - 1] if at else None
    in_menu = at > 0 and sheet.roles[at - 1] is Role.FURNITURE and above is not None and words(above.text) <= 3
    recurs = sheet.keys.count(sheet.keys[at]) > 1
    said = is_reader_line(block.text) or is_audio_note(block.text) or is_share_row(block.text)
    return recurs and block.zone is not Zone.FURNITURE and bool(words(block.text)) and not (said or in_menu)


def _is_in_small_print(sheet: Sheet, at: int) -> bool:
    """A paper's name stands again in the small print; on the page's first line also wherever it is written alike.
    The word of a kicker is in the story as well."""
    text, mine = sheet.blocks[at].text, " ".join(sheet.keys[at])
    below = range(at + 1, len(sheet.blocks))
    small = [n for n in below if is_small_print(sheet.blocks[n].text) and mine in " ".join(sheet.keys[n])]
    alike = [n for n in below if at == 0 and text in sheet.blocks[n].text and text != sheet.blocks[n].text]
    return bool(small or alike)


def _read_kicker(sheet: Sheet, head: Head, highest: int, best: int) -> None:
    head.kicker = sheet.page.kicker
    for at in sorted({highest - 1, best - 1, best + 1}):
        if not _can_be_kicker(sheet, at) or (at > best and at + 1 not in sheet.head_lines):
            continue
        block = sheet.blocks[at]
        short = words(block.text) <= 3 and len(block.text) <= 30 and not ends_sentence(block.text)
        papers = highest - 1 == at == 0 and words(block.text) == 3 and is_name(block.text)
        if block.tag is Tag.KICKER or (
            not papers and short and block.zone is not Zone.OUTSIDE and not _is_in_small_print(sheet, at)
        ):
            head.kicker = block.text
            sheet.set(Role.KICKER, at)


def _read_lone_sentences(sheet: Sheet, head: Head, body: Body, first: int) -> None:
    """Sentences above the story that are no paragraphs of it: a caption without credit, or the standfirst."""
    title = max(sheet.with_role(Role.HEADLINE), default=-1)
    for at in range(title + 1 if title >= 0 else 0, first):
        block = sheet.blocks[at]
        if sheet.is_free(at) and block.tag is Tag.STANDFIRST and not head.standfirst:
            head.standfirst = block.text
            sheet.set(Role.STANDFIRST, at)
            continue
        if not sheet.is_free(at) or block.zone is Zone.OUTSIDE or block.tag in (Tag.HEADING, Tag.KICKER):
            continue
        below_dateline = any(near in sheet.head_lines for near in range(title + 1, at))
        if words(block.text) < 4 or (title < 0 and not ends_sentence(block.text)):
            continue
        if title < 0 or below_dateline or _is_caption_like(sheet, at):
            _make_caption(sheet, at)
        elif not head.standfirst:
            head.standfirst = block.text
            sheet.set(Role.STANDFIRST, at)
    if _first_is_caption(sheet, body, first):
        del body.paragraphs[first]
        _make_caption(sheet, first)


def _is_caption_like(sheet: Sheet, at: int) -> bool:
    """A caption gives the day and year of its picture; a note on sound stands under a picture, not a standfirst."""
    below = sheet.blocks[at + 1].text if at + 1 < len(sheet.blocks) else ""
    return find_date(sheet.blocks[at].text) is not None or is_audio_note(below)


def _first_is_caption(sheet: Sheet, body: Body, first: int) -> bool:
    if len(body.paragraphs) < 2 or first not in body.paragraphs or sheet.blocks[first].zone is Zone.BODY:
        return False
    below, above = first + 1, first - 1
    if sheet.roles[below] is Role.FURNITURE and is_audio_note(sheet.blocks[below].text):
        return True
    tied = above >= 0 and sheet.is_glued(first) and sheet.blocks[below].gap
    in_head = above >= 0 and sheet.roles[above] in (Role.HEAD_LINE, Role.HEADLINE, Role.FURNITURE)
    return tied and in_head and find_date(sheet.blocks[first].text) is not None


def _make_caption(sheet: Sheet, at: int) -> None:
    sheet.captions[at] = Credited(sheet.blocks[at].text, "")
    sheet.set(Role.PICTURE, at)


def _read_signature(sheet: Sheet, head: Head, first: int) -> None:
    storys = [(at, line) for at, line in sorted(sheet.head_lines.items()) if sheet.roles[at] is Role.HEAD_LINE]
    above = [line for at, line in storys if at < first]
    below = [line for at, line in storys if at >= first]
    names = next((line.names for line in above if line.names), ()) or next(
        (line.names for line in below if line.signed), ()
    )
    head.byline = sheet.page.authors or names
    head.published = sheet.page.published
    for at, line in [pair for pair in storys if pair[0] < first] or storys[:1]:
        if head.published or not line.date:
            continue
        head.published = _with_time(line.date.moment, at, storys)
        if line.date.unsure:
            head.doubts.append(line.date.unsure)


def _with_time(moment: Moment | None, at: int, storys: list[tuple[int, HeadLine]]) -> Moment | None:
    """The day, with the time that stands on a line of its own beside it."""
    clock = next((line.time for near, line in storys if line.time and abs(near - at) <= 2), "")
    if clock and type(moment) is date:
        return datetime.combine(moment, time.fromisoformat(clock))
    return moment


def _read_pictures(sheet: Sheet, head: Head) -> None:
    """A credit on a line of its own belongs to the caption above it, or to what stands glued above it."""
    pictures: list[FoundPicture] = []
    last, last_figure = -2, None
    for at in sorted(sheet.captions):
        block, read = sheet.blocks[at], sheet.captions[at]
        if sheet.roles[at] not in (Role.PICTURE, Role.CREDIT):
            continue
        figure = block.figure
        unnamed = bool(pictures) and not (pictures[-1].caption or pictures[-1].credit)
        same = figure.number == last_figure if figure else (at == last + 1 and (unnamed or not read.caption))
        if pictures and same and not (pictures[-1].credit and read.credit):
            before = pictures.pop()
            figure = figure or Figure(0, before.alt, before.src)
            read = Credited(" ".join(filter(None, (before.caption, read.caption))), before.credit or read.credit)
        pictures.append(
            FoundPicture(read.caption, read.credit, figure.alt if figure else "", figure.src if figure else "")
        )
        last, last_figure = at, block.figure.number if block.figure else None
    head.pictures = pictures
