"""Halves of centuries, quarters, volumes, classes, streets named for a day in Ukrainian: before the dates."""

from __future__ import annotations

from broadsheet.narration.text.letters import UKRAINIAN
from broadsheet.narration.text.normalising.roman import SMALL, value
from broadsheet.narration.text.normalising.rules import Match, Rule, rule
from broadsheet.narration.text.normalising.uk import context
from broadsheet.narration.text.normalising.uk.calendar import ends
from broadsheet.narration.text.normalising.uk.nouns import SCALES, YEAR
from broadsheet.narration.text.normalising.uk.numerals import cardinal, counted, digits, noun, ordinal, whole

_CLASS = {"клас": "nom", "класу": "gen", "класі": "loc", "класом": "ins"}
_HALF = {"й": "половині", "ій": "половині", "ша": "половина", "га": "половина", "а": "половина"}
_HALF |= {"ї": "половини", "ої": "половини", "шу": "половину", "гу": "половину", "у": "половину"}
_PART_OF = {"поч": ("початок", "початку"), "кін": ("кінець", "кінці"), "сер": ("середина", "середині")}
_WHOLE = {"том": "m", "розділ": "m", "частина": "f", "глава": "f", "стаття": "f"}
_ISLANDS = "Хортиц|Джарилгач|Березан|Тузл|Крит|Кіпр|Сахалін|Балі|Тайван|Мадагаскар|Сицилі"
_MONTHS = "Січня|Лютого|Березня|Квітня|Травня|Червня|Липня|Серпня|Вересня|Жовтня|Листопада|Грудня"


def _part_of(match: Match) -> str:
    """ "на поч. XX ст."."""
    first, other = _PART_OF[match[2].lower()]
    said = other if match[1] else first
    return f"{match[1] or ''}{said.capitalize() if match[2][0].isupper() else said}"


def _named_day(match: Match) -> str:
    """Вулиця 8 Березня."""
    return ordinal(int(match[1]), "gen", "n").capitalize() + " "


def _volume(match: Match) -> str:
    return f"{match[1]} {ordinal(value(match[2]), 'nom', _WHOLE[match[1].lower()])}"


def _millennium(match: Match) -> str:
    at = match["at"] or ""
    return f"{at}{ordinal(value(match['roman']), 'loc' if at else 'nom', 'n')} тисячолітт{'і' if at else 'я'}"


def _quarter(match: Match) -> str:
    at = match["at"] or ""
    number = int(match["n"]) if match["n"].isdigit() else value(match["n"])
    return f"{at}{ordinal(number, 'loc' if at else 'nom')} квартал{'і' if at else ''}"


_HALVED = {
    "рок": YEAR,
    "рік": YEAR,
    "годин": noun("f", "година години годині годину годиною годині", "години годин годинам години годинами годинах"),
    "хвилин": noun(
        "f", "хвилина хвилини хвилині хвилину хвилиною хвилині", "хвилини хвилин хвилинам хвилини хвилинами хвилинах"
    ),
    "раз": noun("m", "раз разу разу раз разом разі", "рази разів разам рази разами разах"),
    "місяц": noun(
        "m", "місяць місяця місяцю місяць місяцем місяці", "місяці місяців місяцям місяці місяцями місяцях"
    ),
    "тижн": noun("m", "тиждень тижня тижню тиждень тижнем тижні", "тижні тижнів тижням тижні тижнями тижнях"),
    "дн": noun("m", "день дня дню день днем дні", "дні днів дням дні днями днях"),
}


def _and_a_half(match: Match) -> str:
    """ "3,5 року" is "три з половиною роки": the noun agrees with the whole."""
    number, stem = int(match[1]), match["stem"]
    if number < 2:
        return match[0]
    thing = _HALVED[stem]
    left = match.string[: match.start()]
    case = "acc" if stem == "раз" else context.case(left, unit=True)
    return f"{cardinal(number, case, thing[0])} з половиною {counted(number, thing, case)}"


def _tenths(match: Match) -> str:
    """ "2 з половиною тис."."""
    number = int(match[1])
    return (
        f"{cardinal(number, 'nom', SCALES[match[2]][0])} з половиною {counted(number, SCALES[match[2]])}{ends(match)}"
    )


RULES: tuple[Rule, ...] = (
    rule(r"(?<=\d-)(й|ій|ша|га|а|ї|ої|шу|гу|у)\sпол\.", lambda match: f"{match[1]} {_HALF[match[1]]}"),
    rule(r"\b([УуВвНн]а?\s)?(поч|кін|сер|Поч|Кін|Сер)\.\s?(?=(?:\d|[IVXІХ]))", lambda match: f"{_part_of(match)} "),
    rule(rf"(?P<at>\b[УуВв]\s)?(?<![\w.])(?P<roman>{SMALL})\sтис\.(?=\s(?:до\s)?н\.)", _millennium),
    rule(rf"(?P<at>\b[УуВв]\s)?(?<![\w.])(?P<n>{SMALL}|[1-4])\sкв\.(?=\s[12]\d{{3}}|\sроку|\s*$)", _quarter),
    rule(
        r"(?<![\w.])(\d{1,2})-([А-ЯІЇЄҐ])\s(клас(?:у|і|ом)?)(?!\w)",
        lambda m: f"{ordinal(int(m[1]), _CLASS[m[3]])} {m[2]} {m[3]}",
    ),
    rule(rf"(?<![\w.,])(\d{{1,2}})\s(?=(?:{_MONTHS})\b)", _named_day),
    rule(rf"\b((?i:том|розділ|частина|глава|стаття))\s({SMALL})(?![\w.'])", _volume),
    rule(rf"(?<![\w.])о\.\s(?=(?:{_ISLANDS}))", "острів "),
    rule(r"(?<![\w.])([А-ЯІЇЄҐ])\.(?=\s(?:та|і|й)\s[А-ЯІЇЄҐ]\.)", lambda m: UKRAINIAN[m[1].lower()].capitalize()),
    rule(
        rf"(?<![\w.,])(\d{{1,3}})(?:[.,]5| 1/2)\s(?P<stem>{'|'.join(_HALVED)})"
        r"(?:[иіуаяюєів]|ах|ам|ами|ів|їв|ях|ям|ями|)\b",
        _and_a_half,
    ),
    rule(r"(?<![\w.,])(\d{1,3})\sз\sполовиною\s(тис|млн|млрд|трлн)\b\.?", _tenths),
    rule(r"(?<=[Гг]аряча лінія )([1-9]\d)(\d\d)(?!\d)", lambda m: f"{whole(m[1])} {whole(m[2])}"),
    rule(r"(?<=\b(?:SMS|смс|СМС) на )(\d{4,6})\b", lambda m: digits(m[1])),
    rule(r"(?<=[а-яіїєґ],\s)(0\d{4})(?![\w.,-]*\d)", lambda m: digits(m[1])),
    rule(r"\b([А-ЯІЇЄҐ])-(\d{1,2})-(\d{1,2})(?![\w-])", lambda m: f"{m[1]} {whole(m[2])} {whole(m[3])}"),
    rule(r"(?:(?<=\s)|^)–(?=\d[\d ,]*\s?(?:грн|дол|тис|млн|млрд|\$|€))", "−"),
    rule(r"\bсв\.\s(?=рок|років|р\.)", "світлових "),
)
