"""The news rail of a page: short items, each under the time it came in.

A rail is a run of lines of one form that hold a time of day, no more than a few blocks apart, with text after
each. One such line alone is a rail only under a label of its own. A time beside a byline or a reading time is
the story's. Where the rail ends is learnt from its own items: the last has no more paragraphs than the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from .blocks import Tag
from .found import FoundBrief
from .moments import TimeLine, date_line, stamp, time_line
from .shapes import ends_sentence, is_upper, words
from .sheet import Role, Sheet

FARTHEST = 7  # blocks from one time to the next
LABEL_WORDS = 5
_Times = list[tuple[int, TimeLine]]


@dataclass(frozen=True)
class _Item:
    at: int
    when: TimeLine
    content: list[int]
    last: bool


def read_rails(sheet: Sheet) -> list[FoundBrief]:
    briefs: list[FoundBrief] = []
    for times in _clusters(sheet):
        briefs.extend(_read(sheet, times))
    return briefs


def _clusters(sheet: Sheet) -> Iterator[_Times]:
    run: _Times = []
    for at, when in _times(sheet):
        if run and (at - run[-1][0] > FARTHEST or when.form != run[-1][1].form):
            yield from _accepted(sheet, run)
            run = []
        run.append((at, when))
    yield from _accepted(sheet, run)


def _times(sheet: Sheet) -> Iterator[tuple[int, TimeLine]]:
    for at, block in enumerate(sheet.blocks):
        role, line = sheet.roles[at], sheet.head_lines.get(at)
        if role not in (Role.FREE, Role.HEAD_LINE) or block.figure or (line and (line.signed or line.timed)):
            continue
        when = time_line(block.text, sheet.saved_on) or _stamped(block.stamp)
        if when and not _is_storys_own(sheet, at):
            yield at, when


def _stamped(value: str) -> TimeLine | None:
    """The time of an element that shows its age ("2 hours ago") and carries the moment."""
    moment = stamp(value)
    if not isinstance(moment, datetime):
        return None
    return TimeLine(moment.strftime("%H:%M"), dated=False, day=moment.date())


def _is_storys_own(sheet: Sheet, at: int) -> bool:
    """A byline or reading time stands in the same run of head lines."""
    for step in (1, -1):
        near = at + step
        while near in sheet.head_lines and abs(near - at) <= 4:
            line = sheet.head_lines[near]
            if line.signed or line.timed or line.names:
                return True
            near += step
    return False


def _accepted(sheet: Sheet, run: _Times) -> Iterator[_Times]:
    """The run without times that have no text, and without a story's dateline at either end."""
    run = [(at, when) for n, (at, when) in enumerate(run) if _has_text(sheet, run, n)]
    if len(run) > 1 and _opens_story(sheet, run[-1][0], alone=False):
        run = run[:-1]
    if len(run) > 1 and _opens_story(sheet, run[0][0], alone=False):
        run = run[1:]
    if len(run) > 1 or (run and _stands_alone(sheet, *run[0])):
        yield run


def _has_text(sheet: Sheet, run: _Times, number: int) -> bool:
    at, when = run[number]
    end = run[number + 1][0] if number + 1 < len(run) else min(at + 4, len(sheet.blocks))
    return bool(when.rest) or any(_is_content(sheet, place) for place in range(at + 1, end))


def _opens_story(sheet: Sheet, at: int, *, alone: bool) -> bool:
    """Three paragraphs in a row follow, and a date or a lone headline stands directly above."""
    prose = 0
    for place in range(at + 1, min(at + 10, len(sheet.blocks))):
        if time_line(sheet.blocks[place].text):
            break
        if sheet.is_prose(place):
            prose += 1
        elif sheet.is_heading(place) and prose:
            break
    dated_above = at - 1 in sheet.head_lines and sheet.head_lines[at - 1].date is not None
    return prose >= 3 and (alone or dated_above)


def _stands_alone(sheet: Sheet, at: int, when: TimeLine) -> bool:
    if when.dated or when.rest or not sheet.is_free(at + 1) or words(sheet.blocks[at + 1].text) < 3:
        return False
    label = at - 1
    labelled = sheet.is_heading(label) and words(sheet.blocks[label].text) <= LABEL_WORDS
    return labelled and not _opens_story(sheet, at, alone=True)


