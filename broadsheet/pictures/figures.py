"""A picture as a page shows it: plain values for templates."""

from __future__ import annotations

from dataclasses import dataclass

from broadsheet.kit import clock
from broadsheet.pictures.files import files
from broadsheet.pictures.models import Picture
from broadsheet.press import rows
from broadsheet.press.recording import note_shown
from broadsheet.release import gate

LARGEST_AT_DESK = "max-1600x1600"


@dataclass(frozen=True, slots=True)
class Figure:
    """`srcset` is ready for the attribute, "" when there is but one width."""

    url: str
    width: int
    height: int
    srcset: str
    alt: str
    caption: str
    credit: str


def figure(picture_id: int | None, caption: str = "", *, widest: int = 1600, desk: bool = False) -> Figure | None:
    """The picture as it may be shown now, or None. `caption` goes before the picture's own; `desk` is for
    previews, which show the desk's renditions since nothing of theirs is public."""
    picture = rows.get(Picture, picture_id) if picture_id else None
    if picture is None or not gate.verdict(picture, clock.now()).public:
        return None
    return at_desk(picture, caption) if desk else _public(picture, caption, widest)


def _public(picture: Picture, caption: str, widest: int) -> Figure:
    all_files = files(picture)
    shown = [file for file in all_files if file.width <= widest] or all_files[:1]
    for file in shown:
        note_shown(file.url)
    largest = shown[-1]
    srcset = ", ".join(f"{file.url} {file.width}w" for file in shown) if len(shown) > 1 else ""
    return _figure(picture, caption, largest.url, largest.width, largest.height, srcset)


def at_desk(picture: Picture, caption: str) -> Figure:
    rendition = picture.get_rendition(LARGEST_AT_DESK)
    return _figure(picture, caption, rendition.url, rendition.width, rendition.height, "")


def _figure(picture: Picture, caption: str, url: str, width: int, height: int, srcset: str) -> Figure:
    return Figure(
        url=url,
        width=width,
        height=height,
        srcset=srcset,
        alt="" if picture.is_decorative else picture.alt,
        caption=(caption or picture.caption).strip(),
        credit=picture.credit.strip(),
    )
