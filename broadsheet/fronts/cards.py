"""A story as a front or a rail shows it: plain values for templates and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString

from broadsheet.fronts.selectors import Placed
from broadsheet.pictures import markup
from broadsheet.pictures.figures import Figure, figure
from broadsheet.stories.cards import Card, authors, cards, kicker, title_of
from broadsheet.stories.marks import marks

WIDEST = 800  # pixels of a picture in a card; the lead's may be as wide as there are
CARD = "(min-width: 70rem) 18rem, (min-width: 48rem) calc(50vw - 7rem), calc(100vw - 2.5rem)"
LEAD = "(min-width: 70rem) 38rem, (min-width: 48rem) calc(100vw - 12rem), 100vw"
"""How wide pictures stand on a front."""


@dataclass(frozen=True, slots=True)
class Teaser:
    """`published` is RFC 3339 on the paper's clock; `picture` is None where none is shown; `authors` are names, and
    `minutes` to read, 0 where nothing is said of them. `marks` is safe HTML of higher rooms."""

    key: int
    url: str
    headline: str
    kicker: str
    standfirst: str
    published: str
    picture: Figure | None = None
    authors: tuple[str, ...] = ()
    minutes: int = 0
    marks: SafeString | str = ""

    @property
    def image(self) -> SafeString | str:
        """`<img>`, fetched when it comes into view."""
        return markup.image(self.picture, sizes=CARD) if self.picture else ""

    @property
    def first_image(self) -> SafeString | str:
        """The same, fetched at once."""
        return markup.image(self.picture, lazy=False, sizes=LEAD) if self.picture else ""


def as_it_is(story: int) -> Placed:
    """A story that nobody placed: in its own words."""
    return {"story": story, "headline": "", "kicker": "", "standfirst": "", "picture": None}


def public(placed: Iterable[Placed]) -> dict[int, Card]:
    """{story: its card} of those that are public, in their order."""
    return {card["pk"]: card for card in cards(place["story"] for place in placed)}


def teasers(placed: Sequence[Placed]) -> list[Teaser]:
    """Teasers of those that are public as a rail shows them: with no picture, and no word of who wrote them."""
    found = public(placed)
    return [_brief(place, found[place["story"]]) for place in placed if place["story"] in found]


def _brief(place: Placed, card: Card, *, in_section: bool = False) -> Teaser:
    own = place["kicker"] or card["kicker"]
    return Teaser(
        key=card["pk"],
        url=card["url"],
        headline=_headline(place, card),
        kicker=own if in_section else own or kicker(card),
        standfirst=place["standfirst"] or card["standfirst"],
        published=card["published"],
    )


def _headline(place: Placed, card: Card) -> str:
    """A headline of its own does not hide that the story was retracted."""
    own = place["headline"]
    return title_of(card["language"], own, retracted=card["retracted"]) if own else card["title"]


def teaser(place: Placed, card: Card, picture: Figure | None = None, *, in_section: bool = False) -> Teaser:
    """As a front shows it. `in_section`: where the section's name stands above it already."""
    return replace(
        _brief(place, card, in_section=in_section),
        picture=picture,
        authors=tuple(authors(card)),
        minutes=card["minutes"],
        marks=marks(card),
    )


def picture_of(place: Placed, card: Card) -> int | None:
    return place["picture"] or card["hero"]


def pictured(
    place: Placed,
    card: Card,
    *,
    desk: bool,
    widest: int = WIDEST,
    crop: str = "3:2",
    in_section: bool = False,
) -> Teaser:
    """With its picture; where that may not be shown any more, with the story's, if that may."""
    own = figure(place["picture"], crop=crop, widest=widest, desk=desk)
    shown = own or figure(card["hero"], card["hero_caption"], crop=crop, widest=widest, desk=desk)
    return teaser(place, card, shown, in_section=in_section)
