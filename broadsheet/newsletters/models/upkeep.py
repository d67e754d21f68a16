"""What stands around the sending: subscribers that come from elsewhere, and whether the mail's domain is set up."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from broadsheet.newsletters.models.letters import Newsletter


class ImportState(models.TextChoices):
    SHOWN = "shown", _("waits for somebody to begin it")
    RUNNING = "running", _("is being done")
    DONE = "done", _("done")
    STOPPED = "stopped", _("stopped")


class Import(models.Model):
    """A file of subscribers on its way in. Each batch of rows is written together with `stage` and `line`, so that
    work that broke off goes on where it was."""

    newsletter = models.ForeignKey(Newsletter, on_delete=models.CASCADE, related_name="+")
    file = models.CharField(
        max_length=100, help_text="its name in the site's folder imports/; removed when it is done"
    )
    name = models.CharField(_("file"), max_length=255, help_text="as it was called where it came from")
    size = models.BigIntegerField(default=0, help_text="bytes")
    rows = models.PositiveBigIntegerField(default=0, help_text="data rows, as they were counted first")
    by = models.CharField(max_length=150, help_text="who at the desk")
    consent = models.TextField(_("what they agreed to"), blank=True)
    columns = models.JSONField(default=dict, help_text="our field by the column's number")
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.SHOWN)
    claim = models.CharField(max_length=32, blank=True, help_text="the worker's token; it fences zombies")
    lease_until = models.DateTimeField(null=True)
    stage = models.PositiveSmallIntegerField(default=0, help_text="0: who left; 1: who gets it")
    line = models.PositiveBigIntegerField(default=0, help_text="data rows of this stage that are done")
    report = models.JSONField(default=dict, help_text="counts by outcome, and the first problems")
    cause = models.CharField(max_length=500, blank=True, help_text="why it was stopped")
    created = models.DateTimeField()
    ended = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created", "-pk"]
        verbose_name = _("import of subscribers")
        verbose_name_plural = _("imports of subscribers")


class MailCheck(models.Model):
    """What the DNS said last about a domain that newsletters are sent from."""

    domain = models.CharField(max_length=255, unique=True)
    relay = models.CharField(max_length=255, blank=True)
    at = models.DateTimeField()
    passed = models.BooleanField()
    findings = models.JSONField(default=list, help_text="what `checking.Finding.to_json` makes")
    overridden_at = models.DateTimeField(null=True)
    overridden_by = models.CharField(max_length=150, blank=True)
    override_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("check of mail")
        verbose_name_plural = _("checks of mail")
