"""The paper's own icon, uploaded at the desk: looked at within bounds, and kept as one square PNG."""

from __future__ import annotations

import base64
import io
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from PIL import Image
from wagtail.admin.forms import WagtailAdminModelForm

SIZE = 512  # pixels of the square that is kept
LEAST, MOST = 180, 4096  # pixels of a side that is taken
HEAVIEST = 5_000_000  # bytes
FORMATS = ("PNG", "JPEG", "WEBP")


def squared(file: UploadedFile[Any]) -> bytes:
    """The picture in `file` as a PNG of SIZE pixels. Raises ValidationError with what to do."""
    if (file.size or 0) > HEAVIEST:
        raise ValidationError(gettext("The file is too large: save it with at most 5 MB."))
    try:
        with Image.open(file, formats=FORMATS) as image:
            _refuse_sides(*image.size)
            made = image.convert("RGBA").resize((SIZE, SIZE), Image.Resampling.LANCZOS)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(gettext("This file is no picture that can be read: save it as PNG.")) from error
    out = io.BytesIO()
    made.save(out, "PNG", optimize=True)
    return out.getvalue()


def _refuse_sides(width: int, height: int) -> None:
    if width != height:
        sizes = {"width": width, "height": height}
        raise ValidationError(
            gettext("An icon is square, and this picture has %(width)d by %(height)d pixels: crop it.") % sizes
        )
    if not LEAST <= width <= MOST:
        sentence = gettext("The picture has %(width)d pixels a side: save it with %(least)d to %(most)d.")
        raise ValidationError(sentence % {"width": width, "least": LEAST, "most": MOST})


class IconField(forms.FileField):
    """Cleans to the bytes that are kept."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        return squared(file) if isinstance(file, UploadedFile) else None


class AppearanceForm(WagtailAdminModelForm):
    """The look's fields, and the file of an icon, which is kept as bytes of the row."""

    icon_file = IconField(
        label=_("Icon"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text=_("A square picture, best of 512 pixels. While there is none, it is the nameplate's first letter."),
    )
    no_icon = forms.BooleanField(label=_("Use the letter again"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """With the icon that readers have now; without one there is nothing to go back from."""
        super().__init__(*args, **kwargs)
        if not self.instance.icon:
            del self.fields["no_icon"]
            return
        picture = base64.b64encode(bytes(self.instance.icon)).decode()
        shown = '<img src="data:image/png;base64,{}" alt="{}" width="64" height="64"><br>{}'
        field = self.fields["icon_file"]
        field.help_text = format_html(shown, picture, gettext("The icon as it is"), field.help_text)

    def save(self, commit: bool = True) -> Any:
        if self.cleaned_data.get("no_icon"):
            self.instance.icon = None
        if self.cleaned_data.get("icon_file"):
            self.instance.icon = self.cleaned_data["icon_file"]
        return super().save(commit)
