"""The head of a request, checked: what a proxy could understand in another way than we do is refused."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from broadsheet.edge.answers import Header

MOST_HEADERS = 100
_LINE_ENDS, _HEAD_ENDS = b"\r\n", b"\r\n\r\n"
_LONGEST_KEPT = 4096  # bytes of a head whose lines are kept for the next one
_PLAIN_LINE = re.compile(rb"(GET|HEAD) (/[\w!$&'()*+,;=:@%./?~-]*) HTTP/1\.1", re.ASCII)
_ONLY_ONCE = frozenset({b"host", b"content-length", b"transfer-encoding", b"content-type", b"if-range", b"range"})


class Refused(ValueError):
    """The request is not answered; `status` says why."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def checked(
    version: str, target: bytes, pairs: Sequence[Header], hosts: frozenset[bytes] | None
) -> dict[bytes, bytes]:
    """The headers by their lower-case names. Raises Refused.

    HTTP/1.1 wants one Host (RFC 9112 §3.2); a body has one length (§6.3); HTTP/1.0 knows no Transfer-Encoding.
    """
    if len(pairs) > MOST_HEADERS:
        raise Refused(431, f"A request has at most {MOST_HEADERS} headers.")
    headers = dict(pairs)
    if len(headers) != len(pairs):
        headers = _joined(pairs)
    host = headers.get(b"host")
    if host is None and version == "1.1":
        raise Refused(400, "A request says which Host it is for.")
    if hosts is not None and (host is None or not _served(host, hosts)):
        raise Refused(400, "This host is not served here.")
    if b"transfer-encoding" in headers:
        _check_transfer(version, headers)
    if not target.isascii():
        raise Refused(400, "A path is written in ASCII, the rest percent-encoded.")
    return headers


def _joined(pairs: Sequence[Header]) -> dict[bytes, bytes]:
    """Several lines of one name are one list (RFC 9110 §5.3); cookies are joined by a semicolon."""
    values: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for name, value in pairs:
        values[name].append(value)
        if name in _ONLY_ONCE and len(values[name]) > 1:
            raise Refused(400, f"{name.decode('latin1')} may stand once only.")
    return {name: (b"; " if name == b"cookie" else b", ").join(found) for name, found in values.items()}


def _check_transfer(version: str, headers: dict[bytes, bytes]) -> None:
    if version != "1.1" or b"content-length" in headers:
        raise Refused(400, "The length of the body is said in two ways, or in one that HTTP/1.0 lacks.")
    if headers[b"transfer-encoding"].strip().lower() != b"chunked":
        raise Refused(501, "The only Transfer-Encoding here is chunked.")


def _served(host: bytes, hosts: frozenset[bytes]) -> bool:
    host = host.lower()
    return host in hosts or host.rpartition(b":")[0] in hosts


def lines_alone(data: bytes) -> bytes:
    """The header lines, with the empty line, of a read that was one head with a plain request line and nothing else;
    b"" where it was not, or is too long to be kept."""
    if len(data) > _LONGEST_KEPT or data.find(_HEAD_ENDS) != len(data) - len(_HEAD_ENDS):
        return b""
    end = data.find(_LINE_ENDS)
    return data[end + len(_LINE_ENDS) :] if _PLAIN_LINE.fullmatch(data, 0, end) else b""


def line_above(data: bytes, lines: bytes) -> tuple[bytes, bytes] | None:
    """Method and target of a read that is a plain request line of HTTP/1.1 and, byte for byte, these header lines."""
    end = data.find(_LINE_ENDS)
    if data[end + len(_LINE_ENDS) :] != lines:
        return None
    found = _PLAIN_LINE.fullmatch(data, 0, end)
    return None if found is None else (found[1], found[2])
