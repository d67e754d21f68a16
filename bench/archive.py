"""python -m bench.archive SITE COUNT: a paper with COUNT stories over ten years, made through the models.

Eight sections, sixty contributors, two hundred topics; each story has six to fourteen paragraphs, a byline, topics
and often a card of an earlier story. It goes on where it was interrupted.
"""

from __future__ import annotations

import os
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import django

SECTIONS = ("Town", "Harbour", "Schools", "Sea", "Courts", "Culture", "Sport", "Opinion")
WORDS = [
    *(
        "the",
        "harbour",
        "council",
        "ferry",
        "tide",
        "gate",
        "school",
        "budget",
        "pilot",
        "channel",
        "herring",
        "market",
    ),
    *(
        "dredger",
        "mayor",
        "quay",
        "lantern",
        "timber",
        "bridge",
        "winter",
        "storm",
        "archive",
        "ledger",
        "clerk",
        "signal",
    ),
    *("north", "sluice", "meadow", "printer", "reading", "vote", "repair"),
]
BATCH = 200
YEARS = 10


def main(site: Path, count: int) -> None:
    os.environ["BROADSHEET_SITE"] = str(site)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.archive_settings"
    django.setup()
    fill(count)


def fill(count: int) -> None:
    from django.db import transaction  # noqa: PLC0415
    from django_tasks import task_backends  # noqa: PLC0415

    from broadsheet.people.factories import make_contributor  # noqa: PLC0415
    from broadsheet.sections.factories import make_section  # noqa: PLC0415
    from broadsheet.sections.models import Section  # noqa: PLC0415
    from broadsheet.stories.factories import block, make_story, make_topic  # noqa: PLC0415
    from broadsheet.stories.models import StoryPage  # noqa: PLC0415

    sections = list(Section.objects.order_by("pk")) or [make_section(name, show_in_menus=True) for name in SECTIONS]
    people = [make_contributor(f"Writer {n}", slug=f"writer-{n}") for n in range(60)]
    topics = [make_topic(f"Topic {n}", slug=f"topic-{n}") for n in range(200)]
    begin, step = datetime.now(UTC) - timedelta(days=365 * YEARS), timedelta(days=365 * YEARS) / count
    earlier = list(StoryPage.objects.order_by("pk").values_list("pk", flat=True))
    with click.progressbar(length=count, label=f"{count:,} stories") as bar:
        bar.update(len(earlier))
        while len(earlier) < count:
            with transaction.atomic():
                for n in range(len(earlier), min(len(earlier) + BATCH, count)):
                    chance = random.Random(n)
                    at = begin + step * n
                    story = make_story(
                        f"{sentence(chance, 7)} {n}",
                        section=sections[n % len(sections)],
                        slug=f"story-{n}",
                        standfirst=sentence(chance, 14),
                        body=body(chance, earlier, block),
                        by=[people[n % 60]],
                        topics=chance.sample(topics, 2),
                        first_published_at=at,
                        last_published_at=at,
                    )
                    earlier.append(story.pk)
            task_backends["default"].clear()
            bar.update(min(BATCH, count))


def sentence(chance: random.Random, length: int) -> str:
    return " ".join(chance.choices(WORDS, k=length)).capitalize()


def body(chance: random.Random, earlier: list[int], block) -> list[dict]:
    parts = [block("paragraph", f"<p>{sentence(chance, 45)}.</p>") for _ in range(chance.randint(6, 14))]
    if earlier and chance.random() < 0.6:
        card = {"story": chance.choice(earlier), "url": "", "headline": "", "teaser": ""}
        parts.insert(3, block("related", card))
    return parts


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), int(sys.argv[2]))
