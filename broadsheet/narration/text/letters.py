"""Words said letter by letter."""

from __future__ import annotations

import re
import unicodedata

from broadsheet.narration.text.spoken import Phonemes, Piece, Text

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


# -- the English letter A, which phonemisers take for the article: "ten uh em"

SOUND_OF_A = Phonemes("ˈeɪ", "A")
_A = re.compile(r"(?<![\w'.-])A(?![\w'-])")
_KINDS = frozenset(
    "Series Serie Group Grade Vitamin Hepatitis Class Category Plan Level Type Section Schedule Appendix Annex "
    "Exhibit Team Division Block Gate Terminal Part Room Zone Point Influenza League Model Unit Option".split()
)
_NUMBER = (
    r"\s(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|(?:twen|thir|for|fif|six|seven|eigh|"
    r"nine)ty(?:-\w+)?)\b"
)
_NUMBERS = re.compile(
    rf"{_NUMBER}(?![-\s](?:year|day|month|hour|week|man|woman|person|member|time|storey|mile|point|minute))"
)
_LETTER_AFTER = re.compile(r"\s[A-Z](?![\w'-])|\sand\s[A-Z](?![\w'-])")
_WHOLE_AFTER = re.compile(
    rf"\s(?:(?:I|M|P|D|F\sP|B\sC|N\sC|C\sL\sU|T\sM|U|C)(?!{_NUMBER})(?=\s[a-z]|[.,;:?!)]|\sand\s|$)|and\s[A-Z]\b|[B-Z]\s[A-Z][a-z]|"
    r"K\s(?:forty-seven|seventy-four)|I\b)"
)
""" "A P reported", "A J Smith won", and not "A U S official"."""
_NAME_AFTER = re.compile(r"\s[A-Z][\w']")
_WORD_BEFORE, _WORD_AFTER = re.compile(r"([\w'-]+)\s$"), re.compile(r"\s([\w'-]+)")


def lettered(words: str, shown: str) -> list[Piece]:
    """English words in pieces: the letter A (of "A M", "the A three twenty", "vitamin A") by its sound; what may be
    the article stays as it is. `shown`: as they are written, where an initial has its full stop."""
    made: list[Piece] = []
    at = 0
    for match in _A.finditer(words):
        if _is_letter(words[: match.start()], words[match.end() :], shown):
            made += [Text(words[at : match.start()]), SOUND_OF_A]
            at = match.end()
    return [*made, Text(words[at:])]


def _is_letter(before: str, after: str, shown: str) -> bool:
    found = _WORD_BEFORE.search(before)
    word = found[1] if found else ""
    if word in _KINDS or (len(word) == 1 and word.isupper() and word != "I"):
        return True
    following = _WORD_AFTER.match(after)
    if following and re.search(rf"(?<!\w)A\.\s?{re.escape(following[1])}\b", shown):
        return True
    if not word or not word[0].islower():
        return bool(_WHOLE_AFTER.match(after) or (word and _NUMBERS.match(after)))
    return bool(_LETTER_AFTER.match(after)) or not _NAME_AFTER.match(after)
