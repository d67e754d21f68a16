"""The message of one reader, from literals and slots by turns (see `splicing`). Knows no Django: the couriers, who
build what they hand over, are a process without it."""

from __future__ import annotations

from binascii import b2a_qp
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from html import escape

from broadsheet.newsletters.composing.slots import ADDRESS

LINE = 76  # characters of a quoted-printable line (RFC 2045, 6.7)
FOLD = 78  # characters of a header's line (RFC 5322, 2.1.1)
MESSAGE_ID, DATE = "message_id", "date"
HEADER, TEXT, HTML = "header", "text", "html"
_NEWLINE = b"\r\n"
_SOFT = b"=\r\n"
_PLAIN = frozenset(range(33, 127)) - {ord("=")}


class Unwritable(ValueError):
    """A value that cannot stand in a message: it holds a line break, another control, or an invisible sign."""


class Splicer:
    """Parts that are ready to be spliced: made once for each process, and used by all its connections."""

    def __init__(self, origin: str, domain: str, pieces: list[str]) -> None:
        self._tail = f".{origin}@{domain}>"
        self._literals = [piece.encode() for piece in pieces]
        named = [(place, piece.partition("|")) for place, piece in enumerate(pieces) if place % 2]
        self._slots = [(place, name, how) for place, (name, _, how) in named]
        self._last: dict[tuple[str, str], tuple[str, bytes]] = {}
        """What was last put where, and its bytes: some of it is the same for all readers."""

    def build(self, address: str, values: Mapping[str, str], delivery: int, at: datetime) -> bytes:
        own = {**values, ADDRESS: address}
        for name, value in own.items():
            if not value.isprintable():
                raise Unwritable(f"the {name} holds a sign that cannot be written: {value!r}")
        encoded: dict[tuple[str, str], bytes] = {
            (DATE, HEADER): _dated(int(at.timestamp())),
            (MESSAGE_ID, HEADER): f"<{delivery}{self._tail}".encode(),
        }
        whole = self._literals.copy()
        for place, name, how in self._slots:
            kept = encoded.get((name, how))
            if kept is None:
                kept = encoded[name, how] = self._filled(own[name], name, how)
            whole[place] = kept
        return b"".join(whole)

    def _filled(self, value: str, name: str, how: str) -> bytes:
        last = self._last.get((name, how))
        if last is None or last[0] != value:
            last = self._last[name, how] = (value, _encoded(value, name, how))
        return last[1]


def _encoded(value: str, name: str, how: str) -> bytes:
    if how == HEADER:
        # the longest name before a slot is List-Unsubscribe
        folded = "\r\n " if len(value) + len("List-Unsubscribe: <>") > FOLD else " "
        return f"{folded}{value}".encode() if name == ADDRESS else f"{folded}<{value}>".encode()
    return _quoted(escape(value) if how == HTML else value)


def _quoted(value: str) -> bytes:
    """Lines of quoted-printable, each with a soft break after it; never a dot at the start of one."""
    found = b2a_qp(value.encode(), quotetabs=True).replace(b"=\n", _SOFT)
    if found[:1] == b"." or b"\n." in found:
        found = b"".join(lines(value.encode())).removesuffix(_SOFT)
    return found + _SOFT


@lru_cache(maxsize=8)
def _dated(second: int) -> bytes:
    return format_datetime(datetime.fromtimestamp(second, UTC)).encode()


def lines(data: bytes) -> Iterator[bytes]:
    """Quoted-printable lines of what has \\n as its line ends, each with its end; the last one ends softly, unless
    nothing is left for it."""
    *hard, rest = data.split(b"\n")
    for line in hard:
        yield from _wrapped(line, _NEWLINE)
    if rest:
        yield from _wrapped(rest, _SOFT)


def _wrapped(line: bytes, end: bytes) -> Iterator[bytes]:
    held = b""
    last = len(line) - 1
    for place, byte in enumerate(line):
        plain = byte in _PLAIN or (byte in b" \t" and place != last)
        if len(held) + (1 if plain else 3) > LINE - 1:
            yield held + _SOFT
            held = b""
        if not held and (byte == 0x2E or line[place : place + 5] == b"From "):
            plain = False  # a dot at the start of a line, and what mailboxes take for a separator
        held += bytes((byte,)) if plain else b"=%02X" % byte
    yield held + end
