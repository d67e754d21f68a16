"""How far the sending of an issue has come, for its screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from broadsheet.kit import clock
from broadsheet.newsletters.models import OPEN, Delivery, Issue, Outcome, Sending
from broadsheet.newsletters.sending import states

WINDOW = timedelta(seconds=60)
CAUSES = 12  # different ones that a screen lists


@dataclass(frozen=True, slots=True)
class Cause:
    """Why rows were not sent: the code and words of one of them, and how many there are of the code."""

    state: str
    code: str
    reply: str
    count: int


@dataclass(frozen=True, slots=True)
class Progress:
    """`counts`: rows by Outcome, each present. `rate`: messages a second over the last minute. `eta`: None when it is
    not under way, or nothing can be said."""

    counts: dict[str, int]
    rate: float
    eta: datetime | None
    causes: list[Cause]
    next_try: datetime | None

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def open(self) -> int:
        return sum(self.counts[state] for state in OPEN)

    @property
    def sent(self) -> int:
        return self.counts[Outcome.SENT]

    @property
    def uncertain(self) -> int:
        return self.counts[Outcome.UNCERTAIN]


def of(issue: Issue) -> Progress:
    now = clock.wall()
    rows = Delivery.objects.filter(issue=issue)
    counts = dict.fromkeys(Outcome.values, 0)
    counts |= dict(rows.values_list("state").annotate(Count("id")).order_by())
    running = issue.sending == Sending.SENDING
    rate = _rate(issue, now) if running else 0.0
    waiting = counts[Outcome.PENDING] + counts[Outcome.CLAIMED] + counts[Outcome.INFLIGHT]
    eta = now + timedelta(seconds=waiting / rate) if rate and waiting else None
    later = rows.filter(state=Outcome.DEFERRED).aggregate(first=Min("retry_at"))["first"]
    return Progress(counts, rate, eta, _causes(issue), later)


@dataclass(frozen=True, slots=True)
class Missed:
    """Of an issue that is done: how many of those who wanted it it was handed over for, and of how many nobody knows
    and nobody has decided. Who was left out, since they left or paused, did not want it."""

    wanted: int
    sent: int
    unknown: int

    def __str__(self) -> str:
        said = {"sent": _grouped(self.sent), "wanted": _grouped(self.wanted)}
        told = _("It was handed over for %(sent)s of %(wanted)s readers.") % said
        if not self.unknown:
            return told
        return f"{told} " + ngettext(
            "Of %(count)s it is not known.", "Of %(count)s it is not known.", self.unknown
        ) % {"count": _grouped(self.unknown)}

    @property
    def short(self) -> str:
        return _("sent to %(sent)s of %(wanted)s") % {"sent": _grouped(self.sent), "wanted": _grouped(self.wanted)}


MANY = 10  # one in so many refused is more than the addresses that die by themselves


def missed(issue: int) -> Missed | None:
    """None when it is well: hardly anybody was refused, and nothing is left to decide."""
    rows = Delivery.objects.filter(issue=issue)
    counts = dict(rows.values_list("state").annotate(Count("id")).order_by())
    failed, sent = counts.get(Outcome.FAILED, 0), counts.get(Outcome.SENT, 0)
    wanted = failed + sent + counts.get(Outcome.UNCERTAIN, 0)
    unknown = rows.filter(state=Outcome.UNCERTAIN).exclude(code=states.LEFT).count()
    return Missed(wanted, sent, unknown) if unknown or (failed and failed * MANY >= wanted) else None


def _grouped(number: int) -> str:
    return number_format(number, force_grouping=True)


def _rate(issue: Issue, now: datetime) -> float:
    """By the rows that were sent in the last minute, or since it began."""
    since = max(now - WINDOW, issue.begun_at or now - WINDOW)
    last = Delivery.objects.filter(issue=issue, state=Outcome.SENT).order_by("-id")[:20_000]
    recent = Delivery.objects.filter(pk__in=last.values("pk"), changed__gte=since)
    found = recent.aggregate(count=Count("id"), first=Min("changed"))
    if not found["count"]:
        return 0.0
    return float(found["count"] / max((now - found["first"]).total_seconds(), 1.0))


def _causes(issue: Issue) -> list[Cause]:
    """Refused, put off, unknown and left-out rows by code, the most frequent first."""
    told = (Outcome.FAILED, Outcome.DEFERRED, Outcome.UNCERTAIN, Outcome.SKIPPED)
    rows = Delivery.objects.filter(issue=issue, state__in=told)
    groups = rows.values_list("state", "code").annotate(count=Count("id"), reply=Max("reply")).order_by("-count")
    return [Cause(state, code, reply, count) for state, code, count, reply in groups[:CAUSES]]
