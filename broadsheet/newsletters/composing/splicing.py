"""One message for each reader, by splicing: what is the same for all is encoded once, here; what is a reader's own is
put between by `building`.

A message is whole by RFC 5322: multipart/alternative of text and HTML in quoted-printable (RFC 2045), all ASCII
unless an address is not. No line of it begins with a dot, so it is the same on the wire and in a file. In a body a
slot stands on a line of its own between soft line breaks, which no reader sees; in a header it is folded when it is
long.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from email.headerregistry import Address
from email.policy import SMTP
from email.utils import quote
from functools import lru_cache
from typing import Any

from django.conf import settings

from broadsheet.kit import languages
from broadsheet.newsletters.composing import building
from broadsheet.newsletters.composing.building import DATE, FOLD, HEADER, HTML, MESSAGE_ID, TEXT, Splicer, Unwritable
from broadsheet.newsletters.composing.letters import Letter
from broadsheet.newsletters.composing.slots import ADDRESS, PATTERN, UNSUBSCRIBE
from broadsheet.newsletters.models import Issue, Newsletter

_WORDS = re.compile(r"[\w!#$%&'*+/=?^`{|}~ -]*", re.ASCII)  # of atoms (RFC 5322, 3.2.3)


@dataclass(frozen=True, slots=True)
class Parts:
    """An issue's message. `pieces` are literals and slots by turns, a slot as "name|how"; `origin` makes its
    Message-IDs unlike all others'."""

    pieces: list[str]
    origin: str
    domain: str
    sender: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Parts:
        return cls(**data)

    def message_id(self, delivery: int) -> str:
        """The same at each attempt, and of this delivery alone."""
        return f"{delivery}.{self.origin}@{self.domain}"

    def build(self, address: str, values: Mapping[str, str], *, delivery: int, at: datetime) -> bytes:
        """The message of one reader; `values` by slot, besides the address. Raises Unwritable, KeyError."""
        return compiled(self.origin, self.domain, *self.pieces).build(address, values, delivery, at)


@lru_cache(maxsize=16)
def compiled(origin: str, domain: str, *pieces: str) -> Splicer:
    return Splicer(origin, domain, list(pieces))


def cut(letter: Letter, newsletter: Newsletter, issue: Issue | None = None) -> Parts:
    """The parts of an issue's message; without an issue, those of a try-out."""
    domain = newsletter.from_address.rpartition("@")[2]
    boundary = f"=_{secrets.token_hex(12)}"
    pieces = _Pieces()
    _headers(pieces, letter, newsletter, boundary)
    for kind, how, body in (("plain", TEXT, letter.text), ("html", HTML, letter.html)):
        pieces.add(f"\r\n--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\n")
        pieces.add("Content-Transfer-Encoding: quoted-printable\r\n\r\n")
        pieces.body(body, how)
    pieces.add(f"\r\n--{boundary}--\r\n")
    origin = f"{issue.pk if issue else 0}.{secrets.token_hex(5)}"
    return Parts(pieces.whole(), origin, _ascii(domain), newsletter.from_address)


def _headers(pieces: _Pieces, letter: Letter, newsletter: Newsletter, boundary: str) -> None:
    home = f"{settings.PAPER_BASE_URL}{languages.prefix(newsletter.language)}/newsletters/"
    pieces.add(mailbox("From", newsletter.from_name, newsletter.from_address)).add("To:").slot(ADDRESS, HEADER)
    pieces.add("\r\n" + header("Subject", letter.subject) + "Date: ").slot(DATE, HEADER)
    pieces.add("\r\nMessage-ID: ").slot(MESSAGE_ID, HEADER).add("\r\n")
    if newsletter.reply_to:
        pieces.add(mailbox("Reply-To", "", newsletter.reply_to))
    pieces.add(list_id(newsletter)).add("List-Unsubscribe:").slot(UNSUBSCRIBE, HEADER)
    pieces.add("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")
    pieces.add(f"List-Help: <{home}>\r\nList-Archive: <{home}{newsletter.slug}/>\r\n")
    pieces.add(f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n')


class _Pieces:
    """Literals and slots by turns, as they come together."""

    def __init__(self) -> None:
        self._found: list[str] = [""]

    def add(self, literal: str) -> _Pieces:
        self._found[-1] += literal
        return self

    def slot(self, name: str, how: str) -> _Pieces:
        self._found += [f"{name}|{how}", ""]
        return self

    def body(self, text: str, how: str) -> None:
        """Ends with a line break, so that the boundary can follow."""
        pieces = PATTERN.split("\n".join(text.splitlines()) + "\n")
        for place, piece in enumerate(pieces):
            if place % 2:
                self.slot(piece, how)
            else:
                # a slot begins a line: what stands before it on the same one ends softly
                self.add(b"".join(building.lines(piece.encode())).decode("ascii"))

    def whole(self) -> list[str]:
        return self._found


def header(name: str, value: str) -> str:
    """A folded header of free text, in RFC 2047's words where it is not ASCII. Slots have no place in it."""
    clean = " ".join(PATTERN.sub("", value).split())
    folded = str(SMTP.header_factory(name, "".join(sign for sign in clean if sign.isprintable())).fold(policy=SMTP))
    before, empty, words = folded.partition(f"{name}:\r\n ")
    if before or not empty:
        return folded
    # nothing stood on its first line, which some mail programs show as a space before the words
    first, _, rest = words[: FOLD - len(name) - 2].rpartition(" ")
    return f"{name}: {first}\r\n {rest}{words[FOLD - len(name) - 2 :]}" if first else f"{name}: {words}"


def mailbox(name: str, words: str, address: str) -> str:
    """A folded header with one address. Raises Unwritable."""
    if not address.isprintable() or "@" not in address:
        raise Unwritable(f"{name} is no address: {address!r}")
    local, _, domain = address.rpartition("@")
    shown = "".join(sign for sign in " ".join(words.split()) if sign.isprintable())
    made = Address(shown, addr_spec=f"{local}@{_ascii(domain)}")
    return str(SMTP.header_factory(name, made).fold(policy=SMTP))


def list_id(newsletter: Newsletter) -> str:
    """RFC 2919: the name for people, the identifier for programs. What is no word there stands in quotes."""
    name = newsletter.name
    shown = f'"{quote(name)}"' if name.isascii() and not _WORDS.fullmatch(name) else name
    return header("List-Id", shown).removesuffix("\r\n") + f"\r\n <{newsletter.list_id}>\r\n"


def _ascii(domain: str) -> str:
    return domain if domain.isascii() else domain.encode("idna").decode("ascii")
