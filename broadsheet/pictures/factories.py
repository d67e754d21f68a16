"""Pictures for tests, the demo and benches: drawn, not photographed."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.images import ImageFile
from PIL import Image, ImageDraw

from broadsheet.pictures.models import Picture


def make_picture(
    title: str = "Harbour at dawn", *, size: tuple[int, int] = (900, 600), body: bytes | None = None, **fields: Any
) -> Picture:
    """A saved picture with a drawn original that differs by its title, or with `body` for one; credit and alt are
    given unless said otherwise."""
    values = {"alt": f"A drawing: {title}", "credit": "Ines Marlow/The Mirna Bay Ledger", "caption": f"{title}."}
    picture = Picture(title=title, **{**values, **fields})
    picture.file = ImageFile(io.BytesIO(body or drawn(title, size)), name=f"{title[:40]}.jpg")
    picture.save()
    return picture


def drawn(title: str, size: tuple[int, int]) -> bytes:
    """JPEG bytes: a horizon in colours that come from the title."""
    seed = sum(title.encode()) * 2654435761
    colour = [(seed >> shift) % 160 + 60 for shift in (0, 8, 16)]
    image = Image.new("RGB", size, tuple(colour))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, size[1] * 2 // 3, *size), fill=tuple(value // 2 for value in colour))
    draw.text((size[0] // 20, size[1] // 20), title, fill="white")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()
