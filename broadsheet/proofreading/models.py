"""What texts are held against before they go out: the rules of the house, and what was found elsewhere."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet

from broadsheet.kit import languages
from broadsheet.proofreading import patterns
from broadsheet.proofreading.panels import PANELS


class HouseRule(models.Model):
    """How the house writes something. `pattern` are words as they stand, capitals too, or a regular expression."""

    pattern = models.CharField(_("what is looked for"), max_length=patterns.LONGEST)
    is_expression = models.BooleanField(
        _("a regular expression"),
        default=False,
        help_text=_("Otherwise these very words are looked for, as whole words; capitals count."),
    )
    suggestion = models.CharField(
        _("what the house writes"),
        max_length=200,
        blank=True,
        help_text=_("One click puts it there. Of a regular expression, \\1 is what its first brackets found."),
    )
    reason = models.CharField(_("why"), max_length=300, blank=True, help_text=_("One sentence, for the writer."))
    language = models.CharField(
        _("language"), max_length=20, choices=languages.choices, blank=True, help_text=_("Empty: every language.")
    )
    blocking = models.BooleanField(
        _("keeps a story in"),
        default=False,
        help_text=_("A story with it is not newly published. Otherwise the rule is advice."),
    )
    in_force = models.BooleanField(_("in force"), default=True)

    panels = PANELS

    class Meta:
        ordering = ["pattern", "pk"]
        verbose_name = _("rule of house style")
        verbose_name_plural = _("house style")

    def __str__(self) -> str:
        return f"{self.pattern} → {self.suggestion}" if self.suggestion else self.pattern

    def clean(self) -> None:
        super().clean()
        try:
            patterns.compiled(self.pattern, self.is_expression, self.suggestion)
        except patterns.Unfit as unfit:
            raise ValidationError({unfit.field: str(unfit)}) from None


class Elsewhere(models.Model):
    """An address outside the paper that a text leads to, and what was found when it was last looked at. A row is work
    as well: it is looked at when it is due, under a lease (looking.py)."""

    class State(models.TextChoices):
        NEW = "new"
        THERE = "there"
        GONE = "gone"
        """Its server says that there is no such page."""
        NOBODY = "nobody"
        """There is no server of that name."""
        SILENT = "silent"
        """It does not answer."""
        PRIVATE = "private"
        """It leads into a private network, or round in a circle."""
        UNSURE = "unsure"
        """It answers, and not to a machine, or is in trouble: no reason to say anything."""

    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the address")
    url = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    status = models.PositiveSmallIntegerField(null=True, help_text="of HTTP")
    tries = models.PositiveSmallIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)
    due = models.DateTimeField(null=True, help_text="when to look; empty: nobody asked")
    noticed_at = models.DateTimeField(help_text="when a text with it was last seen")

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["due"], name="proofreading_due", condition=models.Q(due__isnull=False))]

    def __str__(self) -> str:
        return self.url


register_snippet(HouseRule, viewset="broadsheet.proofreading.desk.HouseStyle")
