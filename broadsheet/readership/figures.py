"""What the desk is told of how much is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum

from broadsheet.kit import clock
from broadsheet.readership.models import ELSEWHERE, Audience, Reading, Share, Views
from broadsheet.readership.thinning import start_of_day
from broadsheet.stories.models import StoryPage

FRESH = timedelta(seconds=150)
"""What a process said of who reads now holds for so long: it says so every minute."""
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Ranked:
    name: str
    views: int
    key: int = 0
    now: int = 0


def reading_now() -> Counter[int]:
    """Readers of the last five minutes by story; 0: other pages."""
    found: Counter[int] = Counter()
    for stories in Reading.objects.filter(at__gt=clock.wall() - FRESH).values_list("stories", flat=True):
        for key, count in stories.items():
            found[int(key)] += count
    return found


def today() -> date:
    return clock.local(clock.wall()).date()


def midnight(day: date) -> datetime:
    now = clock.local(clock.wall())
    return start_of_day(now.replace(year=day.year, month=day.month, day=day.day))


def hours_of(day: date, story: int | None = None) -> list[tuple[datetime, int]]:
    """(begin of each hour on the paper's clock, views), up to the present one."""
    begin, end = midnight(day), midnight(day + timedelta(days=1))
    return _by_hour(begin, min(end, clock.wall()), story)


def last_hours(count: int, story: int) -> list[tuple[datetime, int]]:
    now = clock.wall()
    return _by_hour(now.replace(minute=0, second=0, microsecond=0) - (count - 1) * HOUR, now, story)


def _by_hour(begin: datetime, end: datetime, story: int | None) -> list[tuple[datetime, int]]:
    rows = Views.objects.filter(hours=1, at__gte=begin, at__lt=end)
    rows = rows if story is None else rows.filter(story=story)
    sums: dict[datetime, int] = dict(rows.order_by().values_list("at").annotate(Sum("views")))
    found, at = [], begin
    while at < end:
        inside = sum(views for hour, views in sums.items() if at <= hour < at + HOUR)
        found.append((clock.local(at), inside))
        at += HOUR
    return found


def days(count: int, story: int | None = None) -> list[tuple[date, int]]:
    """The last days on the paper's clock, today the last."""
    first = today() - timedelta(days=count - 1)
    rows = Views.objects.filter(at__gte=midnight(first))
    rows = rows if story is None else rows.filter(story=story)
    sums: Counter[date] = Counter()
    for at, views in rows.order_by().values_list("at").annotate(Sum("views")):
        sums[clock.local(at).date()] += views
    return [(day, sums[day]) for day in (first + timedelta(days=n) for n in range(count))]


def readers(count: int) -> dict[date, int]:
    """Different readers of each of the last days; days without a figure are left out."""
    rows = Audience.objects.filter(day__gt=today() - timedelta(days=count)).order_by()
    return dict(rows.values_list("day").annotate(Sum("readers")))


def total(story: int) -> int:
    return Views.objects.filter(story=story).aggregate(sum=Sum("views"))["sum"] or 0


def top_stories(period: int, most: int = 20) -> list[Ranked]:
    rows = Views.objects.filter(at__gte=midnight(today() - timedelta(days=period - 1))).exclude(story=ELSEWHERE)
    sums = list(rows.values_list("story").annotate(sum=Sum("views")).order_by("-sum", "-story")[:most])
    titles = dict(StoryPage.objects.filter(pk__in=[key for key, _ in sums]).values_list("pk", "title"))
    now = reading_now()
    return [Ranked(titles[key], views, key, now[key]) for key, views in sums if key in titles]


def shares(kind: Share.Kind, period: int, story: int | None = None, most: int = 15) -> list[Ranked]:
    rows = Share.objects.filter(kind=kind, day__gt=today() - timedelta(days=period))
    rows = rows if story is None else rows.filter(story=story)
    sums = rows.values_list("name").annotate(sum=Sum("views")).order_by("-sum", "name")
    return [Ranked(name, views) for name, views in sums[:most]]


def widths(found: Sequence[Ranked]) -> Iterator[tuple[Ranked, float]]:
    """Each with the length of its bar in percent of the longest."""
    longest = max((one.views for one in found), default=0) or 1
    yield from ((one, round(100 * one.views / longest, 1)) for one in found)
