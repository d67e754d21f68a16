"""Ukrainian in Latin letters, as passports and road signs have it (Cabinet of Ministers, resolution 55 of 2010)."""

from __future__ import annotations

import re

_SINGLE = dict(zip("абвгґдезиіїйклмнопрстуф", "abvhgdezyiiiklmnoprstuf", strict=True))
_SEVERAL = dict(zip("єжхцчшщьюя", ["ie", "zh", "kh", "ts", "ch", "sh", "shch", "", "iu", "ia"], strict=True))
_LETTERS = str.maketrans({**_SINGLE, **_SEVERAL})
_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
"""At the beginning of a word."""
_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ](?=\w)")
_BEGINNING = re.compile(r"\b[єїйюя]")


def ukrainian(text: str) -> str:
    """In lower case; what is not Ukrainian stays as it is."""
    words = _APOSTROPHE.sub("", text.lower()).replace("зг", "zgh")
    return _BEGINNING.sub(lambda found: _FIRST[found[0]], words).translate(_LETTERS)
