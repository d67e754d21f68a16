"""A story as lists and other stories show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypedDict

from django.db.models import Exists, OuterRef
from django.utils.translation import override
from wagtail.models import Page

from broadsheet.design.times import machine
from broadsheet.kit import clock
from broadsheet.people.models import Role
from broadsheet.people.selectors import named
from broadsheet.press import recording
from broadsheet.press.selectors import Arguments, selector
from broadsheet.press.watch import Changed
from broadsheet.release.models import public_q
from broadsheet.sections.addresses import address
from broadsheet.stories.headlines import marked
from broadsheet.stories.length import minutes
from broadsheet.stories.models import Correction, CorrectionKind, StoryByline, StoryPage
from broadsheet.stories.selectors import section

COLUMNS = (
    *("pk", "title", "kicker", "standfirst", "hero_id", "hero_caption", "words"),
    *("path", "url_path", "locale__language_code", "first_published_at"),
)
AUTHORS = (Role.REPORTED, Role.WRITTEN)


class Card(TypedDict):
    """`published` is RFC 3339 on the paper's clock; `hero` the primary key of a picture, to be asked for by
    pictures.figures.figure, which judges it; `by` those of its authors, whose names `authors` has; `section` is the
    place of its section in the tree, whose title `kicker` has; `minutes` to read, 0 for a story without words. The
    title of what was `retracted` says so."""

    pk: int
    url: str
    language: str
    title: str
    kicker: str
    standfirst: str
    hero: int | None
    hero_caption: str
    published: str
    by: list[int]
    section: str
    minutes: int
    retracted: bool


def _itself(change: Changed) -> list[Arguments]:
    return [(change.pk,)]


@selector(
    "stories.card",
    {
        Page: _itself,
        StoryPage: _itself,
        StoryByline: lambda change: change.each("page_id"),
        Correction: lambda change: change.each("story_id"),
    },
)
def card(pk: int) -> Card | None:
    """The card of a story that is public now; so an edit of its body presses no list."""
    return _read([pk]).get(pk)


def authors(card: Card) -> list[str]:
    """The names of those who reported or wrote it. They are no part of the card, so that a new name presses what
    shows it and reads no other card."""
    return [person["name"] for pk in card["by"] if (person := named(pk, card["language"])) is not None]


def title_of(language: str, title: str, *, retracted: bool) -> str:
    """A card's title, or the headline that somebody gave it elsewhere, in the language of its story."""
    if not retracted:
        return title
    with override(language):
        return marked(title, retracted=True)


def kicker(card: Card) -> str:
    """The card's own, otherwise the title of its public section."""
    if card["kicker"]:
        return card["kicker"]
    found = section(card["section"])
    return found["title"] if found else ""


def cards(pks: Iterable[int]) -> list[Card]:
    """The cards of those that are public now, in the order of `pks`, read together."""
    keys = list(pks)
    if recording.current() is None:
        found = _read(keys)
        return [found[pk] for pk in keys if pk in found]
    prepare_cards(keys)
    return [made for pk in keys if (made := card(pk)) is not None]


def prepare_cards(pks: Iterable[int]) -> list[Card]:
    """Read together what `card` will be asked for in this run; those that this has read."""
    missing = [pk for pk in pks if not card.primed(pk)]
    if not missing:
        return []
    with recording.unrecorded():
        found = _read(missing)
    card.prime({(pk,): found.get(pk) for pk in missing})
    return list(found.values())


def _read(pks: list[int]) -> dict[int, Card]:
    retraction = Correction.objects.filter(story=OuterRef("pk"), kind=CorrectionKind.RETRACTION)
    found = StoryPage.objects.filter(public_q(clock.now()), pk__in=pks).annotate(retracted=Exists(retraction))
    rows = list(found.order_by().values(*COLUMNS, "retracted"))
    by = _authors([row["pk"] for row in rows])
    return {row["pk"]: _card(row, by[row["pk"]]) for row in rows}


def _authors(pks: list[int]) -> dict[int, list[int]]:
    """{story: its authors, in their order}."""
    found: dict[int, list[int]] = defaultdict(list)
    lines = StoryByline.objects.filter(page__in=pks, role__in=AUTHORS).order_by("page_id", "sort_order", "pk")
    for page, contributor in lines.values_list("page_id", "contributor_id"):
        found[page].append(contributor)
    return found


def _card(row: dict[str, Any], by: list[int]) -> Card:
    language = row["locale__language_code"]
    return {
        "pk": row["pk"],
        "url": address(language, row["url_path"]),
        "language": language,
        "title": title_of(language, row["title"], retracted=row["retracted"]),
        "kicker": row["kicker"],
        "standfirst": row["standfirst"],
        "hero": row["hero_id"],
        "hero_caption": row["hero_caption"],
        "published": machine(row["first_published_at"]),
        "by": by,
        "section": row["path"][:-4],
        "minutes": minutes(row["words"], language) if row["words"] else 0,
        "retracted": row["retracted"],
    }
