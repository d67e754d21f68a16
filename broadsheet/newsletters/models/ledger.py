"""The ledger of sending: a row for each recipient of an issue, and for each mail to one person."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from broadsheet.newsletters.models.issues import Issue
from broadsheet.newsletters.models.readers import Subscription


class Outcome(models.TextChoices):
    PENDING = "pending", _("waits")
    CLAIMED = "claimed", _("is being prepared")
    INFLIGHT = "inflight", _("is being handed over")
    SENT = "sent", _("sent")
    FAILED = "failed", _("refused")
    DEFERRED = "deferred", _("tried again later")
    UNCERTAIN = "uncertain", _("unknown")
    SKIPPED = "skipped", _("left out")


OPEN = (Outcome.PENDING, Outcome.CLAIMED, Outcome.INFLIGHT, Outcome.DEFERRED)
"""An issue is done when none of its rows is in one of these."""
GOT = (Outcome.SENT, Outcome.UNCERTAIN, Outcome.INFLIGHT)
"""Whoever has, or may have, what was sent to them: a correction of it goes to these."""
HELD = Q(state__in=["claimed", "inflight"])
"""Rows that a worker holds under a lease."""


class Handover(models.Model):
    """A mail that is handed to the relay once. What moves it from state to state is in sending/states.py, and nothing
    else does."""

    state = models.CharField(max_length=10, choices=Outcome, default=Outcome.PENDING)
    claim = models.CharField(
        max_length=32, blank=True, help_text="the worker's token; with `attempt` it fences zombies"
    )
    lease_until = models.DateTimeField(null=True)
    attempt = models.PositiveIntegerField(default=0, help_text="how often a worker took it")
    deferrals = models.PositiveSmallIntegerField(default=0, help_text="how often the relay put it off")
    retry_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=12, blank=True, help_text="enhanced status code (RFC 3463), or the reply's")
    reply = models.CharField(max_length=300, blank=True, help_text="the relay's words, or why it was left out")
    changed = models.DateTimeField(null=True, help_text="when it came into its state")

    class Meta:
        abstract = True


class Delivery(Handover):
    """One recipient of one issue. `uncertain` is never sent again by itself."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    subscription = models.ForeignKey(
        Subscription, null=True, on_delete=models.SET_NULL, related_name="deliveries", help_text="null: erased since"
    )

    made_at = models.DateTimeField(
        null=True,
        help_text="of the message that it was last taken with (Compiled.made_at); null: not known, the first",
    )
    may_have = models.DateTimeField(
        null=True, help_text="of an earlier message that may have arrived: it was unknown, and went again"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "subscription"], name="newsletters_once_each")]
        indexes = [
            models.Index(fields=["issue", "state", "id"], name="newsletters_ledger"),
            models.Index(fields=["lease_until"], condition=HELD, name="newsletters_leases"),
            models.Index(fields=["retry_at"], condition=Q(state="deferred"), name="newsletters_later"),
        ]


class Note(Handover):
    """A mail to one person: a confirmation, a link, a test. It is written in the transaction of what it tells, and
    its words are gone once it was handed over."""

    kind = models.CharField(max_length=30, help_text="what it is, such as `confirmation`")
    address = models.CharField(max_length=320)
    key = models.CharField(max_length=320, help_text="as a subscriber's: an erasure finds it by that")
    language = models.CharField(max_length=12)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    created = models.DateTimeField()
    expires = models.DateTimeField(null=True, help_text="not sent after that")

    class Meta:
        indexes = [
            models.Index(fields=["state", "id"], name="newsletters_notes"),
            models.Index(fields=["key"], name="newsletters_notes_to"),
            models.Index(fields=["lease_until"], condition=HELD, name="newsletters_note_leases"),
        ]


class Allowance(models.Model):
    """A token bucket of a sender or of a destination's domain: it lives here, so that all processes share it and one
    that sleeps holds none."""

    name = models.CharField(max_length=255, unique=True, help_text="`sender:` and a host, or `domain:` and a domain")
    tokens = models.FloatField()
    filled = models.DateTimeField(help_text="when `tokens` was right")
    rate = models.FloatField(help_text="messages a second")
    burst = models.FloatField(help_text="messages at most at once")
