"""Plain numbers in Ukrainian, in ranges and in the case that the words around them ask for."""

from __future__ import annotations

from broadsheet.narration.text.normalising.uk.numerals import decimal, whole

NUMBER = r"\d+(?:[.,]\d+)?"
"""A pattern without groups; spaces between thousands are gone by then."""
DASH = r"\s?[–—-]\s?"


def said(figures: str, case: str = "nom", gender: str = "m") -> str:
    before, _, after = figures.replace(".", ",").partition(",")
    if not after:
        return whole(before, case, gender)
    if (before, after) == ("1", "5"):
        return "півтора" if gender != "f" else "півтори"
    return decimal(before, after, case)


def ranged(figures: str | None, case: str, gender: str = "m") -> str:
    """The first half of "10–15", if there is one."""
    return f"{said(figures, case, gender)} — " if figures else ""
