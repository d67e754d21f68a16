"""Headers of free text, folded by hand (RFC 5322, 2.2.3) and encoded by hand where they are not ASCII (RFC 2047).

Readers glue encoded words that follow each other: the space between two of our words has to stand inside one. So the
whole value is encoded once a sign of it is not ASCII, and is split at its spaces where that is possible.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from email.utils import quote

from broadsheet.newsletters import addresses
from broadsheet.newsletters.composing.building import FOLD, Unwritable
from broadsheet.newsletters.composing.slots import PATTERN

WORD, LINE = 75, 76
"""Characters of an encoded word, and of a line that holds one (RFC 2047, 2)."""
_ATOMS = re.compile(r"[\w!#$%&'*+/=?^`{|}~ -]*", re.ASCII)  # RFC 5322, 3.2.3
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
"""What stands for itself in an encoded word of a name (RFC 2047, 5 (3))."""


def header(name: str, value: str) -> str:
    """A line of free text. Slots have no place in it."""
    clean = _clean(PATTERN.sub("", value))
    return _folded(name, clean.split(" ") if _is_plain(clean) else _encoded(name, clean))


def mailbox(name: str, words: str, address: str) -> str:
    """A line with one address. Raises Unwritable."""
    if not address.isprintable() or "@" not in address:
        raise Unwritable(f"{name} is no address: {address!r}")
    wire = addresses.on_the_wire(address)
    shown = _phrase(name, words)
    return _folded(name, [*shown, f"<{wire}>"] if shown else [wire])


def list_id(name: str, identifier: str) -> str:
    """RFC 2919: the name for people, the identifier for programs, which stands on a line of its own."""
    return f"{_folded('List-Id', _phrase('List-Id', name)).removesuffix(_END)}{_END} <{identifier}>{_END}"


_END = "\r\n"


def _clean(value: str) -> str:
    return " ".join("".join(sign for sign in " ".join(value.split()) if sign.isprintable()).split())


def _is_plain(value: str) -> bool:
    """Whether it may stand there as it is; what looks like an encoded word may not."""
    return value.isascii() and "=?" not in value


def _phrase(name: str, words: str) -> list[str]:
    """The tokens of a name of somebody or something: what is no word there stands in quotes."""
    clean = _clean(PATTERN.sub("", words))
    if not clean:
        return []
    if not _is_plain(clean):
        return list(_encoded(name, clean))
    return (clean if _ATOMS.fullmatch(clean) else f'"{quote(clean)}"').split(" ")


def _folded(name: str, tokens: Iterable[str]) -> str:
    """The first token stands on the first line: some mail programs show a fold there as a space before the words."""
    line, found = f"{name}:", ""
    for number, token in enumerate(tokens):
        most = LINE if "=?" in f"{line}{token}" else FOLD
        if number and len(line) + 1 + len(token) > most:
            found, line = f"{found}{line}{_END}", ""
        line = f"{line} {token}"
    return f"{found}{line}{_END}"


def _encoded(name: str, value: str) -> Iterator[str]:
    room = LINE - len(f"{name}: ")
    while value:
        end = _fitting(value, min(room, WORD))
        if end < len(value):
            end = value.rfind(" ", 0, end) + 1 or end
        yield _word(value[:end])
        value, room = value[end:], WORD


def _fitting(value: str, room: int) -> int:
    """How many of its characters one encoded word holds."""
    end = 1
    while end < len(value) and len(_word(value[: end + 1])) <= room:
        end += 1
    return end


def _word(text: str) -> str:
    """By whichever of the two encodings is shorter; a few letters with accents stay readable so."""
    data = text.encode()
    quoted = "".join(chr(byte) if byte in _PLAIN else "_" if byte == 0x20 else f"={byte:02X}" for byte in data)
    base = b64encode(data).decode("ascii")
    return f"=?utf-8?q?{quoted}?=" if len(quoted) <= len(base) else f"=?utf-8?b?{base}?="
