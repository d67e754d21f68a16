"""How much is read: sums only. No row speaks of one reader."""

from __future__ import annotations

from django.db import models

ELSEWHERE = 0
"""In place of a story's key: any other page of the paper."""


class Views(models.Model):
    """How often a story was opened in an hour; after a while, in a day of the paper's clock."""

    story = models.BigIntegerField(help_text="primary key of the story; 0: any other page")
    at = models.DateTimeField(help_text="when the hour or the day begins")
    hours = models.PositiveSmallIntegerField(default=1, help_text="1, or 24 for a whole day")
    views = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["story", "at", "hours"], name="readership_one_sum_an_hour")]
        indexes = [models.Index(fields=["at"], name="readership_by_time")]


class Share(models.Model):
    """How many of a day's views came from a host, or with a class of device."""

    class Kind(models.TextChoices):
        SOURCE = "source"
        DEVICE = "device"

    story = models.BigIntegerField()
    day = models.DateField(help_text="on the paper's clock")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    name = models.CharField(max_length=253, help_text="a host; or phone, tablet, desktop, other")
    views = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["story", "day", "kind", "name"], name="readership_one_share_a_day")
        ]
        indexes = [models.Index(fields=["day", "kind"], name="readership_shares_by_day")]


class Audience(models.Model):
    """How many different readers a day had, as far as one run of a server can tell them apart."""

    day = models.DateField(help_text="on the paper's clock")
    run = models.CharField(max_length=32, help_text="a random name: another start has another salt")
    sketch = models.BinaryField(help_text="registers of a HyperLogLog; empty once the day is over")
    readers = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "run"], name="readership_one_audience_a_day")]


class Reading(models.Model):
    """Who reads now, as one process has it; old rows are of processes that have ended."""

    process = models.CharField(max_length=32, unique=True)
    at = models.DateTimeField()
    stories = models.JSONField(default=dict, help_text='{"primary key of the story": readers}')


class Place(models.Model):
    """How far a log of the web server in front was read."""

    log = models.CharField(max_length=400, unique=True, help_text="host and path")
    inode = models.BigIntegerField(default=0)
    offset = models.BigIntegerField(default=0)
