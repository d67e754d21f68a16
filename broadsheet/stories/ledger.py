"""What a version of a story claims, statement by statement, and what each of them rests on.

A claim holds on to its paragraph by the block's id and by a hash of its text: when the text changes, somebody has to
look again; when the paragraph goes, the claim stays until it is removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from html import unescape
from itertools import chain
from re import compile as pattern
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

LONGEST = 1000
NOW = "text_now"
"""In the desk's form of a claim: the hash of its paragraph's text as it was saved last."""
_BREAK = pattern(r"<(?:br|/p|/li)\b[^>]*>")
_TAG = pattern(r"<[^>]*>")
Stored = Iterable[Mapping[str, Any]]
"""A body in its stored form."""


class Row(Protocol):
    """A row of models.StoryClaim."""

    block: str
    text_hash: str
    words: str
    how: str


class Rests(StrEnum):
    """What a statement stands on too weakly."""

    NOTHING = "nothing"
    UNNAMED = "unnamed"
    OTHERS = "others"


LABELS = {
    Rests.NOTHING: _("It rests on nothing."),
    Rests.UNNAMED: _("It rests on one source that is not named."),
    Rests.OTHERS: _("It rests on others' word alone."),
}


class Place(StrEnum):
    """How a claim stands to its paragraph."""

    HOLDS = "holds"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Statement:
    """The same words about the same paragraph, with all that they rest on. `weak` is None for what stands well."""

    block: str
    words: str
    rows: tuple[Any, ...]
    weak: Rests | None
    place: Place


def text_of(value: Any) -> str:
    """The words of a block, from its stored value."""
    parts = (unescape(_TAG.sub("", _BREAK.sub(" ", text))) for text in _strings(value))
    return " ".join(" ".join(parts).split())


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Mapping):
        return chain.from_iterable(_strings(inner) for name, inner in value.items() if name not in ("id", "type"))
    if isinstance(value, list | tuple):
        return chain.from_iterable(map(_strings, value))
    return ()


def hash_of(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()


def hashes(body: Stored, blocks: Iterable[str]) -> dict[str, str]:
    """{id of a block: hash of its text} for those of `blocks` that are in the body."""
    wanted = set(blocks)
    return {item["id"]: hash_of(text_of(item["value"])) for item in body if item.get("id") in wanted}


def settle(rows: Iterable[Row], body: Stored) -> None:
    """Give claims that were marked or confirmed just now the hash, and if need be the words, of their paragraph."""
    open_ones = [row for row in rows if not (row.text_hash and row.words.strip())]
    if not open_ones:
        return
    wanted = {row.block for row in open_ones}
    texts = {item["id"]: text_of(item["value"]) for item in body if item.get("id") in wanted}
    for row in open_ones:
        if row.block in texts:
            row.words = row.words.strip() or texts[row.block][:LONGEST]
            row.text_hash = row.text_hash or hash_of(texts[row.block])


def weakness(grounds: Iterable[str]) -> Rests | None:
    """Of a statement with these grounds (models.Grounds)."""
    found = [how for how in grounds if how != Rests.NOTHING]
    if not found:
        return Rests.NOTHING
    if found == ["unnamed"]:
        return Rests.UNNAMED
    return Rests.OTHERS if set(found) == {"reported"} else None


def flat(words: Any) -> str:
    return " ".join(str(words or "").split())


def statements(rows: Iterable[Any], body: Stored) -> list[Statement]:
    """In the order of the page; what lost its paragraph last."""
    grouped: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        grouped.setdefault((row.block, flat(row.words).casefold()), []).append(row)
    if not grouped:
        return []
    blocks = list(body)
    now = hashes(blocks, (block for block, _words in grouped))
    order = {item.get("id"): number for number, item in enumerate(blocks)}
    found = [
        Statement(
            block, flat(own[0].words), tuple(own), weakness(row.how for row in own), _place(own, now.get(block))
        )
        for (block, _words), own in grouped.items()
    ]
    return sorted(found, key=lambda each: order.get(each.block, len(order)))


def _place(rows: Iterable[Row], now: str | None) -> Place:
    if now is None:
        return Place.GONE
    return Place.CHANGED if any(row.text_hash and row.text_hash != now for row in rows) else Place.HOLDS
