"""What plates ask about one story, besides its own row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypedDict

from django.conf import settings
from django.db.models import FilteredRelation, Model, Q
from wagtail.models import Page

from broadsheet.kit import clock
from broadsheet.press.selectors import Arguments, Touches, selector
from broadsheet.press.watch import Changed
from broadsheet.release.models import public_q
from broadsheet.sections.addresses import address
from broadsheet.sections.models import Section
from broadsheet.stories.corrections import corrections as corrections
from broadsheet.stories.models import (
    FormerTopicSlug,
    StoryByline,
    StoryClaim,
    StoryEvidence,
    StoryPage,
    StoryTopic,
    Topic,
    TopicWords,
)

EVIDENCE = ("kind", "text", "source_id", "document_id", "link", "link_text")


class Known(TypedDict):
    """A row of "How we know this"; `kind` is one of models.EvidenceKind."""

    kind: str
    text: str
    source_id: int | None
    document_id: int | None
    link: str
    link_text: str


class Claimed(TypedDict):
    """A claim that readers may see; `how` is one of models.Grounds, `date` as in "2026-11-09" or ""."""

    block: str
    words: str
    how: str
    speaker: str
    source_id: int | None
    date: str
    link: str


class Attached(TypedDict):
    """`bylines`: (role, primary key of the contributor); `topics`: primary keys. All in their order but `claims`,
    whose order is that of their paragraphs."""

    bylines: list[tuple[str, int]]
    topics: list[int]
    evidence: list[Known]
    claims: list[Claimed]


@selector(
    "stories.attached",
    {
        StoryByline: lambda change: change.each("page_id"),
        StoryTopic: lambda change: change.each("page_id"),
        StoryEvidence: lambda change: change.each("page_id"),
        StoryClaim: lambda change: change.each("page_id"),
    },
)
def attached(page: int) -> Attached:
    return attached_to([page])[page]


def attached_to(pages: Iterable[int]) -> dict[int, Attached]:
    """The same for many stories, in four queries."""
    wanted = list(pages)
    found: dict[int, Attached] = {
        page: {"bylines": [], "topics": [], "evidence": [], "claims": []} for page in wanted
    }
    named = StoryByline.objects.filter(page__in=wanted).order_by("page_id", "sort_order", "pk")
    for page, role, contributor in named.values_list("page_id", "role", "contributor_id"):
        found[page]["bylines"].append((role, contributor))
    about = StoryTopic.objects.filter(page__in=wanted).order_by("page_id", "sort_order", "pk")
    for page, topic in about.values_list("page_id", "topic_id"):
        found[page]["topics"].append(topic)
    known = StoryEvidence.objects.filter(page__in=wanted).order_by("page_id", "sort_order", "pk")
    for page, kind, text, source, document, link, link_text in known.values_list("page_id", *EVIDENCE):
        found[page]["evidence"].append(
            {
                "kind": kind,
                "text": text,
                "source_id": source,
                "document_id": document,
                "link": link,
                "link_text": link_text,
            }
        )
    told = StoryClaim.objects.filter(page__in=wanted, shown=True).order_by("page_id", "pk")
    for row in told:
        found[row.page_id]["claims"].append(claimed(row))
    return found


def claimed(row: StoryClaim) -> Claimed:
    return {
        "block": row.block,
        "words": row.words,
        "how": row.how,
        "speaker": row.speaker,
        "source_id": row.source_id,
        "date": row.date.isoformat() if row.date else "",
        "link": row.link,
    }


class Named(TypedDict):
    name: str
    slug: str


Key = tuple[int, str]
"""Of a topic, and a language."""


def _in_each_language(change: Changed) -> list[Arguments]:
    return [(change.pk, language) for language in settings.PAPER_LANGUAGES]


def _in_its_language(change: Changed) -> set[Arguments]:
    topics, tongues = change.values("topic_id"), change.values("language")
    return {(about, tongue) for about in topics for tongue in tongues}


OF_A_TOPIC: dict[type[Model], Touches] = {Topic: _in_each_language, TopicWords: _in_its_language}


@selector("stories.topic", OF_A_TOPIC)
def topic(pk: int, language: str) -> Named | None:
    """What stories call it; so a new description presses none."""
    return _topics([(pk, language)]).get((pk, language))


def _topics(keys: Iterable[Key]) -> dict[Key, Named]:
    by_language: dict[str, list[int]] = {}
    for pk, language in keys:
        by_language.setdefault(language, []).append(pk)
    return {
        (pk, language): {"name": own or name, "slug": slug}
        for language, pks in by_language.items()
        for pk, name, slug, own in _in(language, pks).values_list("pk", "name", "slug", "told__name")
    }


def _in(language: str, pks: Iterable[int]) -> Any:
    told = FilteredRelation("words", condition=Q(words__language=language))
    return Topic.objects.filter(pk__in=pks).annotate(told=told).order_by()


def prepare_topics(keys: Iterable[Key]) -> None:
    """Read together what `topic` will be asked for in this run."""
    topic.prepare(keys, _topics)


@selector("stories.about_topic", OF_A_TOPIC)
def about_topic(pk: int, language: str) -> str:
    """The description of a topic, "" when it has none."""
    for described, own in _in(language, [pk]).values_list("description", "told__description"):
        return own or described
    return ""


@selector("stories.topic_at", {Topic: lambda change: change.each("slug")})
def topic_at(slug: str) -> int | None:
    return Topic.objects.filter(slug=slug).values_list("pk", flat=True).first()


@selector("stories.topic_formerly_at", {FormerTopicSlug: lambda change: change.each("slug")})
def topic_formerly_at(slug: str) -> int | None:
    return FormerTopicSlug.objects.filter(slug=slug).values_list("topic_id", flat=True).first()


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
    prepare_section_links(story.path[:-4] for story in stories)


def prepare_section_links(paths: Iterable[str]) -> None:
    section.prepare(paths, _sections)
