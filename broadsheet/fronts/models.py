"""Rails that editors set by hand, Editors' Picks first of all. What is changed here is out at once."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Orderable

from broadsheet.kit import languages

PICKS = "editors-picks"
RESERVED = frozenset({"news-feed"})
"""Rails that other rooms fill."""


def refuse_reserved(name: str) -> None:
    if name in RESERVED:
        raise ValidationError(_("“%(name)s” fills itself: please choose another name."), params={"name": name})


class Rail(ClusterableModel):
    """A short, ordered list of stories, shown beside others; `/rails/<name>.html` in its language's tree."""

    language = models.CharField(_("language"), max_length=12, choices=languages.choices, default=languages.default)
    name = models.SlugField(_("name in the address"), max_length=60, default=PICKS, validators=[refuse_reserved])
    title = models.CharField(_("title"), max_length=100)

    panels = [
        InlinePanel("cards", heading=_("Stories"), label=_("Story")),
        MultiFieldPanel(
            [FieldPanel("title"), FieldPanel("name"), FieldPanel("language")],
            heading=_("The rail"),
            classname="collapsed",
        ),
    ]

    class Meta:
        verbose_name = _("rail")
        verbose_name_plural = _("rails")
        ordering = ("language", "name")
        constraints = [models.UniqueConstraint(fields=["language", "name"], name="fronts_one_rail_a_name")]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})" if len(settings.PAPER_LANGUAGES) > 1 else self.title


class Card(Orderable):
    """A story's place in a rail."""

    rail = ParentalKey(Rail, on_delete=models.CASCADE, related_name="cards")
    story = models.ForeignKey("stories.StoryPage", on_delete=models.CASCADE, related_name="+")
    headline = models.CharField(
        _("headline"), max_length=160, blank=True, help_text=_("Left empty, the story's own is shown.")
    )

    panels = [PageChooserPanel("story"), FieldPanel("headline")]

    class Meta(Orderable.Meta):
        verbose_name = _("card")
        verbose_name_plural = _("cards")
