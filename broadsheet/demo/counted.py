"""How much the demo's stories were read: made-up sums of the last four weeks, so that the desk has pictures to show.

Many in the first hours, half as many a day later, next to nobody at night; chance is seeded, so that two demos of one
hour are alike.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from broadsheet.demo.typesetting import Newsroom
from broadsheet.kit import clock
from broadsheet.readership.models import ELSEWHERE, Audience, Share, Views
from broadsheet.stories.models import StoryPage

WEEKS = timedelta(weeks=4)
HOUR = timedelta(hours=1)
AWAKE = (2, 1, 1, 1, 1, 3, 9, 16, 18, 14, 12, 12, 15, 14, 11, 10, 11, 13, 15, 17, 18, 15, 9, 4)
"""How busy an hour of the day is, from midnight."""
SOURCES = {"": 44, "search.example": 21, "social.example": 17, "bayradio.example": 9, "ferrynews.example": 5}
DEVICES = {"phone": 63, "desktop": 28, "tablet": 7, "other": 2}
FADING = 30.0  # hours until a story is read a third as often


def build(room: Newsroom) -> None:
    """Sums for each story that is out, and for all other pages together."""
    chance, end = random.Random("Mirna Bay"), room.now.replace(minute=0, second=0, microsecond=0)  # noqa: S311  (made-up figures, the same each time)
    views: list[Views] = []
    days: Counter[tuple[int, date]] = Counter()
    for key, at, count in _read(room, end, chance):
        views.append(Views(story=key, at=at, views=count))
        days[key, clock.local(at).date()] += count
    Views.objects.bulk_create(views, batch_size=500)
    Share.objects.bulk_create(_shares(days, chance), batch_size=500)
    whole: Counter[date] = Counter()
    for (_, day), count in days.items():
        whole[day] += count
    past = [(day, count) for day, count in whole.items() if day < clock.local(end).date()]
    Audience.objects.bulk_create(
        Audience(day=day, run="demo", sketch=b"", readers=round(count * 0.47)) for day, count in past
    )


def _read(room: Newsroom, end: datetime, chance: random.Random) -> Iterator[tuple[int, datetime, int]]:
    """(story, hour, views), hours without a view left out."""
    out = StoryPage.objects.filter(pk__in=[story.pk for story in room.stories.values()], live=True)
    for story, published in out.order_by("pk").values_list("pk", "first_published_at"):
        drawn = chance.lognormvariate(3.4, 0.8)
        yield from _hours(story, max(published or end, end - WEEKS), published or end, end, drawn, chance)
    yield from _hours(ELSEWHERE, end - WEEKS, end, end, 35.0, chance)


def _hours(
    story: int, begin: datetime, published: datetime, end: datetime, most: float, chance: random.Random
) -> Iterator[tuple[int, datetime, int]]:
    at = begin.replace(minute=0, second=0, microsecond=0)
    while at < end:
        age = max(0.0, (at - published).total_seconds() / 3600)
        awake = AWAKE[clock.local(at).hour] / max(AWAKE)
        count = round(most * awake * math.exp(-age / FADING) * chance.uniform(0.7, 1.3))
        if count:
            yield story, at, count
        at += HOUR


def _shares(days: Counter[tuple[int, date]], chance: random.Random) -> Iterator[Share]:
    for (story, day), count in sorted(days.items()):
        for kind, parts in ((Share.Kind.SOURCE, SOURCES), (Share.Kind.DEVICE, DEVICES)):
            drawn = Counter(chance.choices(list(parts), list(parts.values()), k=count))
            for name, views in drawn.items():
                if name:  # nobody knows where all of them came from
                    yield Share(story=story, day=day, kind=kind, name=name, views=views)
