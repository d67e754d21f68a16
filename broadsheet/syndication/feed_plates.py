"""The plates of feeds, and of what embeds a story elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.conf import settings
from django.utils.translation import override
from wagtail.models import Page as TreePage

from broadsheet.kit import languages
from broadsheet.press.plates import Page, Plates, Result
from broadsheet.press.watch import Changed
from broadsheet.sections.models import HomePage
from broadsheet.sections.pages import prepare_addresses
from broadsheet.sections.selectors import HOME, address_of, addresses_of
from broadsheet.stories import formerly
from broadsheet.stories.cards import prepare_cards
from broadsheet.stories.listings import Address
from broadsheet.stories.models import StoryPage
from broadsheet.stories.plates import Listings, Stories
from broadsheet.stories.preparing import prepare_attached, prepare_stories
from broadsheet.syndication import channels, feeds, oembed
from broadsheet.syndication.channels import FORMATS, Place
from broadsheet.syndication.items import items

_LISTS, _STORIES = Listings(), Stories()


class Feeds(Plates):
    """They stand wherever a list has its first page, and at each language's front. A list that got another slug
    leaves redirects for them."""

    name = "syndication.feed"
    beside = True
    asks = "judges the page that it is the feed of and each story; the selectors of stories ask in SQL"
    pattern = languages.pattern() + channels.BELOW.replace("?P<front>", "?:").replace("?P<file>", "?:")
    order = 60  # readers of pages go first

    def urls(self) -> Iterator[str]:
        for language in settings.PAPER_LANGUAGES:
            yield from _at(f"{languages.prefix(language)}/")
        yield from _beside_lists(_LISTS.urls())

    def touched(self, change: Changed) -> Iterator[str]:
        yield from _beside_lists(_LISTS.touched(change))
        if change.model is TreePage and HOME in change.values("depth"):
            fronts = addresses_of(change)
        else:
            fronts = address_of(change.pk) if change.model is HomePage else set()
        for front in fronts:
            yield from _at(front)

    def prepare(self, urls: Sequence[str]) -> None:
        """What stands at the same front comes in three formats, and a story in several feeds."""
        prepare_stories(sorted({key for front in _fronts(urls) for key in channels.prepare(front)}))

    def make(self, url: str) -> Result | None:
        place = Place.of(url)
        if place is None:
            return None
        with override(place.language):
            found = channels.channel(place)
            if found is None:
                return formerly.moved(place.front, place.file)
            return Page(feeds.MAKERS[place.file](found, items(found.stories)))


def _fronts(urls: Iterable[str]) -> list[Place]:
    places = (Place.of(url) for url in urls)
    return list({(place.language, place.front): place for place in places if place is not None}.values())


def _at(front: str) -> Iterator[str]:
    return (front + file for file in FORMATS)


def _beside_lists(urls: Iterable[str]) -> Iterator[str]:
    for url in urls:
        at = Address.of(url)
        if at is not None and not at.month:
            yield from _at(url)


class Embeds(Plates):
    """`<story>/oembed.json`: what other sites show of a story that somebody links to."""

    name = "syndication.oembed"
    beside = True
    asks = "the story's card, whose selector asks in SQL; judges its picture"
    pattern = languages.pattern() + r"/(?!topics/|people/|news-feed/|newsletters/|rails/)[^/]+/[^/]+/oembed\.json"
    order = 70

    def urls(self) -> Iterator[str]:
        return (url + oembed.FILE for url in _STORIES.urls())

    def touched(self, change: Changed) -> Iterator[str]:
        return (url + oembed.FILE for url in _STORIES.touched(change))

    def prepare(self, urls: Sequence[str]) -> None:
        pages: dict[str, list[str]] = {}
        for url in urls:
            pages.setdefault(languages.split(url)[0], []).append(url.removesuffix(oembed.FILE))
        for language, some in pages.items():
            stories = prepare_addresses(some, StoryPage)
            prepare_cards(stories)
            prepare_attached(dict.fromkeys(stories, language))

    def make(self, url: str) -> Result | None:
        page = url.removesuffix(oembed.FILE)
        with override(languages.split(url)[0]):
            body = oembed.body(page)
        return Page(body) if body else None
