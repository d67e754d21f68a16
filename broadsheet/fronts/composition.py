"""How a front is put together: what editors placed goes first, the newest fill the rest, and no story stands in it
twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from broadsheet.fronts import selectors
from broadsheet.fronts.cards import Teaser, as_it_is, picture_of, pictured, public, teaser
from broadsheet.fronts.models import FRONT, TOP
from broadsheet.fronts.selectors import Chosen, Placed
from broadsheet.people.selectors import prepare_named
from broadsheet.pictures.models import Picture
from broadsheet.press import rows
from broadsheet.sections import around
from broadsheet.sections.around import InOrder
from broadsheet.stories import listings
from broadsheet.stories.cards import Card
from broadsheet.stories.marks import prepare_marks
from broadsheet.stories.models import Shelf

OF_A_SECTION = 4
PICTURED = 3  # of the stories at the top: the lead and the two below it
WIDEST_LEAD = 1600  # pixels

UNTOUCHED: Chosen = {"key": 0, "title": "", "fill_to": TOP}
"""The rule of a front that has no rail."""


@dataclass(frozen=True, slots=True)
class Block:
    """A section's part of a front. Its first story has its picture with it."""

    title: str
    url: str
    stories: list[Teaser]


@dataclass(frozen=True, slots=True)
class Front:
    """`top` begins with the lead."""

    top: list[Teaser]
    blocks: list[Block]


@dataclass(frozen=True, slots=True)
class Hand:
    """What editors set in one rail: `fill_to` stories in all, when the newest are added."""

    placed: Sequence[Placed]
    fill_to: int


@dataclass(frozen=True, slots=True)
class Hands:
    """What editors set by hand for a front: its top, and for each section (key) its first stories."""

    top: Hand
    sections: dict[int, Sequence[Placed]]


def hands(language: str) -> Hands:
    chosen = selectors.rail(language, FRONT) or UNTOUCHED
    return Hands(
        Hand(selectors.placed(chosen["key"]) if chosen["key"] else [], chosen["fill_to"]),
        {section: selectors.placed(rail) for section, rail in selectors.rails_of_sections(language).items()},
    )


@dataclass(frozen=True, slots=True)
class Laid:
    """Which stories a front shows and where; `found` has their cards."""

    top: list[Placed]
    blocks: list[tuple[InOrder, list[Placed]]]
    found: dict[int, Card]

    @property
    def stories(self) -> list[int]:
        """From top to bottom."""
        return [place["story"] for place in (*self.top, *(each for _, places in self.blocks for each in places))]


def laid_out(language: str, by_hand: Hands) -> Laid:
    newest = [as_it_is(key) for key in selectors.newest(language)]
    found = public([*by_hand.top.placed, *newest])
    top = filled(by_hand.top, newest, found)
    parts = _parts(language, by_hand, {place["story"] for place in top})
    found |= public(place for _, places in parts for place in places)
    blocks = [
        (section, _seen_first(still, placed=section["key"] in by_hand.sections, found=found))
        for section, places in parts
        if (still := [place for place in places if place["story"] in found])  # one may be taken back this moment
    ]
    return Laid(top, blocks, found)


def front(language: str, by_hand: Hands, *, desk: bool = False) -> Front:
    """`desk`: for a preview, with the desk's renditions."""
    laid = laid_out(language, by_hand)
    top, blocks, found = laid.top, laid.blocks, laid.found
    prepare_named({(pk, card["language"]) for card in found.values() for pk in card["by"]})
    prepare_marks(laid.stories)
    _read_pictures([*top[:PICTURED], *(places[0] for _, places in blocks)], found)
    return Front(
        _top(top, found, desk),
        [Block(section["title"], section["url"], _block(places, found, desk)) for section, places in blocks],
    )


def _parts(language: str, by_hand: Hands, shown: set[int]) -> list[tuple[InOrder, list[Placed]]]:
    """For each section of the menu that has a story besides those shown, which ones."""
    parts = []
    for section in around.in_order(language):
        places = _of_section(section["key"], language, by_hand, shown)
        shown = shown | {place["story"] for place in places}
        if places:
            parts.append((section, places))
    return parts


def chosen(placed: Sequence[Placed], *, desk: bool = False) -> list[Teaser]:
    """What was placed and is public, the first two with their pictures. `desk`: for a preview."""
    found = public(placed)
    places = [place for place in placed if place["story"] in found]
    _read_pictures(places[:2], found)
    prepare_marks(found)
    return [
        *(pictured(place, found[place["story"]], desk=desk, in_section=True) for place in places[:2]),
        *(teaser(place, found[place["story"]], in_section=True) for place in places[2:]),
    ]


def filled(hand: Hand, newest: Sequence[Placed], found: dict[int, Card]) -> list[Placed]:
    """What was placed and is public (`found` has it), then as many of the newest as there is room for."""
    places = [place for place in hand.placed if place["story"] in found]
    there = {place["story"] for place in places}
    rest = [place for place in newest if place["story"] in found and place["story"] not in there]
    return places + rest[: max(0, hand.fill_to - len(places))]


def _of_section(key: int, language: str, by_hand: Hands, shown: set[int]) -> list[Placed]:
    placed = [place for place in by_hand.sections.get(key, ()) if place["story"] not in shown]
    kept = public(placed)
    first = [place for place in placed if place["story"] in kept]
    there = shown | set(kept)
    newest = [as_it_is(story) for story in listings.newest(str(Shelf.SECTION), key, language) if story not in there]
    return first + newest[: max(0, OF_A_SECTION - len(first))]


def _seen_first(places: list[Placed], *, placed: bool, found: dict[int, Card]) -> list[Placed]:
    """A section's part begins with the newest that has a picture, unless editors set the section's own rail."""
    if placed:
        return places
    first = next((place for place in places if picture_of(place, found[place["story"]])), None)
    return places if first is None else [first, *(place for place in places if place is not first)]


def _read_pictures(places: Iterable[Placed], found: dict[int, Card]) -> None:
    """In one query, what will be asked for one by one."""
    wanted = (picture_of(place, found[place["story"]]) for place in places)
    rows.get_many(Picture, dict.fromkeys(key for key in wanted if key))


def _top(places: Sequence[Placed], found: dict[int, Card], desk: bool) -> list[Teaser]:
    lead = [
        pictured(place, found[place["story"]], desk=desk, widest=WIDEST_LEAD, crop="16:9") for place in places[:1]
    ]
    return [
        *lead,
        *(pictured(place, found[place["story"]], desk=desk) for place in places[1:PICTURED]),
        *(teaser(place, found[place["story"]]) for place in places[PICTURED:]),
    ]


def _block(places: Sequence[Placed], found: dict[int, Card], desk: bool) -> list[Teaser]:
    first = [pictured(place, found[place["story"]], desk=desk, in_section=True) for place in places[:1]]
    return first + [teaser(place, found[place["story"]], in_section=True) for place in places[1:]]
