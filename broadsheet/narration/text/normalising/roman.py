"""Roman numerals, in Latin letters and in the Cyrillic ones that look the same."""

from __future__ import annotations

ROMAN = r"(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?<=[IVXLCDM])"
"""A pattern of one numeral, never empty after what is no numeral; word borders are the caller's."""
SMALL = r"(?=[IVXІХ])[XХ]{0,3}(?:[IІ][XХ]|[IІ]V|V?[IІ]{0,3})(?<=[IVXІХ])"
"""A numeral below 40, in letters of either alphabet."""
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_LATIN = str.maketrans("ІХ", "IX")


def value(roman: str) -> int:
    letters = roman.translate(_LATIN)
    total = 0
    for letter, after in zip(letters, f"{letters[1:]} ", strict=False):
        each = _VALUES[letter]
        total += -each if each < _VALUES.get(after, 0) else each
    return total
