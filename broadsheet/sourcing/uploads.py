"""Files that the paper holds: what they are is told by their content, never by their name."""

from __future__ import annotations

import hashlib
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LARGEST = 25 * 1024 * 1024  # bytes
HEAD = 4096  # bytes that tell the kind of a file
AUDIO = ("mp3", "m4a", "ogg")
SUFFIXES = ("pdf", *AUDIO, "csv", "txt")
_M4A = (b"M4A ", b"M4B ", b"mp42", b"mp41", b"isom", b"iso2", b"dash")
_CHUNK = 1 << 20


def suffix_of(file: Any) -> str:
    """The kind of an uploaded or stored file, one of SUFFIXES. Raises ValidationError with the sentence to show."""
    if file.size > LARGEST:
        most = LARGEST // (1024 * 1024)
        raise ValidationError(_("The file is too large: at most %d MB, please.") % most)
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    found = _told_by(head) or _text(file, str(file.name))
    if not found:
        raise ValidationError(
            _("The file “%s” is none that readers can have: PDF, MP3, M4A, Ogg, CSV or plain text in UTF-8, please.")
            % file.name
        )
    return found


def _told_by(head: bytes) -> str:
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"OggS"):
        return "ogg"
    if head[4:8] == b"ftyp":
        return "m4a" if head[8:12] in _M4A else ""
    if head.startswith(b"ID3") or (len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return "mp3"  # 0xE6: an MPEG frame of layer III
    return ""


def _text(file: IO[bytes], name: str) -> str:
    """ "txt" or "csv" for what is UTF-8 to its end and no markup; otherwise nothing."""
    body = file.read()
    file.seek(0)
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""
    if not text.strip() or "\0" in text or text.lstrip().startswith("<"):
        return ""
    return "csv" if name.lower().endswith(".csv") else "txt"


def digest_of(file: IO[bytes]) -> str:
    """The SHA-256 of its content, as 64 hexadecimal digits."""
    made = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(_CHUNK):
        made.update(chunk)
    file.seek(0)
    return made.hexdigest()
