"""What is known of the running of the site, across its processes and machines."""

from __future__ import annotations

from django.db import models


class Backup(models.Model):
    """A backup that the clock or a person had made, or that failed: newest last."""

    began = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    day = models.CharField(max_length=10, blank=True, help_text="of one by the clock: the paper's date")
    name = models.CharField(max_length=250, blank=True, help_text="of the file; empty when there is none")
    size = models.BigIntegerField(default=0, help_text="bytes")
    failure = models.TextField(blank=True)
    host = models.CharField(max_length=250, blank=True, help_text="the machine that made it")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day"], condition=~models.Q(day=""), name="running_one_backup_a_day")
        ]

    def __str__(self) -> str:
        return self.name or self.failure
