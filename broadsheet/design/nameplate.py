# ruff: noqa: RUF001  (letters of many scripts are meant as what they are)
"""How wide a nameplate is, so that the stylesheet can set it as large as fits.

The advance widths are those of Brygada 1918 at weight 700, rounded up to hundredths of an em; a letter that is not
here is as wide as the one that it is made of without its accents.
"""

from __future__ import annotations

import math
import unicodedata

TRACKING = -0.03  # em a letter; paper.css, .plate
OTHERS = 0.7  # em: a letter of a script that Brygada does not have
WIDE = 1.0  # em: a Chinese, Japanese or Korean one
WIDER_STAND_IN = 1.05
"""Noto Serif is that much wider than Brygada; the other system serifs are narrower."""

_HUNDREDTHS = {
    16: "`´",
    20: "  ",
    21: "¸",
    22: "'",
    23: "!.:¡·",
    24: ",;ʼ‘’",
    25: "|¦",
    29: "[]",
    30: "()¹",
    31: "jl{}łј",
    33: "i¯ıі",
    34: "°²",
    36: "fºι",
    37: "I¨ŀΙІ",
    38: "ª",
    39: "³ŧ",
    40: "-/\\ζξ",
    41: '"ľ',
    42: "_t",
    44: "“”",
    45: "«»ς",
    46: "JЈ",
    47: "×",
    48: "sτѕ",
    49: "*<>?¿гґ",
    50: "1^r§",
    51: "+=~¬±÷–",
    52: "zεзт",
    53: "c¢χсэє",
    54: "vy¤¶γуҐ",
    55: "7eλдеь",
    56: "δν",
    57: "2FaΓΞΣυГа",
    58: "8goðøθοЗбло",
    59: "xх",
    60: "5LZĿ;΄΅·Ζκπσвчя",
    61: "$3ESΔΕρЅЕк",
    62: "69bkþŁβ",
    63: "4PquĸŋΡРЬцђџ",
    64: "0dhpđħαДУпрћ",
    65: "n£Бин",
    66: "TÞßŦΤЄТЭ",
    67: "Y¥µΥημъ",
    68: "XΧХ",
    69: "CφСЧ…",
    70: "BVΒΛВЯ",
    71: "ΨЛ",
    72: "#ARUΑАК",
    73: "GNďŊΝ",
    74: "KΚψω",
    75: "ΠП",
    76: "DOQÐØĐΘΟΩЏОЦẞ",
    77: "H©®ĦΗИН",
    79: "&¼½",
    80: "wм—",
    81: "Φљ",
    82: "жф",
    83: "ФЪ",
    84: "æыю",
    87: "¾Ћњ",
    88: "Ђ",
    90: "%œ",
    91: "Æ",
    92: "MΜМ",
    94: "шщ",
    96: "@m",
    97: "Ы",
    98: "Љ",
    99: "Ю",
    100: "W",
    102: "Ж",
    105: "ŒЊ",
    107: "ШЩ",
}
_ADVANCES = {letter: width / 100 for width, letters in _HUNDREDTHS.items() for letter in letters}


def width(text: str, *, own_font: bool = True) -> float:
    """In em, rounded up to a tenth, at least 1."""
    found = sum(_advance(letter) + TRACKING for letter in unicodedata.normalize("NFC", text))
    if not own_font:
        found *= WIDER_STAND_IN
    return max(1.0, math.ceil(found * 10 - 0.001) / 10)


def _advance(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    bare = unicodedata.normalize("NFD", letter)[0]
    known = _ADVANCES.get(letter) or _ADVANCES.get(bare)
    return known or (WIDE if unicodedata.east_asian_width(letter) in "WF" else OTHERS)
