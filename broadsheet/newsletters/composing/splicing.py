"""One message for each reader, by splicing: what is the same for all is encoded once, here; what is a reader's own is
put between by `building`.

A message is whole by RFC 5322: multipart/alternative of text and HTML in quoted-printable (RFC 2045), all ASCII
unless an address is not. No line of it begins with a dot, so it is the same on the wire and in a file. In a body a
slot stands on a line of its own between soft line breaks, which no reader sees; in a header it is folded when it is
long.
"""

from __future__ import annotations

import secrets
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings

from broadsheet.kit import languages
from broadsheet.newsletters import addresses
from broadsheet.newsletters.composing import building
from broadsheet.newsletters.composing.building import DATE, HEADER, HTML, LINE, MESSAGE_ID, TEXT, Splicer
from broadsheet.newsletters.composing.headers import header, list_id, mailbox
from broadsheet.newsletters.composing.letters import Letter
from broadsheet.newsletters.composing.slots import ADDRESS, PATTERN, UNSUBSCRIBE
from broadsheet.newsletters.models import Issue, Newsletter


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


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A JPEG that stands in a mail, which names it as `cid:` and `name` (RFC 2392)."""

    name: str
    base64: str


def cut(
    letter: Letter, newsletter: Newsletter, issue: Issue | None = None, enclosed: Sequence[Enclosed] = ()
) -> Parts:
    """The parts of an issue's message; without an issue, those of a try-out, which may bring its pictures along."""
    sender = addresses.on_the_wire(newsletter.from_address)
    boundary = f"=_{secrets.token_hex(12)}"
    pieces = _Pieces()
    _headers(pieces, letter, newsletter, boundary)
    pieces.text(boundary, "plain", TEXT, letter.text)
    if enclosed:
        inner = f"{boundary}.r"
        pieces.add(f"\r\n--{boundary}\r\nContent-Type: multipart/related; ")
        pieces.add(f'type="text/html"; boundary="{inner}"\r\n')
        pieces.text(inner, "html", HTML, letter.html)
        for each in enclosed:
            pieces.file(inner, each)
        pieces.add(f"\r\n--{inner}--\r\n")
    else:
        pieces.text(boundary, "html", HTML, letter.html)
    pieces.add(f"\r\n--{boundary}--\r\n")
    origin = f"{issue.pk if issue else 0}.{secrets.token_hex(5)}"
    return Parts(pieces.whole(), origin, sender.rpartition("@")[2], sender)


def _headers(pieces: _Pieces, letter: Letter, newsletter: Newsletter, boundary: str) -> None:
    home = f"{settings.PAPER_BASE_URL}{languages.prefix(newsletter.language)}/newsletters/"
    pieces.add(mailbox("From", newsletter.from_name, newsletter.from_address)).add("To:").slot(ADDRESS, HEADER)
    pieces.add("\r\n" + header("Subject", letter.subject) + "Date: ").slot(DATE, HEADER)
    pieces.add("\r\nMessage-ID: ").slot(MESSAGE_ID, HEADER).add("\r\n")
    if newsletter.reply_to:
        pieces.add(mailbox("Reply-To", "", newsletter.reply_to))
    pieces.add(list_id(newsletter.name, newsletter.list_id)).add("List-Unsubscribe:").slot(UNSUBSCRIBE, HEADER)
    if home.startswith("https://"):  # RFC 8058 wants it encrypted; without it nobody is promised one click
        pieces.add("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click")
    pieces.add(f"\r\nList-Help: <{home}>\r\nList-Archive: <{home}{newsletter.slug}/>\r\n")
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

    def text(self, boundary: str, kind: str, how: str, body: str) -> None:
        self.add(f"\r\n--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\n")
        self.add("Content-Transfer-Encoding: quoted-printable\r\n\r\n")
        self.body(body, how)

    def file(self, boundary: str, file: Enclosed) -> None:
        self.add(f"\r\n--{boundary}\r\nContent-Type: image/jpeg\r\nContent-ID: <{file.name}>\r\n")
        self.add("Content-Disposition: inline\r\nContent-Transfer-Encoding: base64\r\n\r\n")
        self.add("\r\n".join(textwrap.wrap(file.base64, LINE)))

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
