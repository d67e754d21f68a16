"""A story as lists and other stories show it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypedDict

from wagtail.models import Page

from broadsheet.design.times import machine
from broadsheet.kit import clock
from broadsheet.press import recording
from broadsheet.press.selectors import Arguments, selector
from broadsheet.press.watch import Changed
from broadsheet.release.models import public_q
from broadsheet.sections.addresses import address
from broadsheet.stories.models import StoryPage

COLUMNS = (
    *("pk", "title", "kicker", "standfirst", "hero_id", "hero_caption"),
    *("url_path", "locale__language_code", "first_published_at"),
)


class Card(TypedDict):
    """`published` is RFC 3339 on the paper's clock; `hero` the primary key of a picture, to be asked for by
    pictures.figures.figure, which judges it."""

    pk: int
    url: str
    language: str
    title: str
    kicker: str
    standfirst: str
    hero: int | None
    hero_caption: str
    published: str


def _itself(change: Changed) -> list[Arguments]:
    return [(change.pk,)]


@selector("stories.card", {Page: _itself, StoryPage: _itself})
def card(pk: int) -> Card | None:
    """The card of a story that is public now; so an edit of its body presses no list."""
    return _read([pk]).get(pk)


def cards(pks: Iterable[int]) -> list[Card]:
    """The cards of those that are public now, in the order of `pks`, read together."""
    keys = list(pks)
    if recording.current() is None:
        found = _read(keys)
        return [found[pk] for pk in keys if pk in found]
    prepare_cards(keys)
    return [made for pk in keys if (made := card(pk)) is not None]


def prepare_cards(pks: Iterable[int]) -> None:
    """Read together what `card` will be asked for in this run."""
    missing = [pk for pk in pks if not card.primed(pk)]
    if missing:
        with recording.unrecorded():
            found = _read(missing)
        card.prime({(pk,): found.get(pk) for pk in missing})


def _read(pks: list[int]) -> dict[int, Card]:
    rows = StoryPage.objects.filter(public_q(clock.now()), pk__in=pks).values(*COLUMNS)
    return {row["pk"]: _card(row) for row in rows}


def _card(row: dict[str, Any]) -> Card:
    language = row["locale__language_code"]
    return {
        "pk": row["pk"],
        "url": address(language, row["url_path"]),
        "language": language,
        "title": row["title"],
        "kicker": row["kicker"],
        "standfirst": row["standfirst"],
        "hero": row["hero_id"],
        "hero_caption": row["hero_caption"],
        "published": machine(row["first_published_at"]),
    }
