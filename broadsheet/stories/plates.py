"""What the press makes of stories: their pages, and the lists that they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from django.conf import settings
from django.db.models import Count, Q
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page as TreePage

from broadsheet.kit import languages
from broadsheet.people.models import Contributor, FormerSlug
from broadsheet.press import plates, rows
from broadsheet.press.plates import Page, Plates, Result
from broadsheet.press.watch import Changed, watch
from broadsheet.sections.addresses import address, path
from broadsheet.sections.models import Section
from broadsheet.sections.pages import press
from broadsheet.sections.plates import STANDING, Redirects, leading_to
from broadsheet.sections.selectors import TOP, address_of, addresses_of, seen
from broadsheet.stories import (
    correction_pages,
    corrections,
    formerly,
    listing_pages,
    pages,
    plain_stories,
    preparing,
    script,
)
from broadsheet.stories.listings import A_PART, PATTERN, Address, addresses, most_parts, places
from broadsheet.stories.models import (
    Correction,
    FormerTopicSlug,
    Shelf,
    Shelved,
    StoryByline,
    StoryClaim,
    StoryEvidence,
    StoryPage,
    StoryTopic,
    Topic,
    TopicWords,
)

STORY = TOP + 1  # depth in the tree
STANDING_COLUMNS = ("live", "hold", "killed_at", "access", "embargoed_until")
UNSEEN = ("ednote", "foreign_id", "headline_is_working")  # never shown to readers

watch(StoryPage, ignore=(*STANDING["ignore"], *UNSEEN), instants=STANDING["instants"], spent=STANDING["spent"])
watch(StoryByline)
watch(StoryTopic)
watch(StoryEvidence)
watch(StoryClaim, ignore=("note", "text_hash", "protected"))
watch(Correction, ignore=("by",))
watch(Topic)
watch(TopicWords)
watch(FormerTopicSlug)
watch(Shelved)
seen(StoryPage)


class Stories(Plates):
    name = "story"
    asks = "judges the story, its pictures, and each story that it links to"
    pattern = languages.pattern() + r"/(?!topics/|people/|news-feed/|newsletters/|rails/)[^/]+/[^/]+/"

    def urls(self) -> Iterator[str]:
        ever = StoryPage.objects.filter(Q(live=True) | Q(killed_at__isnull=False)).order_by("pk")
        columns = ever.values_list("locale__language_code", "url_path")
        return (address(language, url_path) for language, url_path in columns.iterator())

    def touched(self, change: Changed) -> Iterable[str]:
        if change.model is TreePage and STORY in change.values("depth"):
            return addresses_of(change) if not _begun(change) or True in change.values("live") else ()
        if change.model is StoryPage and change.touches(*set(STANDING_COLUMNS) & set(change.after or ())):
            return address_of(change.pk) if not _begun(change) or change.values("killed_at") else ()
        return ()

    def prepare(self, urls: Sequence[str]) -> None:
        preparing.prepare(urls)

    def make(self, url: str) -> Result | None:
        return press(url, StoryPage, pages.body)


class PlainStories(Plates):
    """The page of each story without pictures and scripts, for slow lines, old machines and printers of text."""

    name = "story.plain"
    beside = True
    order = 5  # the story itself goes before it
    asks = Stories.asks
    pattern = Stories.pattern + plain_stories.BELOW
    _full, _redirects = Stories(), Redirects()

    def urls(self) -> Iterator[str]:
        yield from plain_stories.addresses(self._full.urls())
        yield from plain_stories.addresses(self._redirects.urls())

    def touched(self, change: Changed) -> Iterator[str]:
        yield from plain_stories.addresses(self._full.touched(change))
        yield from plain_stories.addresses(self._redirects.touched(change))

    def prepare(self, urls: Sequence[str]) -> None:
        preparing.prepare([plain_stories.full(url) for url in urls])

    def make(self, url: str) -> Result | None:
        return plain_stories.make(url, self._redirects)


def _begun(change: Changed) -> bool:
    """Whether the row is new. Its page's row and its own come in one transaction: of a draft, nothing is out."""
    return change.before is None


