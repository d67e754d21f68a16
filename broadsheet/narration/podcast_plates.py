"""The podcasts' plates: `/podcast.xml` of each language, `/<section>/podcast.xml` of each section with recordings,
also from where that section stood before, and `/podcast.jpg`, their picture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page as TreePage

from broadsheet.design.frame import FRONT_HEAD
from broadsheet.kit import languages
from broadsheet.narration import podcasts
from broadsheet.narration.models import Narration, OnAir
from broadsheet.narration.selectors import is_on
from broadsheet.press import plates
from broadsheet.press.plates import Page, Plates, Result
from broadsheet.press.watch import Changed
from broadsheet.release.registries import slots
from broadsheet.sections.models import Section
from broadsheet.sections.plates import leading_to
from broadsheet.sections.selectors import TOP, address_of
from broadsheet.stories import formerly
from broadsheet.stories.listings import Address
from broadsheet.stories.models import StoryPage
from broadsheet.stories.preparing import prepare_stories
from broadsheet.syndication import channels
from broadsheet.syndication.channels import Place
from broadsheet.syndication.items import whole


class Podcasts(Plates):
    name = "narration.podcast"
    asks = "judges the page that it is the feed of and each story; the selectors of stories ask in SQL"
    pattern = languages.pattern() + rf"/(?:(?!topics/|people/|news-feed/|newsletters/|rails/)[^/]+/)?{podcasts.FILE}"
    order = 80  # readers of pages go first, then those of feeds

    def urls(self) -> Iterator[str]:
        for language in settings.PAPER_LANGUAGES:
            yield from _all_of(language)

    def touched(self, change: Changed) -> Iterator[str]:
        if change.model is Narration:
            for language in change.values("language"):
                yield from _all_of(language)
        elif change.model is OnAir or (
            change.model in (StoryPage, TreePage) and OnAir.objects.filter(pk=change.pk).exists()
        ):
            for url in address_of(change.pk):
                yield _front(url) + podcasts.FILE
                yield f"{languages.prefix(languages.split(url)[0])}/{podcasts.FILE}"
        elif change.model is Redirect or (change.model is TreePage and TOP in change.values("depth")):
            for section in sorted(change.values("redirect_page_id" if change.model is Redirect else "id")):
                yield from _of_section(section)

    def prepare(self, urls: Sequence[str]) -> None:
        wanted = [_place(url) for url in urls]
        prepare_stories(sorted({key for place in wanted if is_on(place.language) for key in channels.prepare(place)}))

    def make(self, url: str) -> Result | None:
        place = _place(url)
        if not is_on(place.language):
            return None
        with override(place.language):
            found = channels.channel(place)
            if found is None:
                return formerly.moved(place.front, podcasts.FILE)
            body = podcasts.feed(found)
        return Page(body) if body else None


class Cover(Plates):
    name = "narration.cover"
    asks = "shows nothing of the paper but its icon"
    pattern = re.escape(podcasts.COVER)
    order = 80

    def urls(self) -> list[str]:
        return [podcasts.COVER]

    def touched(self, change: Changed) -> Iterator[str]:
        if change.model is Narration:
            yield podcasts.COVER

    def make(self, url: str) -> Result | None:
        return Page(podcasts.cover()) if any(map(is_on, settings.PAPER_LANGUAGES)) else None


def _all_of(language: str) -> Iterator[str]:
    """The language's own, and those of its sections."""
    yield f"{languages.prefix(language)}/{podcasts.FILE}"
    sections = Section.objects.filter(locale__language_code=language).order_by("pk").values_list("pk", flat=True)
    for section in sections:
        yield from _of_section(section)


def _of_section(key: int) -> Iterator[str]:
    """Where it stands, and where it stood."""
    fronts = (Address.of(url) for url in (*address_of(key), *leading_to(key)))
    yield from (at.front + podcasts.FILE for at in fronts if at is not None and not at.month)


def _place(url: str) -> Place:
    return Place(languages.split(url)[0], url.removesuffix(podcasts.FILE), podcasts.FILE)


def _front(story: str) -> str:
    """Of the section that a story at this address stands in."""
    return story[: story.rindex("/", 0, -1) + 1]


def of_front(language: str) -> str:
    """The head of a front says where one can subscribe."""
    if not is_on(language):
        return ""
    title = _("%(paper)s, read aloud") % {"paper": settings.PAPER_NAME}
    link = '<link rel="alternate" type="application/rss+xml" title="{}" href="{}">\n'
    return format_html(link, title, whole(f"{languages.prefix(language)}/{podcasts.FILE}"))


slots.register(FRONT_HEAD, "narration", of_front, order=1)
for kind in (Podcasts(), Cover()):
    plates.register(kind)
