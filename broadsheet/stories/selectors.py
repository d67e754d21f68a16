"""What plates ask about one story, besides its own row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from wagtail.models import Page

from broadsheet.kit import clock
from broadsheet.press.selectors import selector
from broadsheet.release.models import public_q
from broadsheet.sections.addresses import address
from broadsheet.sections.models import Section
from broadsheet.stories.models import StoryByline, StoryPage, StoryTopic, Topic


class Attached(TypedDict):
    """`bylines`: (role, primary key of the contributor); `topics`: primary keys. In their order."""

    bylines: list[tuple[str, int]]
    topics: list[int]


@selector(
    "stories.attached",
    {
        StoryByline: lambda change: change.each("page_id"),
        StoryTopic: lambda change: change.each("page_id"),
    },
)
def attached(page: int) -> Attached:
    bylines = StoryByline.objects.filter(page=page).order_by("sort_order", "pk")
    topics = StoryTopic.objects.filter(page=page).order_by("sort_order", "pk")
    return {
        "bylines": list(bylines.values_list("role", "contributor_id")),
        "topics": list(topics.values_list("topic_id", flat=True)),
    }


class Named(TypedDict):
    name: str
    slug: str


@selector("stories.topic", {Topic: lambda change: [(change.pk,)]})
def topic(pk: int) -> Named | None:
    return _topics([pk]).get(pk)


def _topics(pks: Iterable[int]) -> dict[int, Named]:
    found = Topic.objects.filter(pk__in=pks).order_by()
    return {pk: {"name": name, "slug": slug} for pk, name, slug in found.values_list("pk", "name", "slug")}


def prepare_topics(pks: Iterable[int]) -> None:
    """Read together what `topic` will be asked for in this run."""
    topic.prepare(pks, _topics)


@selector("stories.topic_at", {Topic: lambda change: change.each("slug")})
def topic_at(slug: str) -> int | None:
    return Topic.objects.filter(slug=slug).values_list("pk", flat=True).first()


class SectionLink(TypedDict):
    title: str
    url: str


@selector(
    "stories.section",
    {Page: lambda change: [(path,) for path in change.values("path")], Section: lambda change: _path(change.pk)},
)
def section(path: str) -> SectionLink | None:
    """The public section at a place of Wagtail's tree (a story's own `path` without its last four characters)."""
    return _sections([path]).get(path)


def _sections(paths: Iterable[str]) -> dict[str, SectionLink]:
    found = Section.objects.filter(public_q(clock.now()), path__in=paths).order_by()
    columns = found.values_list("path", "title", "locale__language_code", "url_path")
    return {path: {"title": title, "url": address(language, url)} for path, title, language, url in columns}


def _path(pk: int) -> list[tuple[str]]:
    return [(path,) for path in Page.objects.filter(pk=pk).values_list("path", flat=True)]


def section_of(story: StoryPage) -> SectionLink | None:
    return section(story.path[:-4])


def prepare_sections(stories: Iterable[StoryPage]) -> None:
    """Read together what `section_of` will be asked for in this run."""
    section.prepare((story.path[:-4] for story in stories), _sections)
