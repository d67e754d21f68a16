"""How English says numbers: whole, with decimals, ordinal, of years, in ranges."""

from __future__ import annotations

from broadsheet.narration.text.normalising import numbers

NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|(?<![\d.])\.\d+)"
"""A pattern without groups: 30,000 · 1.5 · .5."""
DASH = r"\s?[–—-]\s?"
"""Between two numbers."""
MONTHS = {
    **{"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8},
    **{"september": 9, "october": 10, "november": 11, "december": 12},
    **{"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9},
    **{"oct": 10, "nov": 11, "dec": 12},
}
NAMES = [name.capitalize() for name in list(MONTHS)[:12]]
_IRREGULAR = {2: "half", 4: "quarter"}


def said(figures: str) -> str:
    """ "30,000.5" is "thirty thousand point five", "007" is said figure by figure."""
    whole, point, rest = figures.replace(",", "").partition(".")
    if not whole:
        first = ""
    elif numbers.is_code(whole) and not (point and whole == "0"):
        first = numbers.digits(whole, "en")
    else:
        first = numbers.cardinal(int(whole), "en")
    return f"{first} point {numbers.digits(rest, 'en')}".strip() if rest else first


def ordinal(figures: str) -> str:
    if len(figures) > numbers.MOST_DIGITS:
        return said(figures)
    return numbers.ordinal(int(figures), "en")


def year(figures: str) -> str:
    return numbers.year(int(figures), "en")


def is_one(figures: str) -> bool:
    return figures.strip() == "1"


def plural(words: str) -> str:
    """ "nineteen ninety" is "nineteen nineties"."""
    if words.endswith("y"):
        return f"{words[:-1]}ies"
    return f"{words}es" if words.endswith("x") else f"{words}s"


def fraction(top: int, bottom: int) -> str:
    if bottom == 1 or bottom > 1000 or top > 1000 or not bottom:
        return f"{said(str(top))} over {said(str(bottom))}"
    below = _IRREGULAR.get(bottom) or ordinal(str(bottom))
    if top == 1:
        return f"one {below}"
    return f"{said(str(top))} {'halves' if bottom == 2 else plural(below)}"


def second_year(first: str, second: str) -> str:
    """The whole of a year of which only the end is written: of 2019–21 it is 2021."""
    return first[: 4 - len(second)] + second
