"""Who made what: contributors, and the line that names them."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.search import index
from wagtail.snippets.models import register_snippet

from broadsheet.kit import languages
from broadsheet.people.former import SLUG_HELP, Former, KeepsFormer

IN_OTHER_LANGUAGES = (
    [InlinePanel("words", heading=_("In other languages"), label=_("Language"))]
    if len(settings.PAPER_LANGUAGES) > 1
    else []
)
LONGEST_SLUG = 200  # bytes of UTF-8: what a segment of a pressed path may have


class Role(models.TextChoices):
    """What somebody did for a story; the label stands before the names."""

    REPORTED = "reported", _("Reported by")
    WRITTEN = "written", _("Written by")
    PHOTOGRAPHED = "photographed", _("Photographs by")
    ILLUSTRATED = "illustrated", _("Illustrations by")
    EDITED = "edited", _("Edited by")
    TRANSLATED = "translated", _("Translated by")
    CONTRIBUTED = "contributed", _("With")


@register_snippet
class Contributor(index.Indexed, KeepsFormer, ClusterableModel):
    """Somebody whom bylines name, staff or not. The same person in every language of the paper; the words are those
    of its first one."""

    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=200)
    slug = models.SlugField(_("slug"), max_length=200, unique=True, allow_unicode=True)
    biography = models.TextField(_("biography"), max_length=2000, blank=True)
    contact = models.CharField(
        _("contact"), max_length=200, blank=True, help_text=_("An address that readers may write to.")
    )
    disclosure = models.TextField(
        _("disclosure of interests"), max_length=2000, blank=True, help_text=_("Readers see it.")
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("slug", help_text=SLUG_HELP),
        *(FieldPanel(name) for name in ("biography", "contact", "disclosure")),
        *IN_OTHER_LANGUAGES,
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if len(self.slug.encode()) > LONGEST_SLUG:
            raise ValidationError({"slug": _("The slug is too long: at most 200 bytes, please.")})


class FormerSlug(Former):
    """A slug that a contributor had."""

    contributor = models.ForeignKey(Contributor, on_delete=models.CASCADE, related_name="former_slugs")


class ContributorWords(models.Model):
    """The same person in another language of the paper; what is empty is taken from the contributor."""

    contributor = ParentalKey(Contributor, on_delete=models.CASCADE, related_name="words")
    language = models.CharField(_("language"), max_length=20, choices=languages.further)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=200, blank=True)
    biography = models.TextField(_("biography"), max_length=2000, blank=True)
    disclosure = models.TextField(_("disclosure of interests"), max_length=2000, blank=True)

    panels = [FieldPanel(name) for name in ("language", "name", "biography", "disclosure")]

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["contributor", "language"], name="people_once_a_language")]

    def __str__(self) -> str:
        return f"{self.contributor} ({self.language})"


def named_like(name: str) -> Contributor | None:
    """The one contributor of this name, in any of the paper's languages: an account and who it writes as are bound
    by nothing else."""
    called = Q(name__iexact=name) | Q(words__name__iexact=name)
    found = list(Contributor.objects.filter(called).distinct()[:2]) if name else []
    return found[0] if len(found) == 1 else None


class Byline(models.Model):
    """One name of a byline; the thing that carries it adds the ParentalKey and the order."""

    contributor = models.ForeignKey(
        Contributor, verbose_name=_("contributor"), on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.REPORTED)

    panels = [FieldPanel("contributor"), FieldPanel("role")]

    class Meta:
        abstract = True
