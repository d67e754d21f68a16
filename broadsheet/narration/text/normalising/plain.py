"""The fallback: every language but those with rules of their own."""

from __future__ import annotations

import re

from broadsheet.narration.text.normalising import numbers
from broadsheet.narration.text.normalising.cleaning import clean, tidy, unquoted

_POINT = frozenset({"he", "ja", "ko", "th", "zh"})
"""Languages that write decimals with a point; the others with a comma, and the point parts thousands."""
_NUMBER = re.compile(r"\d+(?:([.,])\d+)*")
_BORDER = re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")


def normalise(text: str, language: str) -> str:
    """Numbers as words where num2words knows the language, elsewhere figures as they stand: the engine may know."""
    base = language.split("-")[0].lower()
    clear = unquoted(clean(text))
    if not numbers.known(base):
        return tidy(clear)
    return tidy(_NUMBER.sub(lambda match: _said(match[0], base), _BORDER.sub(" ", clear)))


def _said(figures: str, language: str) -> str:
    point = "." if language in _POINT else ","
    whole, _, rest = figures.replace("," if point == "." else ".", "").partition(point)
    rest = rest.replace(point, "")
    try:
        said = numbers.digits(whole, language) if numbers.is_code(whole) else numbers.cardinal(int(whole), language)
        return f"{said}, {numbers.digits(rest, language)}" if rest else said
    except (NotImplementedError, ArithmeticError, LookupError, ValueError, TypeError):
        return figures  # a converter with a hole: these are all that num2words raises
