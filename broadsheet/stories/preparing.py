"""Reading together what many story pages will ask for one by one: fifteen queries for a run instead of as many for
each page. It only fills the run's memory; every page still notes for itself what it was made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from broadsheet.people.selectors import prepare_named
from broadsheet.pictures.models import Picture
from broadsheet.press import rows
from broadsheet.sections.pages import prepare_addresses
from broadsheet.sections.selectors import prepare_translations
from broadsheet.sourcing.models import Document
from broadsheet.sourcing.selectors import prepare_described
from broadsheet.stories import uses
from broadsheet.stories.cards import prepare_cards
from broadsheet.stories.corrections import prepare_corrections
from broadsheet.stories.listing_pages import owner_of
from broadsheet.stories.listings import Address, in_months, months, part, parts, parts_of
from broadsheet.stories.marks import prepare_marks
from broadsheet.stories.models import StoryPage
from broadsheet.stories.readiness import pictures_of
from broadsheet.stories.selectors import (
    Attached,
    attached,
    attached_to,
    prepare_section_links,
    prepare_sections,
    prepare_topics,
)

_MORE: dict[str, Callable[[list[int]], None]] = {}


def also(name: str, prepare: Callable[[list[int]], None]) -> None:
    """Let a higher room read together what it will be asked for by the pages of these stories (primary keys)."""
    _MORE[name] = prepare


def prepare(urls: Sequence[str]) -> None:
    prepare_stories(prepare_addresses(urls, StoryPage))


def prepare_stories(keys: Iterable[int]) -> None:
    stories = rows.get_many(StoryPage, keys)
    prepare_attached({story.pk: story.language for story in stories})
    prepare_corrections(story.pk for story in stories)
    prepare_sections(stories)
    prepare_translations(str(story.translation_key) for story in stories)
    _shown(stories, {pk for story in stories for pk in pictures_of(story)})
    for more in _MORE.values():
        more([story.pk for story in stories])


def prepare_attached(stories: Mapping[int, str]) -> None:
    """What hangs on stories (each with its language), with the names of their people, topics and sources."""
    found = attached_to(stories)
    attached.prime({(pk,): each for pk, each in found.items()})
    _names((each, stories[pk]) for pk, each in found.items())


def prepare_lists(urls: Iterable[str]) -> None:
    """Read the months of each list together: an archive has as many pages of months as it has stories."""
    wanted = [at for url in urls if (at := Address.of(url)) is not None and at.month]
    for (language, _), group in groupby(wanted, key=lambda at: (at.language, at.front)):
        pages = list(group)
        owner = owner_of(pages[0]) if len(pages) > 1 else None
        if owner is not None:
            _months((str(owner.shelf), owner.key, language), sorted({at.month for at in pages}))


def _months(whose: tuple[str, int, str], asked: list[int]) -> None:
    public = months(*whose)
    months.prime({whose: public})
    earlier = [month for month in public if month < asked[0]]  # a month names the last part of the one before it
    found: dict[int, list[int]] = {month: [] for month in [*earlier[-1:], *asked]}
    for month, story in in_months(*whose, list(found)).values_list("month", "story_id"):
        found[month].append(story)
    paged = {month: list(parts_of(stories)) for month, stories in found.items()}
    parts.prime({(*whose, month): len(pages) for month, pages in paged.items()})
    part.prime({(*whose, month, n): page for month in asked for n, page in enumerate(paged[month], start=1)})
    shown = sorted({story for month in asked for story in found[month]})
    prepare_cards(shown)
    prepare_marks(shown)


def _shown(stories: list[StoryPage], pictures: set[int]) -> None:
    """What the blocks show: cards with their pictures, sources, documents."""
    bodies: list[Any] = [story.body.raw_data for story in stories]
    related = prepare_cards(sorted({pk for body in bodies for pk in uses.stories(body)}))
    prepare_section_links(each["section"] for each in related if not each["kicker"])
    rows.get_many(Picture, sorted(pictures | {each["hero"] for each in related if each["hero"] is not None}))
    prepare_described({(pk, story.language) for story in stories for pk in uses.sources(story.body.raw_data)})
    documents = {pk for body in bodies for pk in uses.documents(body)}
    if documents:
        rows.get_many(Document, sorted(documents))


def _names(found: Iterable[tuple[Attached, str]]) -> None:
    """Of the topics, of the people in the bylines, and of what the stories rest on, each in the story's language."""
    told = list(found)
    prepare_topics((pk, language) for each, language in told for pk in each["topics"])
    prepare_named((pk, language) for each, language in told for _, pk in each["bylines"])
    known = ((row["source_id"], language) for each, language in told for row in (*each["evidence"], *each["claims"]))
    prepare_described((pk, language) for pk, language in known if pk)
