"""Patterns that people at the desk write: made fit to be run on every text, within limits of size and time."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import Any

import regex
from django.utils.translation import gettext as _

LONGEST = 200  # letters of a pattern
MOST_COUNTED = 1000
"""How often a pattern may say "so many times", one count multiplied with the other: each copy takes memory."""
PATIENCE = 0.1  # seconds for one pattern in one story
TRIALS = ("a" * 3000 + "!", "word " * 600 + "!", "1 2 3 " * 500 + "x", " " * 3000 + ".", "Aa1 ," * 600)
"""Texts on which patterns that never end show what they are."""

_COUNTED = re.compile(r"\{(\d*)(?:,(\d*))?\}")
_CALLS_ITSELF = re.compile(r"\(\?(?:R|[+-]?\d|&|P>)")
_NAMED = re.compile(r"\\(?:(\d{1,2})|g<(\w+)>)")
_SPACE = r"[^\S\n]+"


class Unfit(Exception):
    """The pattern or its suggestion cannot be used; the message is the sentence to show, `field` where it belongs."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class TooSlow(Exception):
    """It was not finished in its time."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found, from `start` to `end` of the text, and what the suggestion makes of it."""

    start: int
    end: int
    words: str
    instead: str


@lru_cache(maxsize=500)
def compiled(pattern: str, is_expression: bool, suggestion: str) -> Any:
    """The pattern, tried. Raises Unfit."""
    made = _compiled(pattern) if is_expression else regex.compile(_of_words(pattern))
    if is_expression:
        _try(made, suggestion)
    return made


def _of_words(words: str) -> str:
    inner = _SPACE.join(re.escape(word) for word in words.split())
    if not inner:
        raise Unfit("pattern", _("Say what is looked for."))
    return rf"(?<!\w){inner}(?!\w)"


def _compiled(pattern: str) -> Any:
    counts = [max(int(n) for n in found if n) for found in _COUNTED.findall(pattern) if any(found)]
    if prod(counts) > MOST_COUNTED or len(pattern) > LONGEST:
        raise Unfit("pattern", _("The regular expression repeats too much: make it simpler."))
    if _CALLS_ITSELF.search(pattern):
        raise Unfit("pattern", _("The regular expression calls itself: that is not possible here."))
    try:
        return regex.compile(pattern, regex.MULTILINE)
    except (regex.error, ValueError, OverflowError, RecursionError) as error:
        raise Unfit("pattern", _("This is no regular expression: %(why)s.") % {"why": error}) from None


def _try(made: Any, suggestion: str) -> None:
    if made.match("") is not None:
        raise Unfit("pattern", _("The regular expression fits nothing as well: it would be found everywhere."))
    brackets = {*map(str, range(made.groups + 1)), *made.groupindex}
    unknown = {number or name for number, name in _NAMED.findall(suggestion)} - brackets
    if unknown:
        told = {"names": ", ".join(sorted(unknown))}
        raise Unfit("suggestion", _("The expression has no such brackets: %(names)s.") % told)
    try:
        for text in TRIALS:
            list(hits(made, text, suggestion, PATIENCE))
    except TooSlow:
        raise Unfit("pattern", _("The regular expression takes too long: make it simpler.")) from None
    except (regex.error, IndexError, ValueError) as error:
        raise Unfit("suggestion", _("This cannot be put in: %(why)s.") % {"why": error}) from None


def hits(made: Any, text: str, suggestion: str, seconds: float, *, expands: bool = True) -> Iterator[Hit]:
    """Raises TooSlow. `expands`: the suggestion is a template of the regular expression."""
    end = time.monotonic() + seconds  # the engine's own limit is for each step
    try:
        for found in made.finditer(text, timeout=seconds, concurrent=True):
            if time.monotonic() > end:
                raise TooSlow
            if found.end() > found.start():
                instead = found.expand(suggestion) if expands and suggestion else suggestion
                yield Hit(found.start(), found.end(), found.group(), instead)
    except TimeoutError:
        raise TooSlow from None
