"""What an original is that cannot be read. What imports this can read HEIC besides Pillow's own formats."""

from __future__ import annotations

from django.utils.translation import gettext as _
from PIL import Image
from pillow_heif import register_heif_opener

register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)

MOST_PIXELS = 80_000_000
"""Of an original: 10,000 by 8,000. More is an attack, or belongs in an archive."""

UNREADABLE = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
"""What is raised for a file that is missing, torn, too large, or no picture."""


class PictureUnreadable(Exception):
    """The original cannot be read or is no picture; the message is the sentence to show, `cause` what was found."""

    def __init__(self, title: str, number: int | None, error: Exception) -> None:
        self.cause = str(error).rstrip(".") or type(error).__name__
        sentence = _("The picture “%(title)s” (%(number)s) cannot be read: %(cause)s. Upload its file again.")
        super().__init__(sentence % {"title": title, "number": number, "cause": self.cause})
