"""What counts as the same word: the one rule by which texts go into the index, queries are read and finds are marked.

It needs no database: SQLite and PostgreSQL get words that are made here, so both find the same. Case and diacritics
are left out; й, ї stay letters of their own. Of English plurals the singular is kept (D. Harman, "How effective is
suffixing?", 1991), of Arabic the article is left out and the forms of alef, ya and ta marbuta are one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

LONGEST = 60  # letters of a word that count
_APOSTROPHES = "'\u2019\u02bc"
_WORD = regex.compile(
    rf"[\p{{L}}\p{{N}}][\p{{L}}\p{{N}}\p{{M}}]*(?:[{_APOSTROPHES}][\p{{L}}\p{{N}}][\p{{L}}\p{{N}}\p{{M}}]*)*"
)
_PART = regex.compile(r"[\p{L}\p{N}][\p{L}\p{N}\p{M}]*")
_CYRILLIC, _ARABIC = regex.compile(r"\p{Cyrillic}"), regex.compile(r"\p{Arabic}")
_PLAIN = str.maketrans(
    {
        **{"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "þ": "th", "ð": "d"},
        **{"\u0640": "", "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك"},
    }
)
_OWN_LETTERS = {("и", "\u0306"), ("і", "\u0308")}
"""й and ї, decomposed."""
_ARTICLES = ("وال", "بال", "كال", "فال", "لل", "ال")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as the index has it, and where it stands in its text."""

    token: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    for found in _WORD.finditer(text):
        start, end = found.span()
        raw = found[0]
        if not any(mark in raw for mark in _APOSTROPHES) or _CYRILLIC.search(raw):
            yield Word(token(raw), start, end)  # м'ята is one word
        elif raw[-2] in _APOSTROPHES and raw[-1] in "sS":
            yield Word(token(raw[:-2]), start, end)
        else:
            yield from (
                Word(token(part[0]), start + part.start(), start + part.end()) for part in _PART.finditer(raw)
            )


def tokens(text: str) -> list[str]:
    return [word.token for word in words(text) if word.token]


@lru_cache(maxsize=1 << 16)
def token(raw: str) -> str:
    """One word as the index has it; "" for what is no letter of it."""
    plain = "".join(each for each in raw.casefold() if each not in _APOSTROPHES)
    if not plain.isascii():
        plain = _folded(plain)
    return _singular(plain)[:LONGEST]


def _folded(text: str) -> str:
    kept: list[str] = []
    for sign in unicodedata.normalize("NFKD", text):
        if unicodedata.category(sign) != "Mn":
            kept.append(str(unicodedata.decimal(sign, sign)))
        elif kept and (kept[-1], sign) in _OWN_LETTERS:
            kept.append(sign)
    plain = unicodedata.normalize("NFC", "".join(kept)).translate(_PLAIN)
    return _without_article(plain) if plain and "\u0600" <= plain[0] <= "\u06ff" else plain


def _without_article(word: str) -> str:
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= 3:
            return word.removeprefix(article)
    return word


def _singular(word: str) -> str:
    if len(word) < 4 or not word.isascii() or not word.endswith("s"):
        return word
    if word.endswith("ies"):
        return word if word.endswith(("eies", "aies")) else word[:-3] + "y"
    if word.endswith("es"):
        return word if word.endswith(("aes", "ees", "oes")) else word[:-1]
    return word if word.endswith(("us", "ss")) else word[:-1]


# -- forms of a word, for queries: what they have in common is their beginning

_ENDINGS = sorted(
    (
        *("ього", "ого", "ому", "ими", "ами", "ями", "ові", "еві", "ою", "ею", "єю", "ах", "ях", "ам", "ям", "ів"),
        *("їв", "ий", "ій", "ої", "их", "им", "ом", "ем", "єм"),
        *("а", "я", "о", "е", "є", "и", "і", "ї", "у", "ю", "ь", "й"),
    ),
    key=len,
    reverse=True,
)
"""Of Ukrainian nouns and adjectives."""
_ARABIC_ENDINGS = ("تين", "ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
"""L. S. Larkey, L. Ballesteros and M. E. Connell, "Light Stemming for Arabic Information Retrieval", 2007."""
SHORTEST = 3  # letters with which a word may begin to be found by its beginning


def beginning(word: str) -> str:
    """What all forms of a word begin with, as far as its ending tells: “відбудова”, “відбудови” → “відбудов”."""
    if _CYRILLIC.search(word):
        endings: Sequence[str] = _ENDINGS
        short = 1
    elif _ARABIC.search(word):
        endings, short = _ARABIC_ENDINGS, 2
    else:
        return word
    for ending in endings:
        rest = len(word) - len(ending)
        if word.endswith(ending) and rest >= (SHORTEST if len(ending) <= short else SHORTEST + 1):
            return word[:rest]
    return word
