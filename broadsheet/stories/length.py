"""How long a story is, and how many minutes it takes to read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

A_MINUTE = {
    **{"ar": 140, "he": 190, "fa": 150, "uk": 180, "ru": 185, "bg": 185, "pl": 165, "cs": 180},
    **{"de": 180, "fi": 160, "hu": 165, "tr": 165, "fr": 195, "es": 220, "it": 190, "pt": 180},
    **{"zh": 260, "ja": 360},
}
"""Words that somebody reads in a minute; signs in Chinese and Japanese, where each counts as a word."""
OTHERWISE = 230
SPOKEN = ("paragraph", "heading", "quote", "list", "points", "note")
"""The kinds of blocks whose words are read on the way through a story."""

_TAG = re.compile(r"<[^>]+>")
_WORD = re.compile(
    r"[\u3400-\u4dbf\u4e00-\u9fff\u3040-\u30ff]"  # each Chinese or Japanese sign
    r"|[^\W_](?:[\w\u2019'.,-]*[^\W_\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff])?"
)


def minutes(words: int, language: str) -> int:
    """Whole minutes, at least one; `language` is a BCP 47 tag."""
    a_minute = A_MINUTE.get(language.split("-")[0].lower(), OTHERWISE)
    return max(1, round(words / a_minute))


def words_of(body: Iterable[dict[str, Any]]) -> int:
    """How many words a body has, in its stored form."""
    return sum(_count(text) for item in body if item["type"] in SPOKEN for text in _texts(item["value"]))


def _count(text: str) -> int:
    return len(_WORD.findall(unescape(_TAG.sub(" ", text))))


def _texts(value: Any) -> Iterator[str]:
    """The words of one block: of a quote those that were said, of a list its items."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield value.get("words") or ""
        for item in value.get("items") or ():
            yield from _texts(item["value"] if isinstance(item, dict) else item)
