"""Files that somebody uploads, looked at before anything is done with them: by their content, within bounds."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, BinaryIO, cast

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms import FileField
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image
from wagtail.images.fields import WagtailImageField

from broadsheet.pictures.unreadable import MOST_PIXELS, UNREADABLE

KINDS = {"JPEG": ("jpg", "jpeg"), "MPO": ("jpg", "jpeg"), "HEIF": ("heic", "heif")}
"""File names' endings by Pillow's name of what is inside; others end in it. Telephones write the last two."""


class UploadField(WagtailImageField):
    """Refuses in one sentence that says what to do. The size and the pixels are known before anything is decoded;
    then all of it is decoded once, so that a torn file is refused now and not when it is published."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages |= {  # those that the uploader's script shows
            "invalid_image_extension": _("Files of this kind are not taken; upload one of these: %s.")
            % self.supported_formats_text,
            "file_too_large_unknown_size": _("The file is too large; save it with at most %s and upload it again.")
            % self.max_upload_size_text,
        }

    def to_python(self, data: Any) -> UploadedFile[Any] | None:
        file = cast("UploadedFile[Any] | None", FileField.to_python(self, data))
        if file is None:
            return None
        ending = PurePath(file.name or "").suffix.lower().lstrip(".")
        if ending not in self.allowed_image_extensions:
            raise ValidationError(self.error_messages["invalid_image_extension"])
        if file.size is not None and file.size > self.max_upload_size:
            sentence = _("The file has %(size)s and the most is %(most)s; save it smaller and upload it again.")
            raise ValidationError(sentence % {"size": filesizeformat(file.size), "most": self.max_upload_size_text})
        self._look(file, ending)
        return file

    def _look(self, file: UploadedFile[Any], ending: str) -> None:
        file.seek(0)
        try:
            with Image.open(cast("BinaryIO", file)) as image:
                self._check(image, ending)
                image.load()
                file.content_type = image.get_format_mimetype()
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise ValidationError(_too_many()) from error
        except UNREADABLE as error:
            sentence = _("The file “%(name)s” is damaged or no picture; save it again and upload it anew.")
            raise ValidationError(sentence % {"name": file.name}) from error
        finally:
            file.seek(0)

    def _check(self, image: Image.Image, ending: str) -> None:
        kind = image.format or ""
        if ending not in KINDS.get(kind, (kind.lower(),)):
            sentence = _("The file ends in .%(ending)s and is %(kind)s inside; name it rightly and upload it again.")
            raise ValidationError(sentence % {"ending": ending, "kind": kind})
        frames = 1 if kind in ("MPO", "HEIF") else getattr(image, "n_frames", 1)
        if image.width * image.height * frames > MOST_PIXELS:
            raise ValidationError(_too_many())


def _too_many() -> str:
    sentence = _("The picture has more than %(most)d million pixels; make it smaller and upload it again.")
    return sentence % {"most": MOST_PIXELS // 1_000_000}
