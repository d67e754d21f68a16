"""How many messages may go out now: token buckets in the database, shared by all processes."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from broadsheet.newsletters.models import Allowance


@transaction.atomic
def take(name: str, rate: float, wanted: int, now: datetime) -> int:
    """Up to `wanted` messages that may go at once."""
    bucket = _filled(name, rate, now)
    granted = max(0, min(wanted, int(bucket.tokens)))
    _keep(bucket, granted)
    return granted


def give_back(name: str, unused: int) -> None:
    """Of what was taken. More than a burst is never kept."""
    if unused:
        Allowance.objects.filter(name=name).update(tokens=F("tokens") + unused)


AHEAD = timedelta(minutes=3)
"""So far ahead places are kept. What is kept is lost for others when an issue is cancelled or paused, and a small
issue waits behind it."""


@transaction.atomic
def reserve(name: str, rate: float, wanted: int, now: datetime) -> list[datetime]:
    """An instant for each of up to `wanted` messages, not before `now` and not after AHEAD: the bucket goes into debt
    for those that wait."""
    bucket = _filled(name, rate, now)
    ahead = AHEAD.total_seconds() * bucket.rate
    bucket.tokens = max(bucket.tokens, -ahead)  # a debt that was made otherwise is forgiven
    there = bucket.tokens
    granted = max(0, min(wanted, int(there + ahead)))
    _keep(bucket, granted)
    return [now + timedelta(seconds=max(0.0, place - there) / bucket.rate) for place in range(1, granted + 1)]


def _filled(name: str, rate: float, now: datetime) -> Allowance:
    """The bucket as of `now`, locked. A rate that the configuration changed counts from now on."""
    burst = max(1.0, rate)
    fresh = {"tokens": burst, "filled": now, "rate": rate, "burst": burst}
    bucket, _ = Allowance.objects.select_for_update().get_or_create(name=name, defaults=fresh)
    passed = max(0.0, (now - bucket.filled).total_seconds())  # a clock that was set back gives nothing
    bucket.tokens = min(burst, bucket.tokens + passed * bucket.rate)
    bucket.filled, bucket.rate, bucket.burst = now, rate, burst
    return bucket


def _keep(bucket: Allowance, taken: int) -> None:
    bucket.tokens -= taken
    bucket.save()
