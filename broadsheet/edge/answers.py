"""An answer whose bytes are ready before anyone asks."""

from __future__ import annotations

import http
from dataclasses import dataclass

from broadsheet.kit import policy

Header = tuple[bytes, bytes]
Stamp = tuple[int, int, int]
"""What tells one version of a file from the next: (mtime in ns, size, inode)."""

NOT_STORED = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))
PLAIN_TEXT = (b"content-type", b"text/plain; charset=utf-8")
HTML = (b"content-type", b"text/html; charset=utf-8")
PAGE = tuple((name.lower().encode(), value.encode()) for name, value in policy.PAGE.items())
"""What browsers are told beside each document."""
HSTS = (b"strict-transport-security", policy.HSTS.encode())


class Answer:
    """A whole answer: for ASGI as status, headers and body, for the wire as `head` and body.

    `head` is the status line and the headers, without Date, Connection and the empty line. `page`: whoever gets it
    opens a page of the paper.
    """

    __slots__ = ("body", "head", "headers", "page", "status")

    def __init__(self, status: int, headers: tuple[Header, ...], body: bytes = b"", *, page: bool = False) -> None:
        self.status, self.headers, self.body, self.page = status, headers, body, page
        lines = b"".join(b"%s: %s\r\n" % header for header in headers)
        self.head = b"HTTP/1.1 %d %s\r\n%s" % (status, http.HTTPStatus(status).phrase.encode(), lines)

    def without_body(self) -> Answer:
        """For HEAD: the same headers, the length among them."""
        return Answer(self.status, self.headers)


@dataclass(frozen=True, slots=True)
class FilePart:
    """An answer whose body is too large for memory: the bytes from `start` to `stop` of a file.

    The file must still have `stamp` when it is opened, or the answer is another one by now.
    """

    answer: Answer
    path: str
    stamp: Stamp
    start: int
    stop: int
    page: bool = False


def sized(status: int, headers: tuple[Header, ...], length: int, body: bytes = b"") -> Answer:
    """An answer with a Content-Length of its own, so that it serves HEAD and file parts as well."""
    return Answer(status, (*headers, (b"content-length", b"%d" % length)), body)


def sentence(status: int, text: str, *headers: Header) -> Answer:
    """One sentence in plain text, for nobody to store."""
    body = text.encode() + b"\n"
    return sized(status, (PLAIN_TEXT, *NOT_STORED, *headers), len(body), body)


def refusal(status: int, page: bytes, *headers: Header) -> Answer:
    """A whole HTML page that says why there is nothing else, for nobody to store."""
    return sized(status, (HTML, *NOT_STORED, *PAGE, *headers), len(page), page)


def redirect(status: int, location: bytes, cache_control: bytes) -> Answer:
    return sized(status, ((b"location", location), (b"cache-control", cache_control)), 0)
