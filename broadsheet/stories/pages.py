"""The story page: plain values for its template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from broadsheet.design.frame import Head, Link, render
from broadsheet.design.times import time_tag
from broadsheet.kit import clock
from broadsheet.people.models import Role
from broadsheet.people.selectors import named
from broadsheet.pictures import markup
from broadsheet.pictures.figures import figure
from broadsheet.release.registries import slots
from broadsheet.sections import previews
from broadsheet.sections.addresses import address, path
from broadsheet.sections.frame import BANNER, frame
from broadsheet.sections.selectors import alternates
from broadsheet.stories import body as story_body
from broadsheet.stories.body import Around
from broadsheet.stories.claimed import claims
from broadsheet.stories.corrections import corrections
from broadsheet.stories.headlines import headline, is_retracted, marked
from broadsheet.stories.length import minutes, words_of
from broadsheet.stories.models import CorrectionKind, StoryEvidence, StoryPage
from broadsheet.stories.selectors import Attached, Known, attached, claimed, section_of, topic
from broadsheet.stories.trust import Evidence, Fix, evidence, fixes, last_of

PLAYER, UPDATES, LETTERS, RAILS = "story.player", "story.updates", "story.letters", "story.rails"
"""Slots of a story, filled with `story=…`: above its text, right below it, below all else, beside it."""
TIMES = "story.times"
"""The slot among its times, filled with `story=…`: groups of a <dl>."""
CHANGES = "story.changes"
"""The slot below its corrections, filled with `story=…`: what changed."""
HEAD = "story.head"
"""The slot in the head of a story's page, filled with `story=…`; previews go without."""
UPDATED_AFTER = timedelta(minutes=1)
TEMPLATE = "stories/story.html"
LABELS = dict(Role.choices)


@dataclass(frozen=True, slots=True)
class Credit:
    """One line of the byline: "Reported by", and who."""

    role: str
    people: list[Link]


@dataclass(frozen=True, slots=True)
class StoryView:
    """`key` is its number, 0 in a preview. `minutes` to read, 0 for a story without words. `retractions` stand above
    the text, `corrections` (of all other kinds) below it. The dateline is in the body. `plain` is the address of the
    page without pictures and scripts, "" in a preview."""

    key: int
    title: str
    kicker: str
    standfirst: str
    section: Link | None
    credits: list[Credit]
    published: SafeString
    updated: SafeString | str
    times: SafeString
    minutes: int
    hero: SafeString | str
    body: SafeString
    how_we_know: str
    evidence: list[Evidence]
    retractions: list[Fix]
    corrections: list[Fix]
    changes: SafeString
    topics: list[Link]
    player: SafeString
    updates: SafeString
    letters: SafeString
    rails: SafeString
    plain: str


def body(story: StoryPage, language: str) -> bytes:
    """The page's bytes. `language` is active."""
    return _page(story, attached(story.pk), Around(language), robots="")


def preview(story: StoryPage, mark: str = "") -> bytes:
    """The page as the desk sees it before it is published: from the instance, and with the desk's renditions. `mark`
    stays above it."""
    now: Attached = {
        "bylines": [(line.role, line.contributor_id) for line in story.bylines.all()],
        "topics": [line.topic_id for line in story.story_topics.all()],
        "evidence": [_known(line) for line in story.evidence.all()],
        "claims": [claimed(line) for line in story.claims.all() if line.shown],
    }
    with translation.override(story.language):
        return _page(story, now, Around(story.language, desk=True), robots=previews.ROBOTS, mark=mark)


previews.register(StoryPage, preview)


def _known(line: StoryEvidence) -> Known:
    return {
        "kind": line.kind,
        "text": line.text,
        "source_id": line.source_id,
        "document_id": line.document_id,
        "link": line.link,
        "link_text": line.link_text,
    }


def _page(story: StoryPage, attached: Attached, around: Around, *, robots: str, mark: str = "") -> bytes:
    section = section_of(story)
    head = Head(
        title=marked(story.seo_title or story.title, retracted=bool(story.pk) and is_retracted(story.pk)),
        section=section["url"] if section else "",
        path=address(around.language, story.url_path),
        description=story.search_description or story.standfirst,
        robots=robots,
        mark=mark,
        alternates=alternates(story.translation_key),
        more="" if around.desk else slots.fill(HEAD, story=story),
        banner="" if around.desk else slots.fill(BANNER, language=around.language, story=story),
    )
    return render(TEMPLATE, frame(around.language), head, story=_view(story, attached, around))


def _view(story: StoryPage, attached: Attached, around: Around) -> StoryView:
    section = section_of(story)
    published = story.published_at or clock.now()
    player = filled(PLAYER, story)
    hero = figure(story.hero_id, story.hero_caption, crop="16:9", desk=around.desk)
    notes = corrections(story.pk) if story.pk else []
    shown = fixes(notes)
    anchored = bool(player or attached["claims"])
    return StoryView(
        key=0 if around.desk else story.pk,
        title=headline(story),
        kicker=story.kicker,
        standfirst=story.standfirst,
        section=Link(**section) if section else None,
        credits=credits_of(attached["bylines"], around.language),
        published=time_tag(published),
        updated=updated_of(published, story.last_published_at, last_of(notes)),
        times=filled(TIMES, story),
        minutes=minutes_of(story, around),
        hero=markup.html(hero, lazy=False, css="hero") if hero else "",
        body=story_body.html(story, replace(around, anchored=anchored)),
        how_we_know=story.how_we_know.strip(),
        evidence=[
            *evidence(attached["evidence"], around.language, desk=around.desk),
            *claims(attached["claims"], story, replace(around, anchored=anchored)),
        ],
        retractions=[each for each in shown if each.kind == CorrectionKind.RETRACTION],
        corrections=[each for each in shown if each.kind != CorrectionKind.RETRACTION],
        changes=filled(CHANGES, story),
        topics=_topics(attached["topics"], around.language),
        player=player,
        updates=filled(UPDATES, story),
        letters=filled(LETTERS, story),
        rails=filled(RAILS, story),
        plain="" if around.desk else f"{address(around.language, story.url_path)}plain/",
    )


def filled(name: str, story: StoryPage) -> SafeString:
    """What other rooms have for this place of the story."""
    return mark_safe(slots.fill(name, story=story))  # noqa: S308  (fillings are safe HTML)


def minutes_of(story: StoryPage, around: Around) -> int:
    """A preview counts what has not been saved yet."""
    words = words_of(story.body.raw_data) if around.desk else story.words
    return minutes(words, around.language) if words else 0


def updated_of(published: datetime, *later: datetime | None) -> SafeString | str:
    """The last of these instants, when it is one that readers should know of."""
    last = max((instant for instant in later if instant is not None), default=published)
    return time_tag(last) if last - published >= UPDATED_AFTER else ""


def credits_of(bylines: Iterable[tuple[str, int]], language: str) -> list[Credit]:
    """Names in their order; those of one role that stand together share a line."""
    credits = []
    for role, lines in groupby(bylines, key=lambda line: line[0]):
        people = [person for _, pk in lines if (person := named(pk, language)) is not None]
        links = [Link(person["name"], path(language, "people", person["slug"])) for person in people]
        credits.append(Credit(str(LABELS.get(role, role)), links))
    return credits


def _topics(pks: Iterable[int], language: str) -> list[Link]:
    found = (topic(pk, language) for pk in pks)
    return [Link(each["name"], path(language, "topics", each["slug"])) for each in found if each is not None]
