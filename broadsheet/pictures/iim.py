"""IPTC-IIM, the older of the two ways in which a picture file says whose it is: numbered records in a Photoshop
resource. (IPTC, Information Interchange Model 4.2.)"""

from __future__ import annotations

import struct
from collections.abc import Mapping

TITLE, CITY, SUBLOCATION, REGION, COUNTRY = 5, 90, 92, 95, 101
RELEASED, RELEASED_AT, EXPIRES, EXPIRES_AT = 30, 35, 37, 38  # CCYYMMDD and HHMMSS±HHMM
CREATED, HEADLINE, SPECIAL, SOURCE = 55, 105, 40, 115
BYLINE, CREDIT, COPYRIGHT, CAPTION = 80, 110, 116, 120
LONGEST = {BYLINE: 32, CREDIT: 32, COPYRIGHT: 128}  # bytes
_UTF8 = b"\x1b%G"


def resource(credit: str, creator: str, notice: str) -> bytes:
    """The Photoshop resource (8BIM, 0x0404) with these texts, each cut to what the standard allows; XMP has them
    whole."""
    records = struct.pack(">BBBH", 0x1C, 1, 90, len(_UTF8)) + _UTF8
    for number, text in ((BYLINE, creator), (CREDIT, credit), (COPYRIGHT, notice)):
        data = _cut(text, LONGEST[number])
        if data:
            records += struct.pack(">BBBH", 0x1C, 2, number, len(data)) + data
    return b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(records)) + records + b"\x00" * (len(records) % 2)


def _cut(text: str, longest: int) -> bytes:
    """UTF-8, not cut inside a character."""
    return text.encode()[:longest].decode(errors="ignore").encode()


def texts(found: Mapping[tuple[int, int], bytes | list[bytes]] | None) -> dict[int, str]:
    """The texts of record 2 by number, from what Pillow read; the first of repeated ones."""
    raw = {key: value[0] if isinstance(value, list) else value for key, value in (found or {}).items()}
    codec = "utf-8" if raw.get((1, 90)) == _UTF8 else ""
    return {number: _text(data, codec) for (record, number), data in raw.items() if record == 2 and data}


def _text(data: bytes, codec: str) -> str:
    """What does not say how it is written is UTF-8 if it can be, otherwise the Windows way."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(codec or "cp1252", errors="replace")
