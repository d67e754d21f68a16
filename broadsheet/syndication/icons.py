"""The paper's icons: the one that the desk uploaded, or the first letter of the nameplate in the paper's own type and
colours."""

from __future__ import annotations

import io
from base64 import b64encode
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.html import escape
from PIL import Image, ImageDraw, ImageFont

from broadsheet.design import assets
from broadsheet.sections.looks import icon, look

SVG, ICO, TOUCH = "/favicon.svg", "/favicon.ico", "/apple-touch-icon.png"
LARGE = {192: "/icon-192.png", 512: "/icon-512.png"}
"""{pixels: path} of what the manifest names."""
_FONTS = ("brygada-latin", "brygada-latin-ext", "brygada-cyrillic", "brygada-greek")
_BOLD = 700
_HEIGHT = 0.62  # of the letter, in the height of the icon


def initial() -> str:
    """The first letter or digit of the nameplate; "" when it has none."""
    return next((letter.upper()[0] for letter in look(settings.PAPER_NAME).nameplate if letter.isalnum()), "")


def colours() -> tuple[str, str]:
    """(ground, letter): what the desk chose for links, and for paper, in light."""
    light = look(settings.PAPER_NAME).light
    return light.spot, light.paper


def svg() -> bytes:
    """With the reader's own serif: an icon of a few hundred bytes that is sharp at every size. An uploaded one is
    wrapped, since pages name this address."""
    own = icon()
    if own is not None:
        return _wrapped(own)
    ground, colour = colours()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="{ground}"/>'
        f'<text x="32" y="46" text-anchor="middle" font-family="Georgia, \'Times New Roman\', serif" font-size="42" '
        f'font-weight="700" fill="{colour}">{escape(initial())}</text></svg>\n'
    ).encode()


def _wrapped(own: bytes) -> bytes:
    inside = b64encode(_png(_scaled(own, 64))).decode()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'<image width="64" height="64" href="data:image/png;base64,{inside}"/></svg>\n'
    ).encode()


def _scaled(own: bytes, size: int) -> Image.Image:
    with Image.open(io.BytesIO(own)) as image:
        return image.resize((size, size), Image.Resampling.LANCZOS)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def jpeg(size: int) -> bytes:
    """Nothing of it is transparent: the icon's ground shows through what an uploaded one leaves free."""
    shown, out = _shown(size), io.BytesIO()
    whole = Image.new("RGB", shown.size, colours()[0])
    whole.paste(shown, mask=shown.getchannel("A") if shown.mode == "RGBA" else None)
    whole.save(out, "JPEG", quality=90, subsampling=0, optimize=True)
    return out.getvalue()


def png(size: int) -> bytes:
    return _png(_shown(size))


def ico() -> bytes:
    """One picture of 32 pixels."""
    out = io.BytesIO()
    _shown(32).save(out, "ICO", sizes=[(32, 32)])
    return out.getvalue()


def _shown(size: int) -> Image.Image:
    own = icon()
    return _drawn(size, initial()) if own is None else _scaled(own, size)


def _drawn(size: int, letter: str) -> Image.Image:
    ground, colour = colours()
    image = Image.new("RGB", (size, size), ground)
    font = _font(letter, size) if letter else None
    draw = ImageDraw.Draw(image)
    if font is not None:
        left, top, right, bottom = font.getbbox(letter)
        draw.text(((size - left - right) / 2, (size - top - bottom) / 2), letter, font=font, fill=colour)
    else:  # no type of ours has it: a sheet with lines
        for line in range(3):
            y = size * (5 + 3 * line) // 16
            draw.rectangle((size // 5, y, size - size // 5 - 1, y + max(1, size // 16)), fill=colour)
    return image


def _font(letter: str, size: int) -> ImageFont.FreeTypeFont | None:
    """The first of the paper's fonts that has the letter, so large that the letter has its height."""
    for name in _FONTS:
        font = _opened(name, 100)
        if bytes(font.getmask(letter)) != bytes(font.getmask("\uffff")):
            _, top, _, bottom = font.getbbox(letter)
            return _opened(name, round(100 * _HEIGHT * size / max(1, bottom - top)))
    return None


@lru_cache(maxsize=16)
def _opened(name: str, size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(io.BytesIO(_file(name).read_bytes()), size)
    font.set_variation_by_axes([_BOLD])
    return font


def _file(name: str) -> Path:
    return Path(assets.__file__).parent / "static" / "design" / "fonts" / f"{name}.woff2"
