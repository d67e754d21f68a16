"""Pictures with what must be known of them: what they show, whose they are, and until when."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

from django.core.files.images import ImageFile
from django.db import models
from django.templatetags.static import static
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import (
    IMAGE_FORMAT_EXTENSIONS,
    AbstractImage,
    AbstractRendition,
    Filter,
    WagtailImageField,
    WagtailImageFieldFile,
    get_upload_to,
)
from wagtail.search import index

from broadsheet.kit import clock
from broadsheet.pictures.unreadable import UNREADABLE
from broadsheet.release import gate, words
from broadsheet.release.gate import Reason, Verdict

ABOUT = (  # what it cannot go out without stands first
    "credit",
    "alt",
    "is_decorative",
    "caption",
    "creator",
    "agency",
    "copyright_notice",
    "licence",
    "usage_restrictions",
    "place",
    "taken_on",
    "rights_from",
    "rights_until",
)
SEARCHED = ("caption", "credit", "alt", "creator", "agency", "place")
MISSING = (165, 110)  # pixels of the drawing for what cannot be read
ENDS_SOON = timedelta(days=7)
SEVERAL = ("MPO", "HEIF")
"""Pillow's names of files in which telephones keep more than one image: a still picture all the same."""


class UprightFile(WagtailImageFieldFile):
    """Measured as people see it: a camera may have laid it on its side and said so."""

    def get_image_dimensions(self) -> tuple[int, int]:
        width, height = super().get_image_dimensions()
        return (height, width) if self._on_its_side() else (width, height)

    def _on_its_side(self) -> bool:
        closed = self.closed
        try:
            self.open()
            with Image.open(self) as image:
                return int(image.getexif().get(ExifTags.Base.Orientation, 1)) >= 5
        except (*UNREADABLE, TypeError):
            return False
        finally:
            if closed:
                self.close()
            else:
                self.seek(0)


class OriginalField(WagtailImageField):
    attr_class = UprightFile

    def deconstruct(self) -> Any:
        """To the database it is Wagtail's field."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "wagtail.images.models.WagtailImageField", args, kwargs


class Picture(AbstractImage):
    """An original at the desk. Readers only ever get pressed files made from it (pictures/files.py)."""

    file: Any = OriginalField(
        verbose_name=_("file"), upload_to=get_upload_to, width_field="width", height_field="height"
    )
    caption = models.TextField(_("caption"), max_length=2000, blank=True)
    alt = models.CharField(
        _("text alternative"), max_length=500, blank=True, help_text=_("What it shows, for who cannot see it.")
    )
    is_decorative = models.BooleanField(
        _("decorative"), default=False, help_text=_("It says nothing that the text does not: no alternative.")
    )
    credit = models.CharField(_("credit"), max_length=300, blank=True)
    creator = models.CharField(_("creator"), max_length=300, blank=True)
    agency = models.CharField(_("agency"), max_length=300, blank=True)
    copyright_notice = models.CharField(_("copyright notice"), max_length=300, blank=True)
    licence = models.CharField(_("licence"), max_length=300, blank=True)
    usage_restrictions = models.TextField(_("usage restrictions"), max_length=2000, blank=True)
    place = models.CharField(_("place"), max_length=300, blank=True)
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    rights_from = models.DateTimeField(_("rights from"), null=True, blank=True)
    rights_until = models.DateTimeField(_("rights until"), null=True, blank=True)
    damage = models.CharField(max_length=500, blank=True, editable=False, help_text="why its original cannot be read")

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
        *(index.SearchField(name) for name in SEARCHED),
        *(index.AutocompleteField(name) for name in SEARCHED),  # choosers look for beginnings of words
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

    def get_rendition(self, filter: Filter | str) -> Rendition:
        """The desk's own; one that is not saved, with a drawing in its place, when the original cannot be read."""
        try:
            return super().get_rendition(filter)
        except InvalidFilterSpecError:
            raise
        except UNREADABLE:
            missing = Rendition(image=self, width=MISSING[0], height=MISSING[1])
            missing.file.name = "unreadable"
            return missing

    def generate_rendition_file(self, filter: Filter, *, source: Any = None) -> ImageFile:
        """In memory: Wagtail's temporary file stays open when the original cannot be read."""
        out = io.BytesIO()
        made = filter.run(self, out, source=source)
        size = ".".join(part for part in (filter.spec.replace("|", "."), filter.get_cache_key(self)) if part)
        out.seek(0)
        return ImageFile(out, name=f"{self.file_hash}.{size}{IMAGE_FORMAT_EXTENSIONS[made.format_name]}")

    @property
    def default_alt_text(self) -> str:
        return "" if self.is_decorative else self.alt

    def remarks(self) -> list[str]:
        """What who chooses it should know, in a few words each."""
        found = [] if self.credit.strip() else [gettext("No credit")]
        if not self.is_decorative and not self.alt.strip():
            found.append(gettext("No text alternative"))
        if self.damage:
            found.append(gettext("Its file cannot be read"))
        now = clock.now()
        verdict = self.own_verdict(now)
        if verdict.until is not None:
            found.append(gettext("Rights begin on %(day)s") % {"day": words.moment(verdict.until)})
        elif not verdict.public:
            found.append(gettext("Rights have ended"))
        elif self.rights_until is not None and self.rights_until <= now + ENDS_SOON:
            found.append(gettext("Rights end on %(day)s") % {"day": words.moment(self.rights_until)})
        return found

    def moves(self) -> bool:
        """Whether its file holds several images, of which readers get the first. Reads the file: for one picture."""
        try:
            with self.open_file() as file, Image.open(file) as image:
                return (image.format or "") not in SEVERAL and bool(getattr(image, "is_animated", False))
        except UNREADABLE:
            return False

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

    @property
    def url(self) -> str:
        return str(super().url) if self.pk else static("pictures/unreadable.svg")
