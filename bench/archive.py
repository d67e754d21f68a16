"""A paper with very many stories over ten years, made of the paper's models.

Eight sections, sixty contributors, two hundred topics; each story has six to fourteen paragraphs, a byline, topics
and often a card of an earlier story. It goes on where it was interrupted.

One by one through the tree, a story costs 12 to 26 ms, most of it for looking up what is known here (that its slug
is free, who its parent is): a hundred thousand took 20 minutes. So their rows are inserted two hundred at a time.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import click
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Page

from broadsheet.people.factories import make_contributor
from broadsheet.people.models import Contributor
from broadsheet.sections.factories import make_section
from broadsheet.sections.models import Section
from broadsheet.stories.factories import block, make_topic, paragraphs
from broadsheet.stories.models import StoryByline, StoryPage, StoryTopic, Topic
from broadsheet.stories.shelves import shelve

SECTIONS = ("Town", "Harbour", "Schools", "Sea", "Courts", "Culture", "Sport", "Opinion")
WORDS = (  # noqa: SIM905  (as words are read)
    "the harbour council ferry tide gate school budget pilot channel herring market dredger mayor quay lantern "
    "timber bridge winter storm archive ledger clerk signal north sluice meadow printer reading vote repair"
).split()
TOGETHER = 200
YEARS = timedelta(days=3652)


class Maker:
    """Makes stories, the oldest first, up to `count`."""

    def __init__(self, count: int) -> None:
        self.begin, self.step = datetime.now(UTC) - YEARS, YEARS / count
        self.sections = list(Section.objects.order_by("pk")) or [make_section(name) for name in SECTIONS]
        self.people = [make_contributor(f"Writer {n}", slug=f"writer-{n}") for n in range(60)]
        self.topics = [make_topic(f"Topic {n}", slug=f"topic-{n}") for n in range(200)]
        self.type = ContentType.objects.get_for_model(StoryPage)
        self.made = list(StoryPage.objects.order_by("pk").values_list("pk", flat=True))

    @transaction.atomic
    def more(self, count: int) -> None:
        """Insert the next `count` stories with all that belongs to them."""
        key, first = Page.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1, len(self.made)
        new = [self._story(first + n, key + n) for n in range(count)]
        Page.objects.bulk_create(map(_page_row, new))
        for story in new:
            story.save_base(raw=True)  # its own row alone: Django inserts no rows of two tables together
        StoryByline.objects.bulk_create(
            StoryByline(page=story, contributor=self._writer(first + n), sort_order=0) for n, story in enumerate(new)
        )
        StoryTopic.objects.bulk_create(
            StoryTopic(page=story, topic=topic, sort_order=place)
            for n, story in enumerate(new)
            for place, topic in enumerate(self._about(first + n))
        )
        Section.objects.bulk_update(self.sections, ["numchild"])
        shelve(story.pk for story in new)

    def _story(self, n: int, key: int) -> StoryPage:
        section, chance, at = self.sections[n % len(self.sections)], random.Random(n), self.begin + self.step * n
        section.numchild += 1
        title, slug = f"{sentence(chance, 7)} {n}", f"story-{n}"
        story = StoryPage(
            pk=key,
            path=Page._get_path(section.path, section.depth + 1, section.numchild),
            depth=section.depth + 1,
            content_type=self.type,
            locale_id=section.locale_id,
            url_path=f"{section.url_path}{slug}/",
            slug=slug,
            title=title,
            draft_title=title,
            standfirst=sentence(chance, 14),
            first_published_at=at,
            last_published_at=at,
        )
        story.body = list(self._body(chance))
        self.made.append(key)
        return story

    def _body(self, chance: random.Random) -> Iterator[dict[str, Any]]:
        texts = [f"{sentence(chance, 45)}." for _ in range(chance.randint(6, 14))]
        yield from paragraphs(*texts[:3])
        if self.made and chance.random() < 0.6:
            yield block("related", {"story": chance.choice(self.made), "url": "", "headline": "", "teaser": ""})
        yield from paragraphs(*texts[3:])

    def _writer(self, n: int) -> Contributor:
        return self.people[n % len(self.people)]

    def _about(self, n: int) -> list[Topic]:
        return random.Random(-n).sample(self.topics, 2)


def _page_row(story: StoryPage) -> Page:
    """The row of Wagtail's own table."""
    return Page(**{field.attname: getattr(story, field.attname) for field in Page._meta.concrete_fields})


def sentence(chance: random.Random, length: int) -> str:
    return " ".join(chance.choices(WORDS, k=length)).capitalize()


def fill(count: int) -> int:
    """Inside a site, under bench.archive_settings: have at least `count` stories; how many there are."""
    maker = Maker(count)
    with click.progressbar(length=count, label=f"{count:,} stories", show_pos=True) as bar:
        bar.update(len(maker.made))
        while len(maker.made) < count:
            more = min(TOGETHER, count - len(maker.made))
            maker.more(more)
            bar.update(more)
    return len(maker.made)
