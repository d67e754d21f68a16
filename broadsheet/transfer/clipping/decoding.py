"""From the bytes of a saved page to its text: a byte order mark, then what the page declares, then what fits."""

from __future__ import annotations

import codecs
import re

from .found import ClippingRefused

LARGEST = 20 * 1024 * 1024  # bytes
MOST_ODD = 0.01  # share of control characters that a text may have

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KINDS = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"bplist00", "a web archive of Safari"),
    (b"SQLite format 3", "a database"),
)
_DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_ARCHIVE = re.compile(rb"\A(?:[\w-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){1,20}?MIME-Version:", re.I)
_CYRILLIC_LOWER = re.compile("[а-яёіїєґў]")
_CYRILLIC_UPPER = re.compile("[А-ЯЁІЇЄҐЎ]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufffd\ufffe\uffff]")


def decoded(data: bytes, name: str) -> str:
    """The text of the file. Raises ClippingRefused for what is too large, no text, or empty."""
    if len(data) > LARGEST:
        raise ClippingRefused(
            f"{name} is larger than {LARGEST // 1024 // 1024} MB, which no saved page is:"
            " save the page again without its pictures, as HTML or text."
        )
    if not data.strip():
        raise ClippingRefused(f"{name} is empty: save the page again, as HTML or text.")
    for start, kind in _KINDS:
        if data.startswith(start):
            raise ClippingRefused(
                f"{name} is {kind}, not a saved page: save the page as HTML or text and import that."
            )
    if _ARCHIVE.match(data[:4000]):
        raise ClippingRefused(f"{name} is a web archive (MHTML): save the page as HTML or text and import that.")
    text = _decode(data)
    odd = len(_CONTROL.findall(text))
    if text.count("\0") or odd > MOST_ODD * len(text) + 1:
        raise ClippingRefused(
            f"{name} is not text (it holds bytes that no text has): save the page as HTML or text and import that."
        )
    return _CONTROL.sub("", text)


def _decode(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace").removeprefix("\ufeff")
    without_mark = _utf16_without_mark(data)
    if without_mark:
        return data.decode(without_mark, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _declared(data) or _eight_bit(data)


def _utf16_without_mark(data: bytes) -> str:
    """In UTF-16 of any European language nearly every other byte is one of a few high bytes, spaces are 00 20."""
    head = data[:2000]
    if head.count(b"\0") * 20 < len(head):
        return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if min(even, odd) * 10 > max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _declared(data: bytes) -> str:
    found = _DECLARED.search(data[:4000])
    if not found:
        return ""
    try:
        codec = codecs.lookup(found[1].decode("ascii"))
        # Browsers, and so the pages written for them, mean Windows' superset by both of these names.
        encoding = "cp1252" if codec.name in {"iso8859-1", "ascii"} else codec.name
        return data.decode(encoding, errors="replace") if codec.name != "utf-8" else _mostly_utf8(data)
    except (LookupError, UnicodeError, ValueError):
        return ""


def _mostly_utf8(data: bytes) -> str:
    """A page that says it is UTF-8 and has a few broken bytes is that; one with many said so wrongly."""
    text = data.decode("utf-8", errors="replace")
    return text if text.count("\ufffd") * 200 < len(text) else ""


def _eight_bit(data: bytes) -> str:
    """Cyrillic letters stand in unbroken words of high bytes; accents in Latin words are few and far between."""
    mostly = _mostly_utf8(data)
    if mostly:
        return mostly
    high = sum(byte >= 0xC0 for byte in data[:100_000])
    low = sum(chr(byte).isalpha() for byte in data[:100_000] if byte < 0x80)
    if high < 0.3 * (high + low):
        return data.decode("cp1252", errors="replace")
    tries = [data.decode(encoding, errors="replace") for encoding in ("cp1251", "koi8-u")]
    return max(tries, key=lambda text: len(_CYRILLIC_LOWER.findall(text)) - len(_CYRILLIC_UPPER.findall(text)))
