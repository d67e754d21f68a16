"""All that is kept about a reader, for themselves (GDPR 15 and 20)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from broadsheet.newsletters import consent, hashes
from broadsheet.newsletters.consent import Proof
from broadsheet.newsletters.models import ConsentRecord, Event, Subscriber


@transaction.atomic
def taken(subscriber: Subscriber, now: datetime) -> dict[str, Any]:
    """The dossier, and the record that it was taken."""
    consent.record(Event.EXPORTED, subscriber, [None], Proof("link"), now)
    return dossier(subscriber)


def dossier(subscriber: Subscriber) -> dict[str, Any]:
    """Plain values; instants in RFC 3339, UTC."""
    return {
        "address": subscriber.address,
        "language": subscriber.language,
        "since": subscriber.created.isoformat(),
        "subscriptions": [
            {
                "newsletter": each.newsletter.name,
                "state": each.state,
                "since": each.created.isoformat(),
                "changed": each.changed.isoformat(),
                "paused_until": each.paused_until and each.paused_until.isoformat(),
                "issues": _issues(each),
            }
            for each in subscriber.subscriptions.select_related("newsletter").order_by("pk")
        ],
        "history": [_event(each) for each in _records(subscriber)],
    }


def _issues(subscription: Any) -> list[dict[str, Any]]:
    """What was sent to them."""
    rows = subscription.deliveries.order_by("pk").values_list("issue__subject", "state", "changed")
    return [{"subject": subject, "state": state, "at": at and at.isoformat()} for subject, state, at in rows]


def _records(subscriber: Subscriber) -> Any:
    mine = ConsentRecord.objects.filter(address_hash=hashes.of(subscriber.key)) | subscriber.consents.all()
    return mine.select_related("newsletter", "wording").order_by("pk")


def _event(record: ConsentRecord) -> dict[str, Any]:
    return {
        "event": record.event,
        "at": record.at.isoformat(),
        "newsletter": record.newsletter.name if record.newsletter else None,
        "by": record.by,
        "agreed_to": record.wording.text if record.wording else None,
        "form": record.form_url or None,
        "network": record.network or None,
    }
