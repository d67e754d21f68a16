"""Picture files that say something of themselves, made with Pillow."""

from __future__ import annotations

import io
import struct
from typing import Any

from PIL import Image

from broadsheet.pictures.factories import drawn

XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"
 photoshop:Headline="Ferry in fog" photoshop:Credit="Abena Lisk/Saltline" photoshop:Source="Saltline"
 photoshop:DateCreated="2026-10-14T07:30:00+01:00" xmpRights:WebStatement="https://saltline.example/terms"
 plus:LicenseStartDate="2026-10-15" plus:LicenseEndDate="2026-12-31">
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">The ferry leaves &amp; vanishes.</rdf:li>
<rdf:li xml:lang="de-DE">Die Fähre verschwindet.</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>Abena Lisk</rdf:li><rdf:li>Bob Tarn</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© 2026 Saltline</rdf:li></rdf:Alt></dc:rights>
<xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">Not for adverts.</rdf:li></rdf:Alt></xmpRights:UsageTerms>
<Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="en">A white ferry half hidden by fog.</rdf:li>
<rdf:li xml:lang="de">Eine weiße Fähre im Nebel.</rdf:li></rdf:Alt></Iptc4xmpCore:AltTextAccessibility>
<Iptc4xmpExt:LocationCreated><rdf:Bag><rdf:li rdf:parseType="Resource">
<Iptc4xmpExt:Sublocation>North Quay</Iptc4xmpExt:Sublocation><Iptc4xmpExt:City>Mirna Bay</Iptc4xmpExt:City>
</rdf:li></rdf:Bag></Iptc4xmpExt:LocationCreated>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>""".encode()


def photograph(kind: str = "JPEG", size: tuple[int, int] = (900, 600), **saved: Any) -> bytes:
    """A picture file of that kind; `saved` goes to Pillow, such as `xmp` and `exif`."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(drawn("Ferry in fog", size))) as image:
        image.save(out, kind, **saved)
    return out.getvalue()


def with_iim(body: bytes, records: dict[int, str], codec: str = "cp1252", mark: bytes = b"") -> bytes:
    """A JPEG with IPTC-IIM as an old program writes it."""
    data = b"".join(_record(2, number, text.encode(codec)) for number, text in records.items())
    data = (_record(1, 90, mark) if mark else b"") + data
    resource = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(data)) + data + b"\x00" * (len(data) % 2)
    return segment(body, 0xED, b"Photoshop 3.0\x00" + resource)


def _record(record: int, number: int, data: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, record, number, len(data)) + data


def segment(body: bytes, marker: int, data: bytes) -> bytes:
    """A JPEG with one more segment, right behind its beginning."""
    return body[:2] + struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data + body[2:]


def camera(**tags: str) -> Image.Exif:
    """EXIF as a camera writes it; tags by their names in Pillow's ExifTags.Base."""
    numbers = {"artist": 0x013B, "description": 0x010E, "copyright": 0x8298, "orientation": 0x0112}
    exif = Image.Exif()
    for name, value in tags.items():
        if name == "taken":
            exif.get_ifd(0x8769)[0x9003] = value
        else:
            exif[numbers[name]] = int(value) if name == "orientation" else value
    return exif
