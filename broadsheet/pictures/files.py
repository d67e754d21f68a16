"""The files that readers get of a picture: WebP in a few widths, made from the original, without its metadata.

Their names hold a digest of all that their bytes are made from, so a file never changes under its name. They
are pressed (`/media/…`) for as long as a plate shows them. What was made is kept in a private folder of the
site, so that pressing again is cheap.
"""

from __future__ import annotations

import io
import os
import re
import tempfile
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageOps

from broadsheet.pictures.models import Picture

WIDTHS = (480, 800, 1200, 1600)
QUALITY = 80
RECIPE = "webp 80 v1"  # part of every name: another recipe makes other names
PATTERN = r"/media/(?P<picture>[1-9]\d*)-(?P<digest>[0-9a-f]{16})-(?P<width>[1-9]\d*)\.webp"

_NAME = re.compile(PATTERN)


class PictureUnreadable(Exception):
    """The original cannot be read or is no picture; the message is the sentence to show."""


@dataclass(frozen=True, slots=True)
class File:
    """One public file of a picture."""

    url: str
    width: int
    height: int


def files(picture: Picture) -> list[File]:
    """All the files that a picture has, the narrowest first. An original is never made larger."""
    digest = _digest(picture)
    widths = [width for width in WIDTHS if width < picture.width] or [picture.width]
    if picture.width > widths[-1] and widths[-1] != WIDTHS[-1]:
        widths.append(picture.width)
    return [File(f"/media/{picture.pk}-{digest}-{width}.webp", width, _height(picture, width)) for width in widths]


def _height(picture: Picture, width: int) -> int:
    return max(1, round(picture.height * width / picture.width))


def _digest(picture: Picture) -> str:
    return blake2b(f"{picture.file_hash} {RECIPE}".encode(), digest_size=8).hexdigest()


def picture_of(url: str) -> int | None:
    """The primary key in a file's URL."""
    found = _NAME.fullmatch(url)
    return int(found["picture"]) if found else None


def made(picture: Picture, url: str) -> bytes | None:
    """The bytes of the file at `url`; None when this picture has no such file (any more).

    Raises PictureUnreadable, and OSError when what was made cannot be kept.
    """
    file = next((file for file in files(picture) if file.url == url), None)
    if file is None:
        return None
    kept = _kept() / url.rpartition("/")[2]
    if kept.is_file():
        return kept.read_bytes()
    body = _make(picture, file)
    _keep(kept, body)
    return body


def _kept() -> Path:
    return Path(settings.PRESS_ROOT).parent / "var" / "pictures"


def _keep(target: Path, body: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as half:
        half.write(body)
    Path(name).replace(target)


def _make(picture: Picture, file: File) -> bytes:
    try:
        with picture.open_file() as original, Image.open(original) as image:
            image.draft("RGB", (file.width, file.height))  # a JPEG is decoded no larger than it needs to be
            upright = ImageOps.exif_transpose(image)
            plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
            small = plain.resize((file.width, file.height), Image.Resampling.LANCZOS)
    except (OSError, Image.DecompressionBombError, ValueError) as error:
        raise PictureUnreadable(f"The picture “{picture.title}” ({picture.pk}) cannot be read: {error}.") from error
    out = io.BytesIO()
    small.save(out, "WEBP", quality=QUALITY, method=4)
    return out.getvalue()
