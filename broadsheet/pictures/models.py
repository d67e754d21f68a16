"""Pictures with what must be known of them: what they show, whose they are, and until when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.search import index

from broadsheet.release import gate
from broadsheet.release.gate import Reason, Verdict

ABOUT = (
    "caption",
    "alt",
    "is_decorative",
    "credit",
    "creator",
    "copyright_notice",
    "licence",
    "usage_restrictions",
    "rights_from",
    "rights_until",
)


class Picture(AbstractImage):
    """An original at the desk. Readers only ever get pressed files made from it (pictures/files.py)."""

    caption = models.TextField(_("caption"), max_length=2000, blank=True)
    alt = models.CharField(
        _("text alternative"), max_length=500, blank=True, help_text=_("What it shows, for who cannot see it.")
    )
    is_decorative = models.BooleanField(
        _("decorative"), default=False, help_text=_("It says nothing that the text does not: no alternative.")
    )
    credit = models.CharField(_("credit"), max_length=300, blank=True)
    creator = models.CharField(_("creator"), max_length=300, blank=True)
    copyright_notice = models.CharField(_("copyright notice"), max_length=300, blank=True)
    licence = models.CharField(_("licence"), max_length=300, blank=True)
    usage_restrictions = models.TextField(_("usage restrictions"), max_length=2000, blank=True)
    rights_from = models.DateTimeField(_("rights from"), null=True, blank=True)
    rights_until = models.DateTimeField(_("rights until"), null=True, blank=True)

    admin_form_fields = (
        "title",
        "file",
        *ABOUT,
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )
    search_fields = [
        *AbstractImage.search_fields,
        index.SearchField("caption"),
        index.SearchField("credit"),
        index.SearchField("alt"),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        permissions = [("choose_picture", "Can choose picture")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The hash of the original is part of its public files' names, so it is never left out."""
        if self.file and not self.file_hash:
            self._set_image_file_metadata()
        super().save(*args, **kwargs)

    def own_verdict(self, at: datetime) -> Verdict:
        if self.rights_until is not None and self.rights_until <= at:
            return gate.never(Reason.RIGHTS)
        if self.rights_from is not None and self.rights_from > at:
            return gate.not_yet(Reason.RIGHTS, self.rights_from)
        return gate.PUBLIC

    @property
    def default_alt_text(self) -> str:
        return "" if self.is_decorative else self.alt

    def wants(self) -> str:
        """What it lacks to be newly published, as one sentence; "" when nothing."""
        missing = []
        if not self.credit.strip():
            missing.append(gettext("a credit"))
        if not self.is_decorative and not self.alt.strip():
            missing.append(gettext("a text alternative (or the mark that it is decorative)"))
        if not missing:
            return ""
        return gettext("The picture “%(title)s” needs %(what)s before it can be published.") % {
            "title": self.title,
            "what": gettext(" and ").join(missing),
        }


class Rendition(AbstractRendition):
    """A size of a picture for the desk's own screens; never public."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="pictures_one_rendition_a_size"
            )
        ]
