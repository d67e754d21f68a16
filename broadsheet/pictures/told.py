"""What a picture file says of itself: XMP first, then IPTC-IIM, then EXIF, each field from the first that has it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from PIL import ExifTags, Image, IptcImagePlugin

from broadsheet.pictures import iim
from broadsheet.pictures.unreadable import UNREADABLE
from broadsheet.pictures.xmp import CORE, DC, EXT, PHOTOSHOP, PLUS, RIGHTS, Xmp

Value = str | date | datetime
_DAY = re.compile(r"(\d{4})[-:]?(\d\d)[-:]?(\d\d)")
_TIME = re.compile(r"\d{6}(?:[-+]\d{4})?")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Told:
    """`fields` are those of Picture that the file knows, each with its value."""

    fields: Mapping[str, Value] = field(default_factory=dict)


def told(file: BinaryIO, languages: tuple[str, ...] = ()) -> Told:
    """Read it from an open file, wherever that stands. A file that says nothing, or nonsense, tells nothing."""
    file.seek(0)
    try:
        with Image.open(file) as image:
            packet = image.info.get("xmp") or b""
            packet = packet.encode() if isinstance(packet, str) else packet
            older = iim.texts(IptcImagePlugin.getiptcinfo(image))
            camera = _exif(image)
    except (*UNREADABLE, KeyError, TypeError, IndexError, OverflowError):
        return Told()
    finally:
        file.seek(0)
    return Told(dict(_fields(Xmp(packet), older, camera, languages)))


def _exif(image: Image.Image) -> Mapping[int, Any]:
    exif = image.getexif()
    return {**exif, **exif.get_ifd(ExifTags.IFD.Exif)}


def _fields(
    xmp: Xmp, older: Mapping[int, str], camera: Mapping[int, Any], languages: tuple[str, ...]
) -> Iterator[tuple[str, Value]]:
    for name, find in _TEXTS.items():
        for found in find(xmp, older, camera, languages):
            if text := _clean(found):
                yield name, text
                break
    for name, value in (
        ("taken_on", _taken(xmp, older, camera)),
        ("rights_from", _from(xmp, older)),
        ("rights_until", _until(xmp, older)),
    ):
        if value is not None:
            yield name, value


def _clean(text: str) -> str:
    """Without control characters; a caption keeps its paragraphs."""
    lines = (" ".join(line.split()) for line in _NOT_TEXT.sub(" ", text.replace("\r", "\n")).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


Find = Callable[[Xmp, Mapping[int, str], Mapping[int, Any], tuple[str, ...]], Iterator[str]]


def _text(*properties: tuple[str, str], record: int = 0, tag: int = 0) -> Find:
    """The first of these XMP properties, else an IIM record, else an EXIF tag."""

    def find(
        xmp: Xmp, older: Mapping[int, str], camera: Mapping[int, Any], languages: tuple[str, ...]
    ) -> Iterator[str]:
        for namespace, name in properties:
            yield xmp.text(namespace, name, languages)
        yield older.get(record, "")
        yield _written(camera.get(tag))

    return find


def _written(value: Any) -> str:
    """A text of EXIF, which cameras fill in by themselves: what has no small letter was written by nobody."""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    return text if isinstance(text, str) and text != text.upper() else ""


def _agency(
    xmp: Xmp, older: Mapping[int, str], camera: Mapping[int, Any], languages: tuple[str, ...]
) -> Iterator[str]:
    yield xmp.text(PHOTOSHOP, "Source")
    yield from (part.text(PLUS, "ImageSupplierName") for part in xmp.parts(PLUS, "ImageSupplier"))
    yield older.get(iim.SOURCE, "")


def _licence(
    xmp: Xmp, older: Mapping[int, str], camera: Mapping[int, Any], languages: tuple[str, ...]
) -> Iterator[str]:
    yield xmp.text(RIGHTS, "WebStatement")
    yield xmp.text(DC, "license")
    yield from (part.text(PLUS, "LicensorURL") for part in xmp.parts(PLUS, "Licensor"))


def _place(
    xmp: Xmp, older: Mapping[int, str], camera: Mapping[int, Any], languages: tuple[str, ...]
) -> Iterator[str]:
    for where in ("LocationCreated", "LocationShown"):
        for part in xmp.parts(EXT, where):
            names = ("Sublocation", "City", "ProvinceState", "CountryName")
            yield _list(part.text(EXT, name, languages) for name in names)
    newer = ((CORE, "Location"), (PHOTOSHOP, "City"), (PHOTOSHOP, "State"), (PHOTOSHOP, "Country"))
    yield _list(xmp.text(*name) for name in newer)
    yield _list(older.get(record, "") for record in (iim.SUBLOCATION, iim.CITY, iim.REGION, iim.COUNTRY))


def _list(names: Iterator[str]) -> str:
    """The smallest place first, none twice."""
    return ", ".join(dict.fromkeys(name for name in names if name))


_TEXTS: dict[str, Find] = {
    "title": _text((PHOTOSHOP, "Headline"), (DC, "title"), record=iim.HEADLINE),
    "caption": _text((DC, "description"), record=iim.CAPTION, tag=ExifTags.Base.ImageDescription),
    "alt": _text((CORE, "AltTextAccessibility")),
    "credit": _text((PHOTOSHOP, "Credit"), record=iim.CREDIT),
    "creator": _text((DC, "creator"), record=iim.BYLINE, tag=ExifTags.Base.Artist),
    "agency": _agency,
    "copyright_notice": _text((DC, "rights"), record=iim.COPYRIGHT, tag=ExifTags.Base.Copyright),
    "licence": _licence,
    "usage_restrictions": _text((RIGHTS, "UsageTerms"), (PHOTOSHOP, "Instructions"), record=iim.SPECIAL),
    "place": _place,
}


def _taken(xmp: Xmp, older: Mapping[int, str], camera: Mapping[int, Any]) -> date | None:
    written = (
        xmp.text(PHOTOSHOP, "DateCreated"),
        older.get(iim.CREATED, ""),
        str(camera.get(ExifTags.Base.DateTimeOriginal, "")),
    )
    return next((day for text in written if (day := _day(text)) is not None), None)


def _from(xmp: Xmp, older: Mapping[int, str]) -> datetime | None:
    newer = _instant(xmp.text(PLUS, "LicenseStartDate"))
    return newer or _instant(_both(older, iim.RELEASED, iim.RELEASED_AT))


def _until(xmp: Xmp, older: Mapping[int, str]) -> datetime | None:
    newer = _instant(xmp.text(PLUS, "LicenseEndDate"), end=True)
    return newer or _instant(_both(older, iim.EXPIRES, iim.EXPIRES_AT), end=True)


def _both(older: Mapping[int, str], day: int, time_of_day: int) -> str:
    """A day of IIM, with its time where that is one, as ISO 8601 writes them in short."""
    at = older.get(time_of_day, "").strip()
    return older.get(day, "").strip() + (f"T{at}" if _TIME.fullmatch(at) else "")


def _day(text: str) -> date | None:
    found = _DAY.match(text.strip())
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def _instant(text: str, *, end: bool = False) -> datetime | None:
    """A day means its beginning on the paper's clock, or with `end` the end of it."""
    day, zone = _day(text), timezone.get_default_timezone()
    if day is None:
        return None
    try:
        if "T" in text and (whole := parse_datetime(text.strip())) is not None:
            return whole if whole.tzinfo else whole.replace(tzinfo=zone)
        return datetime.combine(day + timedelta(days=1 if end else 0), time(), zone)
    except (ValueError, OverflowError):
        return None
