"""Ranks, initials, "so-called" and hours that Ukrainian newsrooms shorten: before the other abbreviations."""

from __future__ import annotations

import re

from broadsheet.narration.text.letters import UKRAINIAN
from broadsheet.narration.text.normalising.roman import value
from broadsheet.narration.text.normalising.rules import Match, Rule, rule, words
from broadsheet.narration.text.normalising.uk import context
from broadsheet.narration.text.normalising.uk.calendar import ends
from broadsheet.narration.text.normalising.uk.numerals import HARD, cardinal, ordinal

_RANKS = words(
    "лейтенант сержант солдат матрос інспектор слідч викладач наук прапорщик мічман лаборант детектив консультант"
)
_SENIOR = {"ст": "старш", "мол": "молодш"}
_FORMS = (
    *(("ові", "dat", "m"), ("еві", "dat", "m"), ("ого", "gen", "m"), ("ому", "dat", "m"), ("ами", "ins", "pl")),
    *(("ями", "ins", "pl"), ("ими", "ins", "pl"), ("ах", "loc", "pl"), ("ях", "loc", "pl")),
    *(("их", "gen", "pl"), ("ів", "gen", "pl"), ("їв", "gen", "pl"), ("ам", "dat", "pl"), ("ям", "dat", "pl")),
    *(("им", "ins", "m"), ("ом", "ins", "m"), ("ем", "ins", "m"), ("ий", "nom", "m"), ("ої", "gen", "f")),
    *(("ій", "loc", "f"), ("ою", "ins", "f"), ("ею", "ins", "f"), ("єю", "ins", "f")),
)
_REPUBLICS = frozenset({"ДНР", "ЛНР", "ХНР", "СВО"})


def _senior(match: Match) -> str:
    """ "ст. лейтенанта" is "старшого лейтенанта"."""
    case = next((case for ending, case, gender in _FORMS if match["rest"].endswith(ending)), "")
    gender = "pl" if match["rest"] in ("и", "і", "ів", "їв", "ам", "ям", "ами", "ями", "ах", "ях") else "m"
    case = case or {"а": "gen", "я": "gen", "у": "dat", "ю": "dat"}.get(match["rest"][-1:], "nom")
    said = _SENIOR[match["how"].lower()] + HARD[gender][case]
    return (said.capitalize() if match["how"][0].isupper() else said) + " "


def _so_called(match: Match) -> str:
    """It agrees with what follows: "так звана ЛНР", "так званих виборів"."""
    thing, asked = match["thing"], context.case(match.string[: match.start()], unit=True)
    if context.before(match.string[: match.start()]) in ("у", "в", "на", "по", "при"):
        asked = "loc"
    if thing in _REPUBLICS:
        case, gender = asked, "f"
    else:
        case, gender = _agreement(thing.lower(), asked)
    said = f"так зван{HARD[gender][case]} "
    return said.capitalize() if match["t"] == "Т" else said


def _agreement(thing: str, asked: str) -> tuple[str, str]:
    found = next(
        ((case, gender) for ending, case, gender in _FORMS if thing.endswith(ending) and len(thing) > 4), None
    )
    if found:
        return (asked, "f") if found[1] == "f" and found[0] == "loc" and asked == "dat" else found
    if thing.endswith(("а", "я")):
        return "nom", "f"
    if thing.endswith(("у", "ю")):
        return "acc", "f"
    if thing.endswith(("о", "е")):
        return "nom", "n"
    if thing.endswith(("и", "і", "ї")):
        return (asked, "f") if asked in ("gen", "loc", "dat") else ("nom", "pl")
    return asked if asked in ("nom", "acc") else "nom", "m"


def _after_name(match: Match) -> str:
    """Зеленський В. О. A capital І alone would be the First."""
    letters = " ".join(UKRAINIAN[letter.lower()].capitalize() for letter in match[2] if letter.isalpha())
    letters = re.sub(r"\bІ\b", "і", letters)
    return f"{match[1]} {letters}{ends(match)}"


def _clock(match: Match) -> str:
    """ "о 9-00" is written with a colon elsewhere."""
    return f"{match[1]}{match[2]}:{match[3]}" if int(match[2]) <= 24 else match[0]


def _two_hours(match: Match) -> str:
    """ "між 5 і 7 вечора"."""
    first, last = (ordinal(int(match[place]), "ins", "f") for place in (2, 4))
    return f"{match[1]} {first} {match[3]} {last}"


def _two_years(match: Match) -> str:
    """ "у 2023-му й 2024 рр."."""
    case = {"му": "loc", "го": "gen", "й": "nom", "м": "ins"}[match[2]]
    many = {"loc": "роках", "gen": "років", "nom": "роки", "ins": "роками"}[case]
    first, last = (ordinal(int(match[place]), case) for place in (1, 4))
    return f"{first} {match[3]} {last} {many}{ends(match)}"


_YEAR = r"(?:1\d{3}|20\d\d)"
RULES: tuple[Rule, ...] = (
    rule(rf"(?<![\w.])(?P<how>ст|мол|Ст|Мол)\.\s?(?=(?:{_RANKS})(?P<rest>[а-яіїєґ]*))", _senior),
    rule(r"(?<![\w.])(?P<t>[Тт])\.\s?зв?\.\s?(?=(?P<thing>[^\W\d_][\w'-]*))", _so_called),
    rule(r"(?<![\w.])Д([жз])\.\s?(?=[А-ЯІЇЄҐ])", r"Д\1е "),
    rule(
        r"\b([А-ЯІЇЄҐ][а-яіїєґ'-]{2,})\s((?:[А-ЯІЇЄҐ]\.\s?){2}(?<=\.))(?=[,;:)]|\s(?![А-ЯІЇЄҐ][а-яіїєґ'])|\s*$)",
        _after_name,
    ),
    rule(r"\b([Оо]б?\s)(\d{1,2})-([0-5]\d)(?![\d-])", _clock),
    rule(r"\b((?:[Дд]о|[ЗзІі]з?|[Пп]ісля|[Вв]ід|[Бб]лизько)\s)(\d{1,2})-(00)(?![\d-])", _clock),
    rule(
        r"\b([Мм]іж)\s(\d{1,2})(?:-ю|-ою)?\s(і|й|та)\s(\d{1,2})(?:-ю|-ою)?(?=\s(?:ранку|ночі|дня|вечора|годин(?:ою|ами))\b)",
        _two_hours,
    ),
    rule(rf"(?<![\w.,])({_YEAR})-(му|го|й|м)\s(і|й|та)\s({_YEAR})(?:-(?:му|го|й|м))?\sрр\.", _two_years),
    rule(
        r"(?<=\d)-(?P<roman>[IVXІХ]{1,5})(?!\w|['.]\w)",
        lambda match: f", {cardinal(value(match['roman']))}",
    ),
)
