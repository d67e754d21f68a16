"""Numbers as words through num2words, in a form that no rule takes for figures again."""

from __future__ import annotations

import re
from functools import lru_cache

from num2words import CONVERTER_CLASSES, num2words

MOST_DIGITS = 15
"""More are said one by one: nobody hears quintillions."""
_GROUPS = re.compile(r"[,\s]")


def known(language: str) -> bool:
    return language in CONVERTER_CLASSES


@lru_cache(maxsize=4096)
def cardinal(number: int, language: str) -> str:
    if len(str(abs(number))) > MOST_DIGITS:
        return digits(str(abs(number)), language)
    return _plain(num2words(number, lang=language))


@lru_cache(maxsize=1024)
def ordinal(number: int, language: str) -> str:
    return _plain(num2words(number, lang=language, to="ordinal"))


@lru_cache(maxsize=1024)
def year(number: int, language: str) -> str:
    return _plain(num2words(number, lang=language, to="year"))


def digits(figures: str, language: str) -> str:
    return " ".join(cardinal(int(figure), language) for figure in figures if figure.isdigit())


def is_code(figures: str) -> bool:
    """007, a card's number: said figure by figure."""
    return len(figures) > MOST_DIGITS or (len(figures) > 1 and figures.startswith("0"))


def bare(figures: str) -> str:
    """Without the marks between thousands."""
    return _GROUPS.sub("", figures)


def _plain(words: str) -> str:
    """num2words puts commas into long numbers: a voice would pause there."""
    return " ".join(words.replace(",", "").replace("’", "'").split())
