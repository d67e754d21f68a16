"""What picture files say of themselves is read, whoever wrote it; nonsense tells nothing."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, IptcImagePlugin
from PIL.PngImagePlugin import PngInfo

from broadsheet.pictures import iim, xmp
from broadsheet.pictures.files import FORMATS
from broadsheet.pictures.stamps import PLACE, Stamp, stamped
from broadsheet.pictures.tests.originals import XMP, camera, photograph, segment, with_iim
from broadsheet.pictures.told import told

SAID = {
    "title": "Ferry in fog",
    "caption": "The ferry leaves & vanishes.",
    "alt": "A white ferry half hidden by fog.",
    "credit": "Abena Lisk/Saltline",
    "creator": "Abena Lisk, Bob Tarn",
    "agency": "Saltline",
    "copyright_notice": "© 2026 Saltline",
    "licence": "https://saltline.example/terms",
    "usage_restrictions": "Not for adverts.",
    "place": "North Quay, Mirna Bay",
    "taken_on": date(2026, 10, 14),
    "rights_from": datetime(2026, 10, 14, 23, tzinfo=UTC),  # the day begins on the paper's clock, in Lisbon
    "rights_until": datetime(2027, 1, 1, tzinfo=UTC),
}


def read(body: bytes, *languages: str) -> dict[str, Any]:
    return dict(told(io.BytesIO(body), languages).fields)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "AVIF", "PNG"])
def test_xmp_is_read_from_every_kind_of_file(kind: str) -> None:
    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", XMP.decode())
    body = photograph(kind, pnginfo=info) if kind == "PNG" else photograph(kind, xmp=XMP)
    assert read(body, "en") == SAID


def test_alternatives_are_read_in_the_papers_language() -> None:
    found = read(photograph(xmp=XMP), "de", "en")
    assert (found["alt"], found["caption"]) == ("Eine weiße Fähre im Nebel.", "Die Fähre verschwindet.")


@pytest.mark.parametrize(("codec", "mark"), [("cp1252", b""), ("utf-8", b""), ("utf-8", b"\x1b%G")])
def test_the_older_records_are_read_however_they_are_written(codec: str, mark: bytes) -> None:
    records = {
        iim.HEADLINE: "Fähre im Nebel",
        iim.CAPTION: "Die Fähre.\rUnd der Nebel.",
        iim.CREDIT: "Zoë Lisk",
        iim.BYLINE: "Zoë Lisk",
        iim.SOURCE: "Saltline",
        iim.COPYRIGHT: "© Saltline",
        iim.SPECIAL: "Not for adverts.",
        iim.CITY: "Mirna Bay",
        iim.COUNTRY: "Orrow",
        iim.CREATED: "20261014",
        iim.RELEASED: "20261015",
        iim.EXPIRES: "20261231",
    }
    assert read(with_iim(photograph(), records, codec, mark)) == {
        "title": "Fähre im Nebel",
        "caption": "Die Fähre.\nUnd der Nebel.",
        "credit": "Zoë Lisk",
        "creator": "Zoë Lisk",
        "agency": "Saltline",
        "copyright_notice": "© Saltline",
        "usage_restrictions": "Not for adverts.",
        "place": "Mirna Bay, Orrow",
        "taken_on": date(2026, 10, 14),
        "rights_from": SAID["rights_from"],
        "rights_until": SAID["rights_until"],
    }


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        ("180000+0200", datetime(2026, 11, 1, 16, tzinfo=UTC)),
        ("180000", datetime(2026, 11, 1, 18, tzinfo=UTC)),  # on the paper's clock
        ("256199+0000", datetime(2026, 11, 2, tzinfo=UTC)),  # no time: the end of the day
        ("at six", datetime(2026, 11, 2, tzinfo=UTC)),
    ],
)
def test_the_older_records_may_say_at_what_time_rights_end(at: str, wanted: datetime) -> None:
    body = with_iim(photograph(), {iim.EXPIRES: "20261101", iim.EXPIRES_AT: at})
    assert read(body) == {"rights_until": wanted}


def test_xmp_goes_before_the_older_records_of_rights() -> None:
    body = with_iim(photograph(xmp=XMP), {iim.RELEASED: "20200101", iim.EXPIRES: "20200102"})
    found = read(body, "en")
    assert (found["rights_from"], found["rights_until"]) == (SAID["rights_from"], SAID["rights_until"])


def test_a_camera_is_asked_last_and_its_own_talk_is_not_believed() -> None:
    exif = camera(artist="Abena Lisk", description="OLYMPUS DIGITAL CAMERA", copyright="Saltline, 2026")
    exif.get_ifd(0x8769)[0x9003] = "2026:10:14 07:30:00"
    found = read(photograph(exif=exif))
    assert found["taken_on"] == date(2026, 10, 14)
    assert (found["creator"], found["copyright_notice"]) == ("Abena Lisk", "Saltline, 2026")
    assert "caption" not in found
    assert read(with_iim(photograph(exif=exif), {iim.BYLINE: "Bob Tarn"}))["creator"] == "Bob Tarn"


@pytest.mark.parametrize("day", ["2026-13-45", "", "soon", "0000-00-00", "9999-12-31"])
def test_days_that_there_are_not_are_left_out(day: str) -> None:
    packet = XMP.replace(b"2026-12-31", day.encode()).replace(b"2026-10-14T07:30:00+01:00", day.encode())
    found = read(photograph(xmp=packet), "en")
    assert "rights_until" not in found
    assert found["credit"] == SAID["credit"]


def test_a_packet_that_would_grow_without_end_or_read_files_does_neither() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>'
    packet = XMP.partition(b"?>")[2].rpartition(b"<?")[0]
    packet = bomb + packet.replace(b"Not for adverts.", b"&b;&c;")
    found = read(photograph(xmp=packet), "en")
    assert "aaaa" not in str(found)
    assert set(found) <= set(SAID)


@settings(deadline=None)
@given(data=st.binary(max_size=300), marker=st.sampled_from([0xE1, 0xED]), head=st.booleans())
def test_nonsense_tells_nothing_that_a_database_cannot_hold(data: bytes, marker: int, head: bool) -> None:
    name = (
        b"http://ns.adobe.com/xap/1.0/\x00"
        if marker == 0xE1
        else b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x01\x00"
    )
    found = read(segment(photograph(size=(30, 20)), marker, (name if head else b"") + data))
    assert all("\x00" not in str(value) for value in found.values())


@settings(deadline=None)
@given(records=st.dictionaries(st.integers(0, 255), st.text(max_size=60), max_size=6))
def test_no_text_of_the_older_records_breaks_anything(records: dict[int, str]) -> None:
    body = with_iim(photograph(size=(30, 20)), records, "utf-16")
    assert all("\x00" not in str(value) for value in read(body).values())


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=200).map(
    lambda text: " ".join(text.split())
)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.encoder)
@settings(deadline=None, max_examples=30)
@given(credit=TEXTS, creator=TEXTS, notice=TEXTS, licence=TEXTS)
def test_whose_it_is_comes_back_whole_from_every_format(
    form: Any, credit: str, creator: str, notice: str, licence: str
) -> None:
    options = form.options if form.encoder == "JPEG" else {**form.options, "xmp": PLACE}
    plain = photograph(form.encoder, (64, 36), **options)
    body = stamped(plain, form.suffix, Stamp(credit, creator, notice, licence))
    with Image.open(io.BytesIO(body)) as image, Image.open(io.BytesIO(plain)) as before:
        assert image.tobytes() == before.tobytes()
        packet = image.info.get("xmp", b"")
        older = iim.texts(IptcImagePlugin.getiptcinfo(image)) if form.encoder == "JPEG" else None
    said = xmp.Xmp(packet)
    assert said.text(xmp.PHOTOSHOP, "Credit") == credit
    assert said.text(xmp.DC, "creator") == creator
    assert said.text(xmp.DC, "rights") == notice
    assert (said.text(xmp.RIGHTS, "WebStatement") or said.text(xmp.RIGHTS, "UsageTerms")) == licence
    if older is not None:
        assert credit.startswith(older.get(iim.CREDIT, ""))
        assert len(older.get(iim.CREDIT, "").encode()) <= 32
        assert bool(older.get(iim.CREDIT)) == bool(credit)
