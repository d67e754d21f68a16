"""Where it comes from: the register of sources, and the names that it must never show."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.search import index
from wagtail.snippets.models import register_snippet

from broadsheet.kit import languages
from broadsheet.kit.secrecy import decrypt, encrypt
from broadsheet.release import gate
from broadsheet.release.gate import Reason, Verdict
from broadsheet.sourcing.uploads import AUDIO, SUFFIXES, digest_of, suffix_of

IN_OTHER_LANGUAGES = (
    [InlinePanel("words", heading=_("In other languages"), label=_("Language"))]
    if len(settings.PAPER_LANGUAGES) > 1
    else []
)


class Kind(models.TextChoices):
    AGENCY = "agency", _("News agency")
    OUTLET = "outlet", _("Outlet")
    INSTITUTION = "institution", _("Institution")
    PERSON = "person", _("Person")


class Source(index.Indexed, ClusterableModel):
    """An agency, outlet, institution or person that stories quote, and how the paper describes it, in its first
    language."""

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

    panels = [
        *(FieldPanel(name) for name in ("kind", "name", "description", "affiliation_warning", "language", "link")),
        *IN_OTHER_LANGUAGES,
    ]
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


class SourceWords(models.Model):
    """The same source in another language of the paper; what is empty is taken from the source."""

    source = ParentalKey(Source, on_delete=models.CASCADE, related_name="words")
    language = models.CharField(_("language"), max_length=20, choices=languages.further)
    name = models.CharField(_("name"), max_length=200, blank=True)
    description = models.CharField(_("description"), max_length=300, blank=True)

    panels = [FieldPanel(name) for name in ("language", "name", "description")]

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["source", "language"], name="sourcing_once_a_language")]

    def __str__(self) -> str:
        return f"{self.source} ({self.language})"


class Document(index.Indexed, models.Model):
    """A file that the paper holds: a report, a table, a recording. Readers get a pressed copy of it (sourcing/
    files.py), and only while something public shows it."""

    title = models.CharField(_("title"), max_length=200)
    description = models.CharField(
        _("what it is"), max_length=500, blank=True, help_text=_("As readers see it: “Test report, 31 pages”.")
    )
    credit = models.CharField(_("credit"), max_length=300, blank=True, help_text=_("Whose it is, or who gave it."))
    file = models.FileField(
        _("file"),
        upload_to="documents/",
        validators=[FileExtensionValidator(SUFFIXES)],
        help_text=_("PDF, MP3, M4A, Ogg, CSV or plain text, at most 25 MB."),
    )
    dated = models.DateField(_("dated"), null=True, blank=True)
    withheld = models.BooleanField(
        _("withheld"), default=False, help_text=_("The file stays at the desk, whatever story shows it.")
    )
    suffix = models.CharField(max_length=4, editable=False, help_text="its kind, told by its content")
    size = models.PositiveBigIntegerField(editable=False, help_text="bytes")
    digest = models.CharField(max_length=64, editable=False, help_text="SHA-256 of the file")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    panels = [FieldPanel(name) for name in ("title", "file", "description", "credit", "dated", "withheld")]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("description"),
        index.SearchField("credit"),
    ]

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises ValidationError for a file of no known kind. Its kind and digest are part of its public name, so
        they are never left out."""
        if self.file and (not self.digest or not getattr(self.file, "_committed", True)):
            self.suffix, self.size, self.digest = suffix_of(self.file), self.file.size, digest_of(self.file)
        super().save(*args, **kwargs)

    @property
    def is_audio(self) -> bool:
        return self.suffix in AUDIO

    def own_verdict(self, at: datetime) -> Verdict:
        return gate.not_yet(Reason.HOLD) if self.withheld else gate.PUBLIC

    def clean(self) -> None:
        super().clean()
        if self.file:
            try:
                suffix_of(self.file)
            except ValidationError as error:
                raise ValidationError({"file": error.messages}) from error


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


register_snippet(Source, viewset="broadsheet.sourcing.desk.Sources")
register_snippet(Document, viewset="broadsheet.sourcing.desk.Documents")