class Listings(Plates):
    """The lists, and the way to them from where they stood (`formerly`)."""

    name = "listing"
    beside = True
    asks = "judges the section; the selectors of its stories and cards ask in SQL"
    pattern = languages.pattern() + PATTERN.replace("?P<front>", "?:").replace("?P<year>", "?:")
    order = 10

    def urls(self) -> Iterator[str]:
        yield from _fronts_of_sections()
        counted = Shelved.objects.values_list("shelf", "key", "language", "month").annotate(Count("pk"))
        in_order = counted.order_by("shelf", "key", "language", "month")
        for (shelf, key, language), months in groupby(in_order.iterator(), key=lambda row: row[:3]):
            counts = [(month, count) for *_, month, count in months]
            for front in _fronts(shelf, key, language):
                yield from addresses(front, language, counts)

    def touched(self, change: Changed) -> Iterator[str]:
        for shelf, key, language, month in places(change) if change.model in _TELLING else ():
            for front in _fronts(shelf, key, language):
                count = most_parts(shelf, key, language, month) * A_PART
                yield from addresses(front, language, [(month, count)])
        yield from _whole_lists(change)

    def prepare(self, urls: Sequence[str]) -> None:
        preparing.prepare_lists(urls)

    def make(self, url: str) -> Result | None:
        found = listing_pages.make(url)
        return found if found is not None else formerly.moved(url)


class Corrections(Plates):
    name = "corrections"
    beside = True
    asks = "its selectors ask about the stories in SQL"
    pattern = languages.pattern() + correction_pages.PATTERN.replace("?P<year>", "?:").replace("?P<month>", "?:")
    order = 10

    def urls(self) -> Iterator[str]:
        for language in settings.PAPER_LANGUAGES:
            yield correction_pages.address(language)
            for month in corrections.months(language):
                yield correction_pages.address(language, month)

    def touched(self, change: Changed) -> Iterator[str]:
        for language, month in corrections.places(change):
            yield correction_pages.address(language, month)

    def make(self, url: str) -> Result | None:
        return correction_pages.make(url)


class Script(Plates):
    name = "stories.script"
    asks = "shows nothing of the paper"
    pattern = script.PATTERN
    lasting = True

    def urls(self) -> list[str]:
        return [script.url()]

    def make(self, url: str) -> Page | None:
        return Page(script.body()) if url == script.url() else None


_FORMERLY = {
    Redirect: (Shelf.SECTION, "redirect_page_id"),
    FormerTopicSlug: (Shelf.TOPIC, "topic_id"),
    FormerSlug: (Shelf.PERSON, "contributor_id"),
}
"""Whose list has stood elsewhere, by the rows that tell it."""
_TELLING = (Shelved, StoryPage, TreePage)


def _whole_lists(change: Changed) -> Iterator[str]:
    """All of a list's addresses, when what it is named by came or changed."""
    if (
        change.model is TreePage and TOP in change.values("depth") and change.touches("url_path", "live")
    ) or change.model is Section:
        yield from _whole_list(Shelf.SECTION, change.pk)
    elif change.model is Topic and change.touches("slug"):
        yield from _whole_list(Shelf.TOPIC, change.pk)
    elif change.model is Contributor and change.touches("slug"):
        yield from _whole_list(Shelf.PERSON, change.pk)
    elif change.model in (Redirect, FormerTopicSlug, FormerSlug):
        shelf, column = _FORMERLY[change.model]
        for key in sorted(change.values(column)):
            yield from _whole_list(shelf, key)


def _whole_list(shelf: str, key: int) -> Iterator[str]:
    if shelf == Shelf.SECTION:
        yield from (*address_of(key), *_former_fronts(key))
    counted = Shelved.objects.filter(shelf=shelf, key=key).values_list("language", "month").annotate(Count("pk"))
    for language, month, count in counted.order_by("language", "month"):
        for front in _fronts(shelf, key, language):
            yield from addresses(front, language, [(month, count)])


def _fronts_of_sections() -> Iterator[str]:
    """With those that they had: a section has its page and feeds also while it is empty."""
    columns = Section.objects.order_by("pk").values_list("pk", "locale__language_code", "url_path")
    for pk, language, url_path in columns:
        yield from (address(language, url_path), *_former_fronts(pk))


def _fronts(shelf: str, key: int, language: str) -> list[str]:
    """The path of a list's first page and those that it had; none when its owner is gone."""
    found: list[str] = rows.remember(
        ("stories.fronts", shelf, key, language), lambda: _find_fronts(shelf, key, language)
    )
    return found


def _find_fronts(shelf: str, key: int, language: str) -> list[str]:
    if shelf == Shelf.SECTION:
        return [*address_of(key), *_former_fronts(key)]
    model, name = (Topic, "topics") if shelf == Shelf.TOPIC else (Contributor, "people")
    now = model.objects.filter(pk=key).values_list("slug", flat=True)
    topics, people = FormerTopicSlug.objects.filter(topic=key), FormerSlug.objects.filter(contributor=key)
    had = (topics if shelf == Shelf.TOPIC else people).order_by("pk").values_list("slug", flat=True)
    return [path(language, name, slug) for slug in (*now, *had)]


def _former_fronts(section: int) -> Iterator[str]:
    for url in leading_to(section):
        at = Address.of(url)
        if at is not None and not at.month:
            yield url


for kind in (Stories(), PlainStories(), Listings(), Corrections(), Script()):
    plates.register(kind)
