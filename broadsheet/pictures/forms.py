"""The desk's form for a picture: what is uploaded is looked at, and what it says of itself is filled in."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image
from wagtail.images.forms import BaseImageForm

from broadsheet.pictures import files
from broadsheet.pictures.models import Picture
from broadsheet.pictures.told import told
from broadsheet.pictures.unreadable import MOST_PIXELS, UNREADABLE


class PictureForm(BaseImageForm):
    """For one picture, in the uploader, the chooser and the picture's own screen."""

    instance: Picture

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._hash_before = self.instance.file_hash
        if "file" in self.fields:
            self.fields["file"].error_messages.update(_sentences(self.fields["file"]))

    def clean_file(self) -> Any:
        """The file is decoded once: what is torn or no picture is refused now, not when it is published."""
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            _decode(file, self.fields["file"].error_messages["file_too_many_pixels"])
        return file

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


def _decode(file: UploadedFile[Any], too_many: str) -> None:
    file.seek(0)
    try:
        with Image.open(cast("BinaryIO", file)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise ValidationError(too_many)
            image.load()
    except UNREADABLE as error:
        sentence = _("The file “%(name)s” is damaged or no picture; save it again and upload it anew.")
        raise ValidationError(sentence % {"name": file.name}) from error
    finally:
        file.seek(0)


def _sentences(field: Any) -> dict[str, str]:
    """One for each reason to refuse a file: what is wrong, what to do."""
    kinds = ", ".join(name.upper() for name in field.allowed_image_extensions)
    most, size = f"{MOST_PIXELS // 1_000_000:,}", filesizeformat(field.max_upload_size)
    return {
        "invalid_image": _("This file is damaged or no picture; upload one of these kinds: %(kinds)s.")
        % {"kinds": kinds},
        "invalid_image_extension": _("Files of this kind are not taken; upload one of these: %(kinds)s.")
        % {"kinds": kinds},
        "invalid_image_known_format": _(
            "The file's name ends in .%(extension)s but inside it is %(image_format)s; give it its right name and"
            " upload it again."
        ),
        "file_too_large": _(
            "The file has %(file_size)s and the most is %(max_filesize)s; save it smaller and upload it again."
        ),
        "file_too_large_unknown_size": _("The file is too large; save it with at most %(size)s and upload it again.")
        % {"size": size},
        "file_too_many_pixels": _(
            "The picture is larger than %(most)s million pixels; make it smaller and upload it again."
        )
        % {"most": most},
    }
