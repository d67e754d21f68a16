"""Fronts and rails that editors set by hand. What is changed here is out at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable, PreviewableMixin

from broadsheet.fronts import panels
from broadsheet.fronts.editing import RailForm
from broadsheet.kit import languages
from broadsheet.pictures.models import Picture
from broadsheet.release import gate
from broadsheet.sections import previews
from broadsheet.sections.models import Section
from broadsheet.stories.models import StoryPage

PICKS = "editors-picks"
FRONT = "front"
PAPER, SECTION = "", "section"
"""What a rail is previewed on."""
TOP = 7
"""How many stories stand above a front's sections, unless the desk says otherwise."""
MOST = 20
"""How many a list is filled up to at most."""
REMIND_AFTER = 12  # hours
RESERVED = frozenset({"breaking", "news-feed"})
RESERVED_BEGINNING = "updates-"
"""Rails that other rooms fill."""


def refuse_reserved(name: str) -> None:
    if name in RESERVED or name.startswith(RESERVED_BEGINNING):
        raise ValidationError(_("“%(name)s” fills itself: please choose another name."), params={"name": name})


class Rail(PreviewableMixin, ClusterableModel):
    """A short, ordered list of stories; `/rails/<name>.html` in its language's tree. The one called "front" leads the
    language's front; one with a section leads that section's front, and its part of the language's."""

    language = models.CharField(_("language"), max_length=12, choices=languages.choices, default=languages.default)
    name = models.SlugField(_("name in the address"), max_length=60, default=PICKS, validators=[refuse_reserved])
    title = models.CharField(_("title"), max_length=100)
    section = models.ForeignKey(
        Section,
        verbose_name=_("section"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("These stories stand first on the section's front, and in its part of the paper's front."),
    )
    fill_to = models.PositiveSmallIntegerField(
        _("filled up to"),
        default=0,
        validators=[MaxValueValidator(MOST)],
        help_text=_("When fewer stories are chosen, the newest follow them, up to so many. 0: only what is chosen."),
    )
    remind_after = models.PositiveSmallIntegerField(
        _("remind after hours"),
        default=0,
        help_text=_(
            "When stories came out and nobody has touched this list for so long, the desk's home says so. 0: never."
        ),
    )
    edited_at = models.DateTimeField(auto_now=True, editable=False)

    previewed_on = ""
    panels = panels.RAIL
    base_form_class = RailForm

    class Meta:
        verbose_name = _("rail")
        verbose_name_plural = _("rails")
        ordering = ("language", "name")
        constraints = [
            models.UniqueConstraint(fields=["language", "name"], name="fronts_one_rail_a_name"),
            models.UniqueConstraint(
                fields=["section"], name="fronts_one_rail_a_section", condition=models.Q(section__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})" if len(settings.PAPER_LANGUAGES) > 1 else self.title

    def clean(self) -> None:
        super().clean()
        if self.section is not None and self.section.language != self.language:
            raise ValidationError({"section": gettext("The section belongs to another language of the paper.")})

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """Wagtail: what can be looked at. A section's rail leads two fronts."""
        if self.section_id is None:
            return [(PAPER, _("The paper's front"))]
        return [(SECTION, _("The section's front")), (PAPER, _("The paper's front"))]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Wagtail: the true page with these cards in this order, saved or not."""
        self.previewed_on = mode_name
        preview = previews.of(Rail)
        assert preview is not None, "fronts.pages registers it when the room is loaded"
        return previews.answer(preview(self))


class Card(Orderable):
    """A story's place in a rail, and what is said there in other words than the story's own."""

    rail = ParentalKey(Rail, on_delete=models.CASCADE, related_name="cards")
    story = models.ForeignKey("stories.StoryPage", on_delete=models.CASCADE, related_name="+")
    headline = models.CharField(
        _("headline"), max_length=160, blank=True, help_text=_("Left empty, the story's own is shown.")
    )
    kicker = models.CharField(_("kicker"), max_length=100, blank=True)
    standfirst = models.TextField(_("standfirst"), max_length=1000, blank=True)
    picture = models.ForeignKey(
        Picture, verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    panels = panels.CARD

    class Meta(Orderable.Meta):
        verbose_name = _("card")
        verbose_name_plural = _("cards")

    def clean(self) -> None:
        """What is saved here is out: a picture must have what a published one must have."""
        super().clean()
        wanting = self.picture.wants() if self.picture is not None else ""
        if wanting:
            raise ValidationError({"picture": wanting})


class Breaking(models.Model):
    """A line of breaking news above every page of a language, from when it is raised until it is lowered or its time
    is up, which it must have."""

    language = models.CharField(_("language"), max_length=12, choices=languages.choices, default=languages.default)
    text = models.CharField(_("breaking news"), max_length=160)
    story = models.ForeignKey(
        StoryPage, verbose_name=_("story"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    raised_at = models.DateTimeField()
    expire_at = models.DateTimeField(_("until"))
    live = models.BooleanField(default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("breaking banner")
        verbose_name_plural = _("breaking banners")
        constraints = [
            models.CheckConstraint(condition=models.Q(expire_at__gt=models.F("raised_at")), name="fronts_banner_ends")
        ]

    def __str__(self) -> str:
        return self.text

    def own_verdict(self, at: datetime) -> gate.Verdict:
        if not self.live:
            return gate.never(gate.Reason.DRAFT)
        if self.expire_at <= at:
            return gate.never(gate.Reason.EXPIRED)
        return gate.PUBLIC
