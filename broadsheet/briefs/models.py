"""The News Feed: short, timed items. A brief's address and time are fixed when it is first published."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin
from wagtail.search import index

from broadsheet.briefs import addresses, pages
from broadsheet.briefs.items import item
from broadsheet.kit import clock, languages
from broadsheet.release.models import Releasable, standing_indexes
from broadsheet.release.registries import checks
from broadsheet.sections import previews

ADDRESS = ("slug", "dated", "shown_from")
"""Fields of the brief as it stands: no revision brings an older address back."""


class Brief(
    Releasable,
    PreviewableMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    index.Indexed,
    models.Model,
):
    """One item of the News Feed of one language."""

    language = models.CharField(_("language"), max_length=12, choices=languages.choices, default=languages.default)
    headline = models.CharField(
        _("headline"), max_length=255, help_text=_("The first sentence, shown in bold. A full sentence tells most.")
    )
    text = models.TextField(_("text"), blank=True, help_text=_("An empty line begins a new paragraph."))
    note = models.CharField(
        _("what was corrected"),
        max_length=500,
        blank=True,
        help_text=_("Readers see it below the brief, after the word “Correction”."),
    )
    slug = models.CharField(
        _("name in the address"),
        max_length=addresses.LONGEST_SLUG,
        blank=True,
        validators=[validate_slug, addresses.validate_free],
        help_text=_("Left empty, it is made from the headline. It is fixed when the brief is first published."),
    )
    dated = models.DateField(null=True, blank=True, editable=False, help_text="the date in its address, local")
    shown_from = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="the time that it stands under: when readers first had it, or will when its embargo ends",
    )
    foreign_id = models.CharField(
        max_length=200, null=True, blank=True, unique=True, editable=False, help_text="what an importer knows it by"
    )

    search_fields = [
        index.SearchField("headline", boost=2),
        index.SearchField("text"),
        index.AutocompleteField("headline"),
        index.FilterField("language"),
        index.FilterField("live"),
    ]

    class Meta:
        verbose_name = _("brief")
        verbose_name_plural = _("briefs")
        ordering = ("-shown_from", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["language", "dated", "slug"], name="briefs_one_an_address"),
            models.CheckConstraint(
                condition=Q(live=False) | (Q(dated__isnull=False, shown_from__isnull=False) & ~Q(slug="")),
                name="briefs_live_has_address",
            ),
        ]
        indexes = [
            models.Index(fields=["language", "-shown_from", "-id"], name="briefs_newest"),
            *standing_indexes("briefs", "id"),
        ]

    def __str__(self) -> str:
        return self.headline

    def save(self, *args: Any, **kwargs: Any) -> None:
        follows = self.restand()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *follows}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if not addresses.slug_of(self.headline, self.language):
            raise ValidationError({"headline": _("A headline needs at least one letter or figure.")})

    @property
    def paragraphs(self) -> list[str]:
        return [" ".join(part.split()) for part in re.split(r"\n\s*\n", self.text.strip()) if part.strip()]

    @property
    def url(self) -> str | None:
        """Its canonical path; None before it was first published."""
        return addresses.brief(self.language, self.dated, self.slug) if self.dated else None

    def get_url(self, request: HttpRequest | None = None) -> str | None:
        return self.url

    def restand(self) -> Iterable[str]:
        """Once it is live it has an address; until readers can have it, its time and date follow the embargo."""
        if not self.live or (self.shown_from is not None and self.shown_from <= clock.now()):
            return ()
        self.shown_from = self._time()
        dated = clock.local(self.shown_from).date()
        if dated != self.dated or not self.slug:
            self.dated = dated
            self.slug = self._free_slug(self.slug or addresses.slug_of(self.headline, self.language))
        return ADDRESS

    def _time(self) -> datetime:
        now = clock.now()
        if self.embargoed_until is not None and self.embargoed_until > now:
            return self.embargoed_until
        return now if self.shown_from is not None else self.first_published_at or now

    def _free_slug(self, wanted: str) -> str:
        same_day = Brief.objects.filter(language=self.language, dated=self.dated).exclude(pk=self.pk)
        return addresses.first_free(wanted, set(same_day.values_list("slug", flat=True)))

    def with_content_json(self, content: dict[str, Any]) -> Brief:
        revised: Brief = super().with_content_json(content)
        revised.foreign_id = self.foreign_id
        if self.dated is not None:
            revised.language = self.language
            for name in ADDRESS:
                setattr(revised, name, getattr(self, name))
        return revised

    def unready(self) -> Iterable[str]:
        """Why this version must not be published, a sentence each."""
        return (finding.sentence for finding in checks.look(self, blocking=True))

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> Any:
        """Wagtail: publish or schedule a revision; one whose scheduled time has come was judged before. Raises
        ValidationError with what is in the way."""
        if revision.approved_go_live_at is None and (problems := list(revision.as_object().unready())):
            raise ValidationError(problems)
        return super().publish(revision, *args, **kwargs)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        with override(self.language):
            return previews.answer(pages.brief(item(self)))
