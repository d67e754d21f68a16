"""How a newsletter grew: a line over its days, drawn on the server from the tallies, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from broadsheet.kit import clock
from broadsheet.newsletters.models import ConsentRecord, Event, Newsletter, Tally

WEEKS, FEWEST = 26, 8
LATELY = timedelta(weeks=4)
SOURCES = 10  # pages that are named
WIDTH, HEIGHT = 640, 180  # of the drawing's own units
LEFT, RIGHT, TOP, BOTTOM = 56, 28, 12, 28


@dataclass(frozen=True, slots=True)
class Week:
    """`ends` is its last day, `total` those who got it then."""

    ends: date
    came: int
    left: int
    total: int


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """A page with a form, and how many who signed up there confirmed lately. Without a `url` its words say what it
    is."""

    url: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class Growth:
    newsletter: Newsletter
    weeks: list[Week]
    line: str
    area: str
    heights: list[Label]
    days: list[Label]
    sources: list[Source]

    @property
    def total(self) -> str:
        return grouped(self.weeks[-1].total)

    @property
    def came(self) -> str:
        return grouped(sum(week.came for week in self.weeks[-4:]))

    @property
    def left(self) -> str:
        return grouped(sum(week.left for week in self.weeks[-4:]))

    @property
    def newest_first(self) -> list[Week]:
        return self.weeks[::-1]


def grouped(number: int) -> str:
    return str(number_format(number, force_grouping=True))


def growths(newsletters: Sequence[Newsletter]) -> list[Growth]:
    """Of each, the last half year. Reads tallies: at most one a day."""
    today = clock.local(clock.now()).date()
    since = today - timedelta(weeks=WEEKS)
    tallies: dict[int, list[Tally]] = {each.pk: [] for each in newsletters}
    for tally in Tally.objects.filter(newsletter__in=tallies, day__gt=since).order_by("day"):
        tallies[tally.newsletter_id].append(tally)
    return [_drawn(each, _weeks(tallies[each.pk], _before(each, since), today)) for each in newsletters]


def _before(newsletter: Newsletter, since: date) -> int:
    earlier = Tally.objects.filter(newsletter=newsletter, day__lte=since).order_by("-day")
    return earlier.values_list("total", flat=True).first() or 0


def _weeks(tallies: Sequence[Tally], before: int, today: date) -> list[Week]:
    """The last half year, or since the first of its tallies, but eight weeks at least."""
    weeks, total = [], before
    young = not before and tallies
    shown = min(WEEKS, max(FEWEST, (today - tallies[0].day).days // 7 + 2)) if young else WEEKS
    for number in range(shown):
        ends = today - timedelta(weeks=shown - 1 - number)
        of_it = [tally for tally in tallies if ends - timedelta(weeks=1) < tally.day <= ends]
        total = of_it[-1].total if of_it else total
        weeks.append(Week(ends, sum(each.confirmed for each in of_it), sum(each.left for each in of_it), total))
    return weeks


def _drawn(newsletter: Newsletter, weeks: list[Week]) -> Growth:
    step = _step(max(week.total for week in weeks))
    top = step * max(1, -(-max(week.total for week in weeks) // step))
    across, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def y(value: int) -> float:
        return round(TOP + high * (1 - value / top), 1)

    xs = [round(LEFT + across * number / (len(weeks) - 1), 1) for number in range(len(weeks))]
    points = [f"{x},{y(week.total)}" for x, week in zip(xs, weeks, strict=True)]
    heights = [Label(LEFT - 8, y(value), grouped(value)) for value in range(0, top + 1, step)]
    every = -(-len(xs) // 6)
    days = [Label(x, HEIGHT - 8, date_format(weeks[at].ends, "j M")) for at, x in enumerate(xs) if at % every == 0]
    line = " ".join(points)
    area = f"{LEFT},{y(0)} {line} {xs[-1]},{y(0)}"
    return Growth(newsletter, weeks, line, area, heights, days, sources(newsletter))


def sources(newsletter: Newsletter) -> list[Source]:
    """Where those signed up who confirmed in the last four weeks, the most frequent first."""
    since = clock.now() - LATELY
    joined = ConsentRecord.objects.filter(newsletter=newsletter, event=Event.CONFIRMED, at__gte=since)
    found = joined.order_by().values_list("form_url").annotate(count=Count("pk")).order_by("-count", "form_url")
    return [_source(url, count) for url, count in found[:SOURCES]]


def _source(url: str, count: int) -> Source:
    if not url:
        return Source("", _("Their browser did not say where"), count)
    path = url.removeprefix(settings.PAPER_BASE_URL)
    return Source(url, _("The first page") if path == "/" else path, count)


def _step(highest: int) -> int:
    """Between two lines of the axis: a whole number such as 1, 2, 5, 10, 20, 50, with at most five lines."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if highest <= 4 * step * factor:
                return step * factor
        step *= 10
