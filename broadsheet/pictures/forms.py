"""The desk's form for a picture: what is uploaded is looked at, and what it says of itself is filled in."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField, Textarea
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput
from wagtail.images.forms import BaseImageForm

from broadsheet.pictures import files
from broadsheet.pictures.models import Picture
from broadsheet.pictures.told import told
from broadsheet.pictures.uploads import UploadField

SELDOM = {
    *("agency", "copyright_notice", "licence", "usage_restrictions", "place", "taken_on"),
    *("rights_from", "rights_until", "tags", "collection"),
}
"""Fields that the uploader folds away: most pictures have none of it, or their file says it."""


class PictureForm(BaseImageForm):
    """For one picture, in the uploader, the chooser and the picture's own screen."""

    instance: Picture

    class Meta(BaseImageForm.Meta):
        widgets = {
            **BaseImageForm.Meta.widgets,
            "caption": Textarea(attrs={"rows": 3}),
            "usage_restrictions": Textarea(attrs={"rows": 2}),
            "taken_on": AdminDateInput,
            "rights_from": AdminDateTimeInput,
            "rights_until": AdminDateTimeInput,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._hash_before = self.instance.file_hash
        if "file" in self.fields:
            stock = self.fields["file"]
            self.fields["file"] = UploadField(label=stock.label, required=stock.required, widget=stock.widget)

    def often(self) -> list[BoundField]:
        return [field for field in self.visible_fields() if field.name not in SELDOM]

    def seldom(self) -> list[BoundField]:
        return [field for field in self.visible_fields() if field.name in SELDOM]

    def seldom_wrong(self) -> bool:
        return any(field.errors for field in self.seldom())

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        file = self.cleaned_data.get("file")
        if isinstance(file, UploadedFile):
            self._fill_in(file)
        return cleaned

    def _fill_in(self, file: UploadedFile[Any]) -> None:
        """What the file says goes where nobody wrote anything; its headline in the place of a file's name."""
        found = dict(told(cast("BinaryIO", file), tuple(settings.PAPER_LANGUAGES)).fields)
        if self.cleaned_data.get("title", "").strip() in (file.name, PurePath(file.name or "").stem):
            self.cleaned_data["title"] = found.get("title", self.cleaned_data["title"])
        for name, value in found.items():
            field = Picture._meta.get_field(name)
            if isinstance(value, str) and field.max_length:
                value = value[: field.max_length]
            if name == "title":
                self.cleaned_data["title"] = self.cleaned_data["title"][: field.max_length]
            elif not self.cleaned_data.get(name) and not getattr(self.instance, name):
                self.cleaned_data[name] = value
                setattr(self.instance, name, value)

    def save(self, commit: bool = True) -> Picture:
        replaced = "file" in self.changed_data
        if replaced:
            self.instance.damage = ""
        picture: Picture = super().save(commit=commit)
        if commit and replaced and not Picture.objects.filter(file_hash=self._hash_before).exists():
            files.forget(self._hash_before)
        return picture
