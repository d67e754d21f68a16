"""Whose picture it is, written into the files that readers get.

Pixels are encoded once and kept; a stamp is put into the bytes afterwards, so that a changed credit costs no
encoding. JPEG has it twice: as XMP and as IPTC-IIM, which older programs read.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from broadsheet.pictures import iim, xmp
from broadsheet.pictures.models import Picture

PLACE = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'
"""Stands in encoded WebP and AVIF files where the stamp will be."""


@dataclass(frozen=True, slots=True)
class Stamp:
    credit: str
    creator: str
    copyright_notice: str
    licence: str

    @classmethod
    def of(cls, picture: Picture) -> Stamp:
        texts = (picture.credit, picture.creator, picture.copyright_notice, picture.licence)
        return cls(*(" ".join(text.split()) for text in texts))

    def __bool__(self) -> bool:
        return any((self.credit, self.creator, self.copyright_notice, self.licence))


def stamped(body: bytes, suffix: str, stamp: Stamp) -> bytes:
    """The file (".jpg", or ".webp" and ".avif" with PLACE in them) with the stamp in it."""
    packet = xmp.packet(stamp.credit, stamp.creator, stamp.copyright_notice, stamp.licence)
    if suffix == ".jpg":
        return _in_jpeg(body, packet, stamp)
    return _in_webp(body, packet) if suffix == ".webp" else _in_avif(body, packet)


def _in_jpeg(body: bytes, packet: bytes, stamp: Stamp) -> bytes:
    start = 2
    if body[2:4] == b"\xff\xe0":  # JFIF's own segment comes first
        start = 4 + struct.unpack(">H", body[4:6])[0]
    segments = b""
    if stamp:
        records = iim.resource(stamp.credit, stamp.creator, stamp.copyright_notice)
        segments = _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + packet)
        segments += _segment(0xED, b"Photoshop 3.0\x00" + records)
    return body[:start] + segments + body[start:]


def _segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def _in_webp(body: bytes, packet: bytes) -> bytes:
    """RIFF: chunks of a name, a length and data filled up to an even length."""
    chunks, at = [], 12
    while at < len(body):
        name, length = struct.unpack("<4sI", body[at : at + 8])
        data = packet if name == b"XMP " else body[at + 8 : at + 8 + length]
        chunks.append(struct.pack("<4sI", name, len(data)) + data + b"\x00" * (len(data) % 2))
        at += 8 + length + length % 2
    whole = b"WEBP" + b"".join(chunks)
    return struct.pack("<4sI", b"RIFF", len(whole)) + whole


def _in_avif(body: bytes, packet: bytes) -> bytes:
    """ISO base media: the item's bytes lie in `mdat`, `iloc` says where each item begins and how long it is."""
    place = body.index(PLACE)
    grown = len(packet) - len(PLACE)
    made = bytearray(body[:place] + packet + body[place + len(PLACE) :])
    _grow_mdat(made, place, grown)
    _move_items(made, place, grown)
    return bytes(made)


def _grow_mdat(made: bytearray, place: int, grown: int) -> None:
    at = 0
    while at < place:
        length, name = struct.unpack(">I4s", made[at : at + 8])
        if name == b"mdat":
            struct.pack_into(">I", made, at, length + grown)
            return
        at += length
    raise ValueError("this AVIF file has no mdat box before its metadata")


def _move_items(made: bytearray, place: int, grown: int) -> None:
    at = made.index(b"iloc") + 4
    version, sizes, base, count = made[at], made[at + 4], made[at + 5], struct.unpack(">H", made[at + 6 : at + 8])[0]
    if (version, sizes, base) != (0, 0x44, 0):
        raise ValueError("this AVIF file keeps the places of its items in a form that is not known here")
    at += 8
    for _ in range(count):
        (extents,) = struct.unpack(">H", made[at + 4 : at + 6])
        at += 6
        for _ in range(extents):
            offset, length = struct.unpack(">II", made[at : at + 8])
            if offset == place:
                struct.pack_into(">I", made, at + 4, length + grown)
            elif offset > place:
                struct.pack_into(">I", made, at, offset + grown)
            at += 8
