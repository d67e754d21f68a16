"""Words said letter by letter."""

from __future__ import annotations

import unicodedata

UKRAINIAN = {
    **{"а": "а", "б": "бе", "в": "ве", "г": "ге", "ґ": "ґе", "д": "де", "е": "е", "є": "є", "ж": "же", "з": "зе"},
    **{"и": "и", "і": "і", "ї": "ї", "й": "йот", "к": "ка", "л": "ел", "м": "ем", "н": "ен", "о": "о", "п": "пе"},
    **{"р": "ер", "с": "ес", "т": "те", "у": "у", "ф": "еф", "х": "ха", "ц": "це", "ч": "че", "ш": "ша", "щ": "ща"},
    **{"ь": "м'який знак", "ю": "ю", "я": "я"},
}


def spelled(word: str, language: str) -> str:
    """ "NASA" is "N A S A", "ДТП" is "де-те-пе"; digits are said as digits later."""
    letters = [letter for letter in unicodedata.normalize("NFC", word) if letter.isalnum()]
    if language.split("-")[0].lower() == "uk":
        return "-".join(UKRAINIAN.get(letter.lower(), letter.upper()) for letter in letters)
    return " ".join(letter.upper() for letter in letters)
