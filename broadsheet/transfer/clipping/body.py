"""The story's own paragraphs, and the cards for other stories that stand among and under them.

The body is the stretch of the page with the most words in whole sentences. Rails, forms and the lines around a
headline end a stretch; a stretch that goes on with at least two paragraphs after a rail or a form is still it.
An unended line inside is a subheading or the headline of a card; `_is_card` weighs which.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .blocks import Tag, Zone
from .found import FoundCard, FoundParagraph, ParagraphKind
from .shapes import same_words, words
from .sheet import Role, Sheet
from .wording import related_headline

FULL_PARAGRAPH = 12  # words
MOST_ABOVE_BYLINE = 60  # words
LONGEST_TEASER, SHORT_TEASER = 60, 20  # words
CARD_WORDS, LONE_CARD_WORDS, FAR_CARD_WORDS = 4, 6, 7

_KINDS = {
    Tag.QUOTE: ParagraphKind.QUOTE,
    Tag.ITEM: ParagraphKind.ITEM,
    Tag.HEADING: ParagraphKind.HEADING,
}


@dataclass
class Body:
    """`paragraphs` by their place on the sheet; `first` is the place of the first, or None without a story."""

    first: int | None = None
    end: int = 0
    paragraphs: dict[int, FoundParagraph] = field(default_factory=dict)
    cards: list[FoundCard] = field(default_factory=list)


@dataclass
class _Section:
    heading: int | None
    prose: list[int]
    under_label: bool = False


def read_body(sheet: Sheet) -> Body:
    stretch = _main_stretch(sheet)
    prose = [at for at in stretch if sheet.is_prose(at)]
    if not prose:
        return Body()
    body = Body(first=prose[0], end=stretch[-1] + 1)
    _read_related_lines(sheet, stretch, body)
    sections = list(_sections(sheet, [at for at in stretch if at >= prose[0]]))
    trailing = True
    for number in range(len(sections) - 1, -1, -1):
        section = sections[number]
        trailing = trailing and number > 0 and _read_trailing(sheet, section, body)
        if not trailing:
            _read_inner(sheet, section, body)
    body.paragraphs = dict(sorted(body.paragraphs.items()))
    body.cards.reverse()
    return body


def read_other_cards(sheet: Sheet, body: Body, byline: tuple[str, ...]) -> None:
    """Cards that stand apart from the body, where the page itself calls them related."""
    for at in list(sheet.with_role(Role.FREE)):
        if not sheet.is_heading(at) or words(sheet.blocks[at].text) < CARD_WORDS - 1:
            continue
        if _is_called_related(sheet, at) and sheet.blocks[at].text not in byline:
            _add_card(sheet, body, at, _teaser_below(sheet, at))


@dataclass
class _Stretch:
    """`below_head`: a byline, date or reading time stands directly above it, so nothing before it is the body."""

    places: list[int] = field(default_factory=list)
    below_head: bool = False

    def prose(self, sheet: Sheet) -> list[int]:
        return [at for at in self.places if sheet.is_prose(at)]


def _main_stretch(sheet: Sheet) -> list[int]:
    stretches = _stretches(sheet)
    if not stretches:
        return []
    weights = [sum(words(sheet.blocks[at].text) for at in part.prose(sheet)) for part in stretches]
    main = weights.index(max(weights))
    joined = list(stretches[main].places)
    for part in stretches[main + 1 :]:
        if part.below_head or not _goes_on(sheet, part.places):
            break
        joined += part.places
    below = stretches[main]
    for part in reversed(stretches[:main]):
        if below.below_head or not _goes_on(sheet, joined) or len(part.prose(sheet)) < 2:
            break
        joined, below = part.places + joined, part
    return joined


def _stretches(sheet: Sheet) -> list[_Stretch]:
    parts = [_Stretch()]
    prose = 0
    marked = any(block.zone is Zone.BODY for block in sheet.blocks)
    for at, role in enumerate(sheet.roles):
        zone = sheet.blocks[at].zone
        is_head = role is Role.HEAD_LINE and _ends_head(sheet, at, parts[-1].places, prose)
        if is_head or role in (Role.BRIEF, Role.FORM):
            parts.append(_Stretch(below_head=is_head))
            prose = 0
        elif (
            zone is not Zone.OUTSIDE and (zone is Zone.BODY or not marked) and role in (Role.FREE, Role.RELATED_LABEL)
        ):
            parts[-1].places.append(at)
            prose += sheet.is_prose(at)
    return [part for part in parts if part.places]


def _ends_head(sheet: Sheet, at: int, part: list[int], prose: int) -> bool:
    """What stands above the line is no body yet: one sentence at most, or above a byline a few short ones."""
    if prose < 2:
        return True
    line = sheet.head_lines[at]
    few = sum(words(sheet.blocks[place].text) for place in part) <= MOST_ABOVE_BYLINE
    return prose <= 3 and few and (line.signed or line.timed)


def _goes_on(sheet: Sheet, part: list[int]) -> bool:
    start = part[:2]
    full = [at for at in start if sheet.is_prose(at) and words(sheet.blocks[at].text) >= FULL_PARAGRAPH]
    return len(start) == 2 and len(full) == 2


def _read_related_lines(sheet: Sheet, stretch: list[int], body: Body) -> None:
    """ "Read also: …" as one line: its headline is a card."""
    for at in stretch:
        headline = related_headline(sheet.blocks[at].text)
        if headline and sheet.is_free(at) and at > (body.first or 0):
            body.cards.append(FoundCard(headline))
            sheet.set(Role.CARD, at)


def _sections(sheet: Sheet, stretch: list[int]) -> Iterator[_Section]:
    section = _Section(None, [])
    under_label = False
    for at in stretch:
        if sheet.roles[at] is Role.RELATED_LABEL:
            under_label = True
        elif sheet.is_prose(at) and not _is_card_sentence(sheet, at, under_label):
            section.prose.append(at)
        elif sheet.is_free(at):
            yield section
            section = _Section(at, [], under_label)
    yield section


def _is_card_sentence(sheet: Sheet, at: int, under_label: bool) -> bool:
    """A linked sentence in a box of related stories is a headline, though it ends as sentences do."""
    block = sheet.blocks[at]
    return block.linked and block.related and block.gap and under_label


def _read_trailing(sheet: Sheet, section: _Section, body: Body) -> bool:
    """Reads the section as a card under the body, and says whether it was one."""
    at = section.heading
    if at is None or len(section.prose) > 1:
        return False
    if not section.prose and _is_signature(sheet, at):
        sheet.set(Role.FURNITURE, at)
        return True
    if not section.prose:
        enough = words(sheet.blocks[at].text) >= (CARD_WORDS if _is_told(sheet, section) else LONE_CARD_WORDS)
        if enough and _may_be_headline(sheet, at):
            _add_card(sheet, body, at, None)
        return True
    if _is_note_on_author(sheet, at, section.prose[0]):
        sheet.set(Role.FURNITURE, at, section.prose[0])
        return True
    if _is_card(sheet, section, body):
        _add_card(sheet, body, at, section.prose[0])
        return True
    return False


def _is_card(sheet: Sheet, section: _Section, body: Body) -> bool:
    """Told by a label or link; or the two stand closer than paragraphs do; or the line is long for a subheading."""
    assert section.heading is not None
    at, teaser = section.heading, section.prose[0]
    count = words(sheet.blocks[at].text)
    if words(sheet.blocks[teaser].text) > LONGEST_TEASER or not _may_be_headline(sheet, at):
        return False
    if _is_told(sheet, section):
        return count >= CARD_WORDS - 1
    if sheet.blocks[at].tag is Tag.HEADING:
        return False
    if sheet.is_glued(teaser):
        return count >= CARD_WORDS
    if body.cards and words(sheet.blocks[teaser].text) <= SHORT_TEASER and not sheet.gapped:
        return count >= CARD_WORDS
    return count >= (FAR_CARD_WORDS if sheet.gapped else LONE_CARD_WORDS)


def _is_told(sheet: Sheet, section: _Section) -> bool:
    assert section.heading is not None
    block = sheet.blocks[section.heading]
    return section.under_label or block.related or block.linked


def _may_be_headline(sheet: Sheet, at: int) -> bool:
    text = sheet.blocks[at].text
    return not text.endswith((":", ",", ";")) and not (text.startswith("(") and text.endswith(")"))


def _is_note_on_author(sheet: Sheet, at: int, below: int) -> bool:
    """A name, and under it a sentence that begins with the same name; or a name from the byline."""
    name, text = same_words(sheet.blocks[at].text), same_words(sheet.blocks[below].text)
    if len(name) > 4:
        return False
    return name in _signed(sheet) or text[: len(name)] == name or any(text[: len(by)] == by for by in _signed(sheet))


def _is_signature(sheet: Sheet, at: int) -> bool:
    return same_words(sheet.blocks[at].text) in _signed(sheet)


def _signed(sheet: Sheet) -> set[tuple[str, ...]]:
    names = [name for line in sheet.head_lines.values() for name in line.names]
    return {same_words(name) for name in (*names, *sheet.page.authors)}


def _read_inner(sheet: Sheet, section: _Section, body: Body) -> None:
    prose, at = section.prose, section.heading
    if at is not None:
        if _is_inner_card(sheet, section):
            _add_card(sheet, body, at, prose[0] if prose and _is_teaser(sheet, section) else None)
            prose = prose[1:] if prose and sheet.roles[prose[0]] is Role.CARD else prose
        else:
            text = sheet.blocks[at].text
            kind = ParagraphKind.PARAGRAPH if text.endswith(":") else ParagraphKind.HEADING
            body.paragraphs[at] = FoundParagraph(kind, text)
            sheet.set(Role.PARAGRAPH, at)
    for place in prose:
        kind = _KINDS.get(sheet.blocks[place].tag, ParagraphKind.PARAGRAPH)
        body.paragraphs[place] = FoundParagraph(kind, sheet.blocks[place].text)
        sheet.set(Role.PARAGRAPH, place)


def _is_inner_card(sheet: Sheet, section: _Section) -> bool:
    """Between paragraphs a card is told, or its two lines stand together and apart from all others."""
    assert section.heading is not None
    block, prose = sheet.blocks[section.heading], section.prose
    if not _may_be_headline(sheet, section.heading) or words(block.text) < CARD_WORDS:
        return False
    if _is_told(sheet, section):
        return True
    together = bool(prose) and _is_teaser(sheet, section)
    return together and block.tag is not Tag.HEADING and words(block.text) >= LONE_CARD_WORDS


def _is_teaser(sheet: Sheet, section: _Section) -> bool:
    first = section.prose[0]
    short = words(sheet.blocks[first].text) <= LONGEST_TEASER
    return short and sheet.is_glued(first) and all(not sheet.is_glued(place) for place in section.prose[1:])


def _add_card(sheet: Sheet, body: Body, at: int, teaser: int | None) -> None:
    """While the body is read its cards come last to first; those found later come in order behind them."""
    sheet.set(Role.CARD, at, *([] if teaser is None else [teaser]))
    card = FoundCard(sheet.blocks[at].text, "" if teaser is None else sheet.blocks[teaser].text)
    for place, other in enumerate(body.cards):
        if same_words(card.headline) == same_words(other.headline) and not (card.teaser and other.teaser):
            body.cards[place] = card if card.teaser else other  # shown twice, once with less
            return
    body.cards.append(card)


def _is_called_related(sheet: Sheet, at: int) -> bool:
    """A label of the kind stands above, with nothing but cards between; or the file marks the box."""
    if sheet.blocks[at].related and (sheet.blocks[at].linked or sheet.blocks[at].tag is Tag.HEADING):
        return True
    above = at - 1
    while above >= 0 and (sheet.roles[above] is Role.CARD or above in sheet.head_lines):
        above -= 1
    return above >= 0 and sheet.roles[above] is Role.RELATED_LABEL


def _teaser_below(sheet: Sheet, at: int) -> int | None:
    below = at + 1
    if below >= len(sheet.blocks) or not sheet.is_prose(below):
        return None
    block = sheet.blocks[below]
    same_box = not block.gap or not sheet.gapped or block.zone is Zone.UNKNOWN
    return below if same_box and words(block.text) <= LONGEST_TEASER else None
