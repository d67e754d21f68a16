"""Figures, signs and abbreviations as words, the way an educated speaker reads them aloud."""

from __future__ import annotations

from collections.abc import Callable

from broadsheet.narration.text.normalising import en, plain, uk

_MOST_TURNS = 8


def normalise(text: str, language: str) -> str:
    """The words of one sentence in `language` (BCP 47). Never raises; what it made it leaves as it is. English and
    Ukrainian come out without a figure; of other languages only what num2words knows."""
    base = language.split("-")[0].lower()
    if base == "en":
        region = language.partition("-")[2].upper()
        return _settled(lambda part: en.normalise(part, region), text)
    if base == "uk":
        return _settled(uk.normalise, text)
    return plain.normalise(text, language)


def _settled(turn: Callable[[str], str], text: str) -> str:
    """Once is enough for what people write. In scraps, a mark that goes may free a word for a rule."""
    for _ in range(_MOST_TURNS):
        said = turn(text)
        if said == text:
            break
        text = said
    return text
