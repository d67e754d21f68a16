"""What the headers of a request ask of a stored page: content coding, conditions, ranges (RFC 9110 §12-14)."""

from __future__ import annotations

import re
from functools import lru_cache

PREFERENCE = ("zstd", "br", "gzip", "")
"""Codings from the one we like best to identity; decides between equal q-values."""

_ALIASES = {"x-gzip": "gzip", "identity": ""}
_QVALUE = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")
_UNNAMED_IDENTITY = 0.0001  # below every q-value that can be written, above zero
_ENTITY_TAG = re.compile(rb'(W/)?("[^"]*")')
_RANGE = re.compile(rb"bytes\s*=\s*(?:(\d{1,18})\s*)?-\s*(\d{0,18})", re.IGNORECASE)
_LONGEST_RANGE = 100  # bytes
_LONGEST_ACCEPT = 256  # bytes; browsers send about 30


class Unsatisfiable(ValueError):
    """The range asked for lies outside of what there is: 416."""


def codings(accept: bytes) -> tuple[str, ...]:
    """The codings to try, best first, for an Accept-Encoding; "" is identity and always ends the list.

    Identity is there even where the client refuses it: RFC 9110 §12.5.3 lets a server send it all the same. It is
    what a header that is too long gets, since to parse that would hold up everybody.
    """
    return _remembered_codings(accept) if len(accept) <= _LONGEST_ACCEPT else ("",)


@lru_cache(maxsize=512)
def _remembered_codings(accept: bytes) -> tuple[str, ...]:
    weights: dict[str, float] = {}
    for item in accept.decode("latin1").lower().split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        if name:
            weights[_ALIASES.get(name, name)] = _weight(parameters)
    star = weights.get("*", 0.0)
    asked = {coding: weights.get(coding, star) for coding in PREFERENCE[:-1]}
    asked[""] = weights.get("", star if "*" in weights else _UNNAMED_IDENTITY)
    ranked = sorted((c for c in PREFERENCE if asked[c] > 0), key=lambda c: -asked[c])
    before_identity = ranked[: ranked.index("")] if "" in ranked else ranked
    return (*before_identity, "")


def _weight(parameters: list[str]) -> float:
    """The q-value; 1 when there is none, 0 when it is not one."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return float(value) if _QVALUE.fullmatch(value.strip()) else 0.0
    return 1.0


def unchanged(if_none_match: bytes, etag: bytes) -> bool:
    """Whether the client has this already: weak comparison against a list of tags, or `*`."""
    if if_none_match == etag or if_none_match.strip() == b"*":
        return True
    return etag in if_none_match and any(tag == etag for _, tag in _ENTITY_TAG.findall(if_none_match))


def matches(if_match: bytes, etag: bytes) -> bool:
    """If-Match: strong comparison, so a weak tag never matches."""
    if if_match.strip() == b"*":
        return True
    return any(tag == etag and not weak for weak, tag in _ENTITY_TAG.findall(if_match))


def byte_range(header: bytes, size: int) -> tuple[int, int] | None:
    """(first, one past the last) for a single range; None when the header is to be ignored.

    Ignored are other units, several ranges, what is too long and what cannot be understood (RFC 9110 §14.2 allows
    it). Raises Unsatisfiable.
    """
    found = _RANGE.fullmatch(header.strip()) if len(header) <= _LONGEST_RANGE else None
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        return _last_bytes(int(found[2]), size)
    first = int(found[1])
    last = int(found[2]) if found[2] else size - 1
    if found[2] and last < first:
        return None
    if first >= size:
        raise Unsatisfiable
    return first, min(last + 1, size)


def _last_bytes(count: int, size: int) -> tuple[int, int]:
    if count == 0 or size == 0:
        raise Unsatisfiable
    return max(0, size - count), size