def _read(sheet: Sheet, times: _Times) -> Iterator[FoundBrief]:
    headline_first = _headlines_stand_above(sheet, times)
    items = list(_items(sheet, times, headline_first))
    inline = bool(times[0][1].rest)
    longest = max((len(item.content) for item in items if not item.last), default=0 if inline else 2)
    first = items[0].content[0] if headline_first else items[0].at
    end, day = first, None
    for item in items:
        day = _day_above(sheet, range(max(0, end if end > first else first - 2), item.at)) or day
        content = (
            item.content
            if not item.last
            else _last_content(sheet, item.content, longest if inline else max(2, longest))
        )
        sheet.set(Role.BRIEF, item.at, *content)
        end = max(end, item.at + 1, *(place + 1 for place in content))
        texts = [sheet.blocks[place].text for place in content]
        if item.when.rest:
            texts.insert(0, item.when.rest)
        if texts:
            yield FoundBrief(item.when.time, texts[0], "\n\n".join(texts[1:]), item.when.day or day)
    sheet.rails.append(range(first, end))
    _mark_labels(sheet, first, end)


def _headlines_stand_above(sheet: Sheet, times: _Times) -> bool:
    """Headline, then time, then text: what stands above each time is shorter than what stands below it."""
    if any(when.rest for _, when in times):
        return False
    above = [at - 1 for at, _ in times]
    if not all(_is_content(sheet, place) for place in above):
        return False
    sizes = [(words(sheet.blocks[at - 1].text), words(_below(sheet, at))) for at, _ in times]
    shorter = sum(over < under for over, under in sizes)
    label_first = words(sheet.blocks[above[0]].text) <= 2
    return len(times) > 1 and not label_first and shorter * 3 >= 2 * len(sizes)


def _below(sheet: Sheet, at: int) -> str:
    return sheet.blocks[at + 1].text if at + 1 < len(sheet.blocks) else ""


def _items(sheet: Sheet, times: _Times, headline_first: bool) -> Iterator[_Item]:
    starts = [at - 1 if headline_first else at for at, _ in times]
    for number, (at, when) in enumerate(times):
        last = number + 1 == len(times)
        end = len(sheet.blocks) if last else starts[number + 1]
        content = [place for place in range(starts[number], min(end, at + 12)) if place != at]
        content = [place for place in content if _is_content(sheet, place)] if not last else content
        yield _Item(at, when, _without_label(sheet, content) if not last else content, last)


def _is_content(sheet: Sheet, at: int) -> bool:
    block = sheet.blocks[at]
    return sheet.is_free(at) and not time_line(block.text) and (words(block.text) >= 3 or ends_sentence(block.text))


def _without_label(sheet: Sheet, content: list[int]) -> list[int]:
    """An item's category ("World") above its headline, or an unended line below its text, is no part of it."""
    if len(content) >= 3 and not ends_sentence(sheet.blocks[content[-1]].text) and sheet.is_prose(content[-2]):
        content = content[:-1]
    return content


def _last_content(sheet: Sheet, content: list[int], most: int) -> list[int]:
    """Up to where the last item goes: no more blocks than the longest of the others has, and no second headline."""
    kept: list[int] = []
    for place in content:
        if not _is_content(sheet, place):
            if kept:
                break
            continue
        if len(kept) >= most or (kept and (not sheet.is_prose(place) or sheet.blocks[place].tag is Tag.TITLE)):
            break
        kept.append(place)
    return kept


def _day_above(sheet: Sheet, places: range) -> date | None:
    """The day that a line of its own names for the items under it."""
    for place in reversed(places):
        found = date_line(sheet.blocks[place].text, sheet.saved_on)
        if found and type(found.moment) is date and sheet.roles[place] in (Role.FREE, Role.HEAD_LINE):
            sheet.set(Role.BRIEF, place)
            return found.moment
    return None


def _mark_labels(sheet: Sheet, first: int, end: int) -> None:
    """The rail's own label above it, the link to more of it below it, and whatever short line stands inside."""
    above = first - 1
    while above > 0 and sheet.roles[above] is Role.BRIEF:
        above -= 1
    if sheet.is_heading(above) and words(sheet.blocks[above].text) <= LABEL_WORDS:
        sheet.set(Role.LABEL, above)
    if sheet.is_heading(end) and words(sheet.blocks[end].text) <= LABEL_WORDS:
        below = sheet.blocks[end]
        if below.tag is not Tag.TITLE and (not below.gap or is_upper(below.text)):
            sheet.set(Role.LABEL, end)
    for place in range(first, end):
        if sheet.is_free(place) and words(sheet.blocks[place].text) <= LABEL_WORDS:
            sheet.set(Role.LABEL, place)
