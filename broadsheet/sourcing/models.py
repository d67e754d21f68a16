"""Where it comes from: the register of sources, and the names that it must never show."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index
from wagtail.snippets.models import register_snippet

from broadsheet.sourcing.secrecy import decrypt, encrypt


class Kind(models.TextChoices):
    AGENCY = "agency", _("News agency")
    OUTLET = "outlet", _("Outlet")
    INSTITUTION = "institution", _("Institution")
    PERSON = "person", _("Person")


@register_snippet
class Source(index.Indexed, models.Model):
    """An agency, outlet, institution or person that stories quote, and how the paper describes it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OUTLET)
    name = models.CharField(_("name"), max_length=200)
    description = models.CharField(
        _("description"), max_length=300, blank=True, help_text=_("As readers see it: “state news agency”.")
    )
    affiliation_warning = models.CharField(
        _("warning"), max_length=500, blank=True, help_text=_("Writers see it when they cite this source.")
    )
    language = models.CharField(_("language"), max_length=20, blank=True, help_text=_("Its language, as in “uk”."))
    link = models.URLField(_("link"), max_length=1000, blank=True)

    panels = [FieldPanel(name) for name in ("kind", "name", "description", "affiliation_warning", "language", "link")]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.SearchField("description"),
    ]

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.name


class ProtectedName(models.Model):
    """The name of a source that must stay unknown: encrypted at rest, in a table of its own. Everything else
    holds `token` alone, so that no revision, export, log or search index ever has the name."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cipher = models.TextField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("protected name")
        verbose_name_plural = _("protected names")
        default_permissions = ()
        permissions = [("reveal_protectedname", "Can read the names of protected sources")]

    def __str__(self) -> str:
        return f"protected source {self.token}"

    @classmethod
    def keep(cls, name: str) -> ProtectedName:
        """Encrypt and save a name."""
        return cls.objects.create(cipher=encrypt(name))

    def reveal(self) -> str:
        """The name. To be called through sourcing.protected.reveal, which asks for the right and logs."""
        return decrypt(self.cipher)
