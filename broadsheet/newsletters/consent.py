"""What is written down with each change of a list: who agreed to what and where, and the newsletter's counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from broadsheet.kit import clock
from broadsheet.newsletters import hashes
from broadsheet.newsletters.models import ConsentRecord, Event, Newsletter, Subscriber, Tally, Wording


@dataclass(frozen=True, slots=True)
class Proof:
    """How somebody came to a change. `by`: link, code, one-click, form, import, or who at the desk."""

    by: str
    wording: Wording | None = None
    form_url: str = ""
    network: str = ""


def wording(text: str) -> Wording:
    """The one row of these words."""
    return Wording.objects.get_or_create(hash=hashes.of_words(text), defaults={"text": text})[0]


def entry(event: Event, subscriber: Subscriber, newsletter: int | None, proof: Proof, at: datetime) -> ConsentRecord:
    """A record, not saved yet."""
    return ConsentRecord(
        subscriber=subscriber,
        address_hash=hashes.of(subscriber.key),
        newsletter_id=newsletter,
        event=event,
        at=at,
        by=proof.by,
        wording=proof.wording,
        form_url=proof.form_url[:1800],
        network=proof.network,
    )


def record(
    event: Event, subscriber: Subscriber, newsletters: Iterable[int | None], proof: Proof, at: datetime
) -> None:
    ConsentRecord.objects.bulk_create([entry(event, subscriber, each, proof, at) for each in newsletters])


def count(newsletter: int, at: datetime, *, came: int = 0, left: int = 0) -> None:
    """Add to the newsletter's row of the day, on the paper's own calendar. To be called in a transaction."""
    if not came and not left:
        return
    Newsletter.objects.select_for_update(no_key=True).filter(pk=newsletter).values("pk").first()  # one at a time
    day = clock.local(at).date()
    Tally.objects.get_or_create(newsletter_id=newsletter, day=day, defaults={"total": _total_before(newsletter, day)})
    Tally.objects.filter(newsletter_id=newsletter, day=day).update(
        confirmed=F("confirmed") + came, left=F("left") + left
    )
    Tally.objects.filter(newsletter_id=newsletter, day__gte=day).update(total=F("total") + came - left)


def _total_before(newsletter: int, day: date) -> int:
    before = Tally.objects.filter(newsletter=newsletter, day__lt=day).order_by("-day")
    return before.values_list("total", flat=True).first() or 0
