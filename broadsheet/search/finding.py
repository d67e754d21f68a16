"""Finding stories: the index says which may fit, the gate which of them may be told of, and nothing is counted or
shown before it was asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.safestring import SafeString

from broadsheet.design.times import time_tag
from broadsheet.kit import clock
from broadsheet.release import gate
from broadsheet.search import index
from broadsheet.search.asking import NEWEST, Question
from broadsheet.search.excerpts import excerpt, marked_up
from broadsheet.search.keeping import public
from broadsheet.search.tables import Place, Wanted
from broadsheet.search.texts import texts
from broadsheet.sections.addresses import address
from broadsheet.sections.models import Section
from broadsheet.stories.headlines import headline
from broadsheet.stories.models import StoryPage
from broadsheet.stories.selectors import section_of

MOST = 1000
"""Of what fits, the newest so many are looked at: a word that is in more of them than that tells nothing."""
A_PAGE = 10
_FIRST, _LAST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Find:
    """A story that fits. `title`, `excerpt` and `by` are safe HTML with what was looked for in `<mark>`."""

    url: str
    title: SafeString
    excerpt: SafeString
    by: SafeString
    section: str
    published: SafeString


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what fits. `count` is of all pages, at most MOST; `more`: there are older ones."""

    finds: list[Find]
    count: int = 0
    more: bool = False
    pages: int = 0


NOTHING = Found([])


def find(question: Question) -> Found:
    """To be called with the question's language active."""
    wanted = _wanted(question)
    if wanted is None:
        return NOTHING
    places = index.table().find(wanted, MOST + 1)
    kept = _public(places[:MOST])
    if question.order != NEWEST:
        kept.sort(key=lambda each: -each[0].score)  # stable: of two as good the newer one
    start = (question.page - 1) * A_PAGE
    shown = [story for _, story in kept[start : start + A_PAGE]]
    return Found(_finds(shown, question), len(kept), len(places) > MOST, -(-len(kept) // A_PAGE))


def _public(places: list[Place]) -> list[tuple[Place, int]]:
    stories = index.stories_at([each.place for each in places])
    allowed = public(stories.values())
    return [(each, stories[each.place]) for each in places if stories.get(each.place) in allowed]


def _wanted(question: Question) -> Wanted | None:
    """None: there can be nothing."""
    marks = [index.language_mark(question.language)]
    if question.section:
        section = Section.objects.filter(slug=question.section, locale__language_code=question.language).first()
        if section is None or not gate.verdict(section, clock.now()).public:
            return None
        marks.append(index.section_mark(section.pk))
    zone = ZoneInfo(settings.PAPER_TIME_ZONE)
    since, until = question.since, question.until
    first = datetime.combine(since, time(), zone) if since else _FIRST
    end = datetime.combine(until, time(), zone) + timedelta(days=1) if until and until < _LAST.date() else _LAST
    return Wanted(question.terms, question.authors, marks, index.place_of(first), index.place_of(end) - 1)


def _finds(keys: list[int], question: Question) -> list[Find]:
    now, rows = clock.now(), StoryPage.objects.in_bulk(keys)
    return [_find(rows[key], question) for key in keys if key in rows and gate.verdict(rows[key], now).public]


def _find(story: StoryPage, question: Question) -> Find:
    """From the story as it is now, not from the index."""
    said, wanted = texts(story), question.terms
    section = section_of(story)
    assert story.published_at is not None
    return Find(
        url=address(question.language, story.url_path),
        title=marked_up(headline(story), wanted),
        excerpt=excerpt(said, wanted),
        by=marked_up(said.byline, [*wanted, *question.authors]),
        section=section["title"] if section else "",
        published=time_tag(story.published_at, "DATE_FORMAT"),
    )
