"""What the shape of a line tells, in any language: how many words, does it end as a sentence does, is it a name."""

from __future__ import annotations

import re
from collections import deque

_WORD = re.compile(r"[^\W_]+(?:['’ʼ-][^\W_]+)*")
_IDEOGRAPH = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_CLOSERS = "\"'”’»“)]›」』*†"
_ENDS = ".!?…。！？؟۔।"
_INSIDE_NAME = frozenset(
    "for via of the and by from at with de da do del della di du la le van von der den für fur pour y et und i"
    " e для та і й и від от із з".split()
)
_SENTENCE_END = re.compile(r"[.!?…][\"”’»“']?\s+(?=[\"“„«(]?[^\W\d_a-zа-яіїєґ])")


def words(text: str) -> int:
    """Words of the text; where a script sets no spaces, two characters count as one."""
    ideographs = len(_IDEOGRAPH.findall(text))
    return ideographs // 2 + sum(1 for word in _WORD.findall(text) if not _IDEOGRAPH.search(word))


def ends_sentence(text: str) -> bool:
    """The last mark, below closing quotes and brackets, ends a sentence."""
    return text.rstrip(_CLOSERS + " ")[-1:] in _ENDS if text.rstrip(_CLOSERS + " ") else False


def is_prose(text: str) -> bool:
    """A whole sentence, or so many words that a missing full stop is a slip."""
    count = words(text)
    if ends_sentence(text):
        return count >= 3
    return count >= 35 or (text.endswith(":") and count >= 5)


def same_words(text: str) -> tuple[str, ...]:
    """A key under which two ways to set one text are equal."""
    return tuple(word.casefold() for word in _WORD.findall(text))


def is_upper(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > 1 and all(letter.isupper() for letter in letters)


def is_name(text: str, most: int = 6) -> bool:
    """Each word starts with a capital (or is one that joins names), none is a number, and it is no sentence."""
    found = text.replace("/", " ").replace(",", " ").split()
    if not 1 <= len(found) <= most or text[-1:] in "!?…:;,":
        return False
    if not found[0][:1].isalpha() or not found[0][:1].isupper():
        return False
    return all(word[:1].isupper() or word.casefold() in _INSIDE_NAME or word == "&" for word in found)


def last_fragment(text: str) -> tuple[str, str]:
    """The text split after its last full sentence; ("", text) when it is all one."""
    ends = deque(_SENTENCE_END.finditer(text), maxlen=1)
    return (text[: ends[0].end()].strip(), text[ends[0].end() :].strip()) if ends else ("", text)
