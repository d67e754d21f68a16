"""Per cent, degrees and units in Ukrainian."""

from __future__ import annotations

import re

from broadsheet.narration.text.normalising.rules import Match, Rule, rule
from broadsheet.narration.text.normalising.uk import context
from broadsheet.narration.text.normalising.uk.calendar import ends
from broadsheet.narration.text.normalising.uk.figures import DASH, NUMBER, ranged
from broadsheet.narration.text.normalising.uk.nouns import DEGREE, EACH, PERCENT, UNITS, amount
from broadsheet.narration.text.normalising.uk.numerals import Noun, compound

_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
_STOPPED = frozenset("год хв сек чол ос шт міс".split())
_SIGNED = r"(?P<sign>(?<![\w.,])[−+-]|(?<!\w)(?:[Мм]інус|[Пп]люс)\s)?"
_FROM = rf"(?:(?P<from>{NUMBER})\s?%?{DASH})?"
_SIGNS = {"−": "мінус ", "-": "мінус ", "+": "плюс "}


_OF_THEM = re.compile(r"\s[а-яіїєґ]")
""" "у 3% випадків" is a place; "зростання в 3%." is an amount."""


def _measured(match: Match, thing: Noun) -> str:
    start = match.string[: match.start()]
    case = context.case(start, match.string[match.end() :], unit=True)
    if thing is PERCENT and context.before(start) in ("у", "в") and _OF_THEM.match(match.string[match.end() :]):
        case = "loc"
    sign = _SIGNS.get(match["sign"] or "", match["sign"] or "")
    return f"{sign}{ranged(match['from'], case, thing[0])}{amount(match['figures'], thing, case)}"


def _degrees(match: Match) -> str:
    scale = {"C": " Цельсія", "С": " Цельсія", "F": " Фаренгейта"}.get(match["scale"] or "", "")
    return _measured(match, DEGREE) + scale


def _unit(match: Match) -> str:
    return _measured(match, UNITS[match["unit"]]) + ends(match)


_MONEY = r"грн|₴|\$|€|долл?\.?|євро|гривень|гривні|гривня|доларів|коп\.?"
_SHARE = {
    **{"й": "ий", "ий": "ий", "го": "ого", "ого": "ого", "му": "ому", "м": "им", "им": "им", "а": "а", "ва": "а"},
    **{"ї": "ої", "ої": "ої", "у": "у", "ву": "у", "ю": "ою", "ою": "ою", "е": "е", "ве": "е", "і": "і", "ві": "і"},
    **{"х": "их", "их": "их", "ми": "ими", "ими": "ими"},
}


def _of_percent(match: Match) -> str:
    """ "5%-й бар'єр"."""
    return f"{compound(int(match[1]))}відсотков{_SHARE[match[2]]}"


def _each(unit: str) -> str:
    """ "грн за кВт·год": what a price is for."""
    return (UNITS.get(unit) or EACH[unit])[1]["acc"]


_WORDS = frozenset({"млн", "в. п", "сек", "чол", "ос", "шт", "міс", "год", "хв"})
"""Units that are prices' only with a stop or a stroke."""
_ALONE = (re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True) if len(unit) > 1 and unit not in _WORDS)
_PRICED = rf"{'|'.join(_ALONE)}|бар\.|унц\."
PER: tuple[Rule, ...] = (
    rule(rf"(?<![\w.,])(\d{{1,3}})\s?%-({'|'.join(sorted(_SHARE, key=len, reverse=True))})(?!\w)", _of_percent),
    rule(r"(?<=\b[Зз]а\s)тис\.\s(?=(?:куб|кв|[а-яіїєґ]))", "тисячу "),
    rule(r"(?<=[а-яіїєґ])/(?=(?:добу|день|рік|місяць|тиждень|ніч|годину|хвилину|секунду|особу|людину)\b)", " за "),
    rule(
        rf"(?P<scale>\d\s?(?:тис|млн|млрд|трлн)\b\.?\s)(?P<unit>{_UNIT})(?![\w/²³'’·-])(?!\.\s?[А-ЯІЇЄҐ])",
        lambda match: match["scale"] + UNITS[match["unit"]][2]["gen"],
    ),
    rule(
        rf"(?P<money>{_MONEY})\s?/\s?(?P<unit>{_UNIT}|{'|'.join(EACH)})(?![\w/])\.?",
        lambda match: f"{match['money']} за {_each(match['unit'])}{ends(match)}",
    ),
    rule(
        r"(?<=\d)\s?/\s?(?P<unit>бар|унц|т|кг|га|МВт·год|кВт·год)(?![\w/])\.?",
        lambda match: f" за {_each(match['unit'])}{ends(match)}",
    ),
    rule(
        rf"(?<=\b[Зз]а\s)(?P<unit>{_PRICED})"
        r"(?![\w/²³'’·-])",
        lambda match: _each(match["unit"].rstrip(".")),
    ),
    rule(
        rf"(?<=[а-яіїє])(?<!\bкм)(?<!\bм)(?<!Мбіт)/(?P<unit>{_UNIT})(?![\w/])",
        lambda match: f" на {UNITS[match['unit']][1]['acc']}",
    ),
)
"""To be applied first: "грн/кг" is "гривень за кілограм"."""
RULES: tuple[Rule, ...] = (
    rule(rf"{_SIGNED}(?<![\w.,/]){_FROM}(?P<figures>{NUMBER})\s?%(?:-\w+)?", lambda match: _measured(match, PERCENT)),
    rule(rf"{_SIGNED}(?<![\w.,/]){_FROM}(?P<figures>{NUMBER})\s?(?:°(?:\s?(?P<scale>[CСF])\b)?|℃)", _degrees),
    rule(
        rf"{_SIGNED}(?<![\w.,/]){_FROM}(?P<figures>{NUMBER})\s?(?P<unit>(?:{'|'.join(_STOPPED)})\b\.|в\.\s?п\.|(?:{_UNIT})(?![\w./²³'’·-]))",
        lambda match: _measured(match, UNITS[_name(match["unit"])]) + ends(match),
    ),
    rule(rf"{_SIGNED}(?<![\w.,/]){_FROM}(?P<figures>{NUMBER})\s?(?P<unit>{_UNIT})(?=\.?$|[.](?:\s|$))", _unit),
    rule(
        r"(?<=[^\W\d_]\s)(?P<unit>(?:кв|куб)\.\s?к?м)\b\.?",
        lambda match: UNITS[re.sub(r"\.\s?", ". ", match["unit"])][2]["gen"] + ends(match),
    ),
)


def _name(unit: str) -> str:
    return "в. п" if unit.startswith("в.") else unit.rstrip(".")
