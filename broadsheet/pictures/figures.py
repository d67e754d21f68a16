"""A picture as a page shows it: plain values for templates."""

from __future__ import annotations

from dataclasses import dataclass

from broadsheet.kit import clock
from broadsheet.pictures import damage
from broadsheet.pictures.crops import box
from broadsheet.pictures.files import FORMATS, File, files, make_sure
from broadsheet.pictures.models import Picture
from broadsheet.pictures.originals import WIDEST
from broadsheet.pictures.unreadable import PictureUnreadable
from broadsheet.press import rows
from broadsheet.press.recording import note_shown
from broadsheet.release import gate


@dataclass(frozen=True, slots=True)
class Source:
    """The same picture in a format that not every browser knows."""

    media_type: str
    srcset: str


@dataclass(frozen=True, slots=True)
class Figure:
    """`url` is the largest JPEG, `srcset` all of them, ready for the attribute, "" when there is but one width;
    `sources` are the better formats, the best first. The creator, the notice and the licence are for machines."""

    url: str
    width: int
    height: int
    srcset: str
    alt: str
    caption: str
    credit: str
    sources: tuple[Source, ...] = ()
    creator: str = ""
    copyright_notice: str = ""
    licence: str = ""


def figure(
    picture_id: int | None, caption: str = "", *, crop: str = "", widest: int = WIDEST, desk: bool = False
) -> Figure | None:
    """The picture as it may be shown now, or None: it is not public, or its original cannot be read, which the desk
    is told. `caption` goes before the picture's own; `crop` is "16:9" (heroes), "3:2" (cards) or "" (all of it);
    `desk` is for previews, which show the desk's renditions since nothing of theirs is public."""
    picture = rows.get(Picture, picture_id) if picture_id else None
    if picture is None or not gate.verdict(picture, clock.now()).public:
        return None
    return at_desk(picture, caption, crop) if desk else _public(picture, caption, crop, widest)


def _public(picture: Picture, caption: str, crop: str, widest: int) -> Figure | None:
    if picture.damage:
        return None
    every = files(picture, crop)
    shown = [file for file in every if file.width <= widest] or every[: len(FORMATS)]
    try:
        make_sure(picture, shown)
    except PictureUnreadable as error:
        damage.note(picture, error.cause)
        return None
    for file in shown:
        note_shown(file.url)
    *better, plain = ([file for file in shown if file.format is form] for form in FORMATS)
    sources = tuple(Source(some[0].format.media_type, _srcset(some)) for some in better)
    largest = plain[-1]
    srcset = _srcset(plain) if len(plain) > 1 else ""
    return _figure(picture, caption, (largest.url, largest.width, largest.height), srcset, sources)


def _srcset(some: list[File]) -> str:
    return ", ".join(f"{file.url} {file.width}w" for file in some)


def at_desk(picture: Picture, caption: str, crop: str = "") -> Figure | None:
    """From the desk's own renditions; None when the original cannot be read."""
    rendition = picture.get_rendition(_filter(picture, crop))
    if rendition.pk is None:
        return None
    return _figure(picture, caption, (rendition.url, rendition.width, rendition.height), "", ())


def _filter(picture: Picture, crop: str) -> str:
    """Wagtail's name for a size; `fill` cuts about the focal point too."""
    if not crop:
        return f"max-{WIDEST}x{WIDEST}"
    cut = box(picture, crop)
    width = min(WIDEST, cut.width)
    return f"fill-{width}x{max(1, round(cut.height * width / cut.width))}"


def _figure(
    picture: Picture, caption: str, largest: tuple[str, int, int], srcset: str, sources: tuple[Source, ...]
) -> Figure:
    url, width, height = largest
    return Figure(
        url=url,
        width=width,
        height=height,
        srcset=srcset,
        alt="" if picture.is_decorative else picture.alt,
        caption=(caption or picture.caption).strip(),
        credit=picture.credit.strip(),
        sources=sources,
        creator=picture.creator.strip(),
        copyright_notice=picture.copyright_notice.strip(),
        licence=picture.licence.strip(),
    )
