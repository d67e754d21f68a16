"""Initials that newsreaders say letter by letter and voices would say as a word: what eSpeak NG's phonemiser, which
most voices have, makes of each was looked at. Of three letters it says nearly all as letters by itself."""

from __future__ import annotations

from broadsheet.narration.text.normalising.rules import Match, Rule, rule, words

_LETTERS = words(
    "ACLU ASMR AU DVLA EBRD FOMC IAAF IAEA ICBM ICRC IFRC IFRS IIHF IISS IMDB IRGC IUCN NCAA NDAA OHCHR OPCW OSCE",
    "ROTC SEIU UNDP UNFCCC UNGA UNSC UNSCR USGA USGS USMC USMCA USPS USTR WHO YMCA YWCA",
    "AEDT AEST AKDT AKST CEST EEST WEST NZDT NZST",
)
_AS_SAID = {"FTSE": "Footsie", "USAID": "U S Aid"}
_SHOUTED = 0.5  # of the words: where more are in capitals, the capitals say nothing


def _letters(match: Match) -> str:
    """ "ICBMs" is "I C B M's"."""
    found = match.string.split()
    if len(found) > 3 and sum(word.isupper() and len(word) > 1 for word in found) > _SHOUTED * len(found):
        return match[0]
    return " ".join(match["letters"]) + ("'s" if match["many"] else "")


RULES: tuple[Rule, ...] = (
    rule(rf"(?<![\w.])({words(*_AS_SAID)})(?!\w)", lambda match: _AS_SAID[match[1]]),
    rule(rf"(?<![\w.-])(?<!\d\s)(?P<letters>{_LETTERS})(?P<many>s)?(?!\w|-[A-Z])", _letters),
)
