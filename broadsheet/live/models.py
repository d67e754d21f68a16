"""The table of events: what was told to readers whose pages are open, and what is told to those who come back."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """One event. Of each `key` only the newest is kept, so that words that were changed or taken back are told to
    nobody any more. Keys are never used twice (AUTOINCREMENT, a sequence), and they are committed in their order."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=20, help_text="the event's name on the wire, such as brief")
    key = models.CharField(max_length=80, unique=True, help_text="what it is about, such as brief-12")
    data = models.TextField(help_text="JSON, in one line")
    until = models.DateTimeField(null=True, help_text="after which its words are told to nobody")

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Pruned(models.Model):
    """The one row (pk 1) that says how far old events were taken away, or told by a database that a copy has taken
    the place of (numbers.py): who was here last before that is told to look at the pages anew."""

    upto = models.BigIntegerField(default=0)
