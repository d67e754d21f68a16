"""Newsletters: what a reader chooses from."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from broadsheet.kit import languages
from broadsheet.people.models import Contributor
from broadsheet.pictures.models import Picture

RESERVED = frozenset({"subscribe", "confirm", "unsubscribe", "preferences"})
"""Segments below `/newsletters/` that are addresses of their own (design, the outside)."""


class Newsletter(models.Model):
    """A letter with a name, a host and a rhythm, in one language."""

    language = models.CharField(_("language"), max_length=12, choices=languages.choices, default=languages.default)
    name = models.CharField(_("name"), max_length=120, help_text=_("It may name its host: “… with …”."))
    slug = models.SlugField(_("name in the address"), max_length=100)
    description = models.TextField(_("what it brings"), max_length=1000)
    cadence = models.CharField(_("how often"), max_length=120, help_text=_("“Every weekday morning.”"))
    host = models.ForeignKey(
        Contributor, verbose_name=_("host"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    picture = models.ForeignKey(
        Picture, verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    from_name = models.CharField(_("sender's name"), max_length=120)
    from_address = models.EmailField(_("sender's address"))
    reply_to = models.EmailField(_("address for answers"), blank=True)
    postal_address = models.CharField(
        _("postal address"),
        max_length=300,
        blank=True,
        help_text=_("At the foot of each mail: many laws ask for it."),
    )
    list_id = models.CharField(
        max_length=250, unique=True, editable=False, help_text="RFC 2919; never changes once mail went out"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    below_stories = models.BooleanField(
        _("form at the end of stories"),
        default=True,
        help_text=_(
            "A story has one form, of the first newsletter with this tick; where its text has a form of its own, "
            "none stands at its end."
        ),
    )
    in_rail = models.BooleanField(
        _("form in the rail"),
        default=True,
        help_text=_(
            "Of fronts, for the first newsletter with this tick; beside stories only where no newsletter has the "
            "tick above."
        ),
    )
    in_footer = models.BooleanField(
        _("form in the footer"),
        default=False,
        help_text=_("Below every page of its language. Where several have this tick, the first stands there."),
    )
    archived = models.BooleanField(
        _("closed"), default=False, help_text=_("Nobody can sign up and nothing is sent; the archive stays.")
    )

    class Meta:
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletters")
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["language", "slug"], name="newsletters_one_an_address")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Mail programs sort by the List-Id: it is made once and stays, whatever the newsletter is called later."""
        self.list_id = self.list_id or self._first_list_id()
        super().save(*args, **kwargs)

    def _first_list_id(self) -> str:
        """Of the slug and the paper's host; a further language, or a name that was given before, is told apart."""
        host = urlsplit(settings.PAPER_BASE_URL).hostname or "localhost"
        name = self.slug if self.language == languages.default() else f"{self.slug}.{self.language}"
        wanted, number = f"{name}.{host}", 1
        while Newsletter.objects.filter(list_id=wanted).exists():
            number += 1
            wanted = f"{name}-{number}.{host}"
        return wanted

    def clean(self) -> None:
        super().clean()
        if self.slug in RESERVED:
            raise ValidationError({"slug": _("This word has an address of its own: choose another, please.")})
        before = Newsletter.objects.filter(pk=self.pk, issues__begun_at__isnull=False).first()
        if before is not None and before.slug != self.slug:
            said = _("Mails that went out lead to “%(slug)s”, so this stays. The name can change.")
            raise ValidationError({"slug": said % {"slug": before.slug}})
        if before is not None and before.language != self.language:
            raise ValidationError({"language": _("Mails that went out lead to pages in this language, so it stays.")})

    def is_in_use(self) -> bool:
        """Whether it has subscribers or issues, which would go with it, or stay without it."""
        return self.subscriptions.exists() or self.issues.exists()
