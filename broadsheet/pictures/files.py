"""The files that readers get of a picture: AVIF, WebP and JPEG in a few widths, made from the original; of its
metadata only whose it is goes with them.

Their names hold a digest of all that their bytes are made from, so a file never changes under its name. They
are pressed (`/media/…`) for as long as a plate shows them. Encoded pixels are kept in a private folder of the
site, in a folder for each original: pressing again is cheap, and so is a changed credit.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from django.conf import settings
from PIL import Image

from broadsheet.pictures.crops import CROPS, Box, box
from broadsheet.pictures.models import Picture
from broadsheet.pictures.originals import WIDEST, cut, opened
from broadsheet.pictures.stamps import PLACE, Stamp, stamped

WIDTHS = (480, 800, 1200, WIDEST)
PATTERN = r"/media/(?P<picture>[1-9]\d*)-(?P<digest>[0-9a-f]{16})-(?P<width>[1-9]\d*)\.(?:avif|webp|jpg)"

_NAME = re.compile(PATTERN)


@dataclass(frozen=True, slots=True, eq=False)
class Format:
    """`recipe` is part of every name: another recipe makes other names."""

    suffix: str
    media_type: str
    encoder: str
    recipe: str
    options: dict[str, Any]


# AVIF at speed 9 is as small for photographs as at 6, in a tenth of the time; one thread, so that it is the same
# on every machine (bench figures: docs/decisions/0017-pictures-in-three-formats.md).
FORMATS = (
    Format(".avif", "image/avif", "AVIF", "avif 60/9 v1", {"quality": 60, "speed": 9, "max_threads": 1}),
    Format(".webp", "image/webp", "WEBP", "webp 80/2 v2", {"quality": 80, "method": 2}),
    Format(".jpg", "image/jpeg", "JPEG", "jpeg 80 v1", {"quality": 80, "progressive": True, "optimize": True}),
)
RECIPES = ", ".join(form.recipe for form in FORMATS)
BEHIND = (255, 255, 255)  # of what JPEG cannot leave clear


@dataclass(frozen=True, slots=True)
class File:
    """One public file of a picture. `kept` is where its pixels are, below the folder of what is kept."""

    url: str
    width: int
    height: int
    format: Format
    box: Box
    kept: str


def files(picture: Picture, crop: str = "") -> list[File]:
    """All the files that a picture has in a shape ("16:9", "3:2", "": whole), the narrowest first. An original is
    never made larger."""
    part = box(picture, crop)
    digest = _digest(f"{picture.file_hash} {part} {RECIPES} {Stamp.of(picture)}")
    kept = {form: f"{picture.file_hash}/{_digest(f'{picture.file_hash} {part} {form.recipe}')}" for form in FORMATS}
    found = []
    for width in _widths(part.width):
        height = max(1, round(part.height * width / part.width))
        for form in FORMATS:
            url = f"/media/{picture.pk}-{digest}-{width}{form.suffix}"
            found.append(File(url, width, height, form, part, f"{kept[form]}-{width}{form.suffix}"))
    return found


def _digest(made_from: str) -> str:
    return blake2b(made_from.encode(), digest_size=8).hexdigest()


def _widths(whole: int) -> list[int]:
    widths = [width for width in WIDTHS if width < whole]
    return [*widths, whole] if whole <= WIDTHS[-1] else widths


def picture_of(url: str) -> int | None:
    """The primary key in a file's URL."""
    found = _NAME.fullmatch(url)
    return int(found["picture"]) if found else None


def made(picture: Picture, url: str) -> bytes | None:
    """The bytes of the file at `url`; None when this picture has no such file (any more).

    Raises PictureUnreadable, and OSError when what was made cannot be kept.
    """
    file = next((file for crop in CROPS for file in files(picture, crop) if file.url == url), None)
    return None if file is None else stamped(_pixels(picture, file), file.format.suffix, Stamp.of(picture))


def make_sure(picture: Picture, wanted: Iterable[File]) -> None:
    """See that these files can be made: they are kept, or the original can be read. Raises PictureUnreadable."""
    place = _kept()
    if not all(os.path.exists(f"{place}/{file.kept}") for file in wanted):  # noqa: PTH110  (a dozen for each picture)
        opened(picture)


def keep(picture: Picture, wanted: Iterable[File]) -> None:
    """Encode what is not kept yet. Raises PictureUnreadable and OSError."""
    for file in wanted:
        _pixels(picture, file)


def forget(file_hash: str) -> None:
    """Remove what is kept of an original."""
    if file_hash:
        shutil.rmtree(_kept() / file_hash, ignore_errors=True)


def _pixels(picture: Picture, file: File) -> bytes:
    kept = _kept() / file.kept
    try:
        return kept.read_bytes()
    except FileNotFoundError:
        body = _encoded(picture, file)
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


def _encoded(picture: Picture, file: File) -> bytes:
    small = cut(picture, file.box, (file.width, file.height))
    options = file.format.options
    if file.format.suffix == ".jpg":
        small = _on_white(small)
    else:
        options = {**options, "xmp": PLACE}
    out = io.BytesIO()
    small.save(out, file.format.encoder, **options)
    return out.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    ground = Image.new("RGB", image.size, BEHIND)
    ground.paste(image, mask=image.getchannel("A"))
    return ground
