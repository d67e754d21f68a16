"""Originals, opened: upright, in sRGB, no larger than readers' files need."""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from collections.abc import Callable

from PIL import Image, ImageCms, ImageOps

from broadsheet.pictures.crops import CROPS, Box, box
from broadsheet.pictures.models import Picture
from broadsheet.pictures.unreadable import MOST_PIXELS, UNREADABLE, PictureUnreadable

WIDEST = 1600  # pixels of the widest file that readers get
KEPT = 3  # originals and cuts that stay open, a few megabytes each: a picture's files are made one after another

_lock = threading.Lock()
_open: OrderedDict[tuple[object, ...], Image.Image] = OrderedDict()
_SRGB = ImageCms.createProfile("sRGB")


def opened(picture: Picture) -> Image.Image:
    """The whole original, in RGB or RGBA. Raises PictureUnreadable. To be looked at, not changed."""
    return _once((picture.file_hash, picture.width, picture.height), lambda: _read(picture))


def cut(picture: Picture, part: Box, size: tuple[int, int]) -> Image.Image:
    """A part of it at that size in pixels. Raises PictureUnreadable. To be looked at, not changed."""
    return _once((picture.file_hash, part, size), lambda: _cut(picture, part, size))


def _cut(picture: Picture, part: Box, size: tuple[int, int]) -> Image.Image:
    whole = opened(picture)
    across, down = whole.width / picture.width, whole.height / picture.height
    edges = (part.left * across, part.top * down, (part.left + part.width) * across, (part.top + part.height) * down)
    return whole.resize(size, Image.Resampling.LANCZOS, box=edges, reducing_gap=2.0)


def _once(key: tuple[object, ...], make: Callable[[], Image.Image]) -> Image.Image:
    with _lock:
        found = _open.get(key)
        if found is not None:
            _open.move_to_end(key)
            return found
    found = make()
    with _lock:
        _open[key] = found
        while len(_open) > KEPT:
            _open.popitem(last=False)
    return found


def forget() -> None:
    """Close what is open."""
    with _lock:
        _open.clear()


def _read(picture: Picture) -> Image.Image:
    size = _size(picture)
    try:
        with picture.open_file() as file, Image.open(file) as image:
            if image.width * image.height > MOST_PIXELS:
                raise ValueError(f"it has more than {MOST_PIXELS:,} pixels")
            turned = image.getexif().get(0x0112, 1) >= 5
            image.draft("RGB", size[::-1] if turned else size)  # a JPEG is decoded no larger than it needs to be
            upright = ImageOps.exif_transpose(image)
            plain = _in_srgb(upright)
            return plain.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0) if plain.size != size else plain
    except UNREADABLE as error:
        raise PictureUnreadable(picture.title, picture.pk, error) from error


def _size(picture: Picture) -> tuple[int, int]:
    """Small, and yet each shape can be cut from it as wide as readers may get it."""
    scale = min(1.0, max(WIDEST / box(picture, crop).width for crop in CROPS))
    return max(1, round(picture.width * scale)), max(1, round(picture.height * scale))


def _in_srgb(image: Image.Image) -> Image.Image:
    mode = "RGBA" if image.has_transparency_data else "RGB"
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "RGBA", "CMYK", "L"):
        try:
            # ImageCms takes no alpha in a mode that the profile does not have
            return _converted(image, profile, mode)
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile is worth less than the picture
    return image.convert(mode)


def _converted(image: Image.Image, profile: bytes, mode: str) -> Image.Image:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    output = mode if image.mode == "RGBA" else "RGB"
    made = ImageCms.profileToProfile(image, source, ImageCms.ImageCmsProfile(_SRGB), outputMode=output)
    assert made is not None
    return made.convert(mode)
