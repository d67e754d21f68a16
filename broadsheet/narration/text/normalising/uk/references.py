"""Numbers of acts and cases, articles of laws, versions, powers of ten, calibres and coordinates in Ukrainian."""

from __future__ import annotations

import re

from broadsheet.narration.text.letters import UKRAINIAN
from broadsheet.narration.text.normalising.rules import Match, Rule, rule
from broadsheet.narration.text.normalising.uk import context
from broadsheet.narration.text.normalising.uk.nouns import DEGREE, MINUTE, UNITS, YEAR, amount
from broadsheet.narration.text.normalising.uk.numerals import compound, ordinal, whole

_ARTICLES = {
    **{"nom": "статті", "gen": "статей", "dat": "статтям", "acc": "статті", "ins": "статтями", "loc": "статтях"},
}
_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))


def _stroked(match: Match) -> str:
    """№ 757/123/22-к: "дріб" for each stroke."""
    letter = f" {UKRAINIAN.get(match[2].lower(), match[2])}" if match[2] else ""
    return "номер " + " дріб ".join(whole(part) for part in match[1].split("/")) + letter


def _articles(match: Match) -> str:
    """ "ст.ст. 10, 13": the article's number is feminine."""
    case = context.case(match.string[: match.start()], unit=True)
    row = re.sub(r"\d+", lambda found: ordinal(int(found[0]), case, "f"), match[1])
    return f"{_ARTICLES[case]} {row}"


def _version(match: Match) -> str:
    return " крапка ".join(whole(part) for part in match[0].split("."))


def _power(match: Match) -> str:
    times = " помножити на десять у степені" if match["ten"] else " у степені"
    sign = "мінус " if match["sign"] else ""
    unit = f" {UNITS[match['unit']][2]['gen']}" if match["unit"] else ""
    return f"{times} {sign}{whole(match['power'])}{unit}"


_ENDINGS = (
    *(("ів", "их"), ("їв", "их"), ("ей", "их"), ("ах", "их"), ("ях", "их"), ("ами", "ими"), ("ями", "ими")),
    *(("ам", "им"), ("ям", "им"), ("ою", "ою"), ("ею", "ою"), ("єю", "ою"), ("ом", "им"), ("ем", "им"), ("ії", "ої")),
    *(("у", "у"), ("ю", "у"), ("и", "і"), ("і", "і"), ("а", "а"), ("я", "а")),
)
_HUNDREDTHS = {"мм": "міліметров", "см": "сантиметров"}


def _calibre(match: Match) -> str:
    """155-мм снаряд: an adjective that ends as its noun asks."""
    ending = next((said for end, said in _ENDINGS if match["noun"].endswith(end)), "ий")
    return f"{compound(int(match[1]))}{_HUNDREDTHS[match[2]]}{ending} "


def _place(match: Match) -> str:
    minutes = f" {amount(match[2], MINUTE)}" if match[2] else ""
    return f" {amount(match[1], DEGREE)}{minutes} "


def _sentence(match: Match) -> str:
    """ "5 р. позбавлення волі": years, and no river."""
    case = context.case(match.string[: match.start()], unit=True)
    return amount(match[1], YEAR, case)


_PUNISHED = "позбавлення|ув'язнення|тюрми|в'язниці|за ґратами|обмеження|іспитового"
MINUTES: tuple[Rule, ...] = (rule(r"(?<![\w.,])(\d{1,3})°\s?(\d{1,2})['′]", _place),)
"""To be applied while apostrophes still stand."""
RULES: tuple[Rule, ...] = (
    rule(r"№\s?(\d+(?:/\d+)+)(?:-([а-яіїєґ])\b)?", _stroked),
    rule(r"(?i:\bст)\.\s?ст\.\s?(\d+(?:,\s\d+)*(?:\s(?:і|й|та)\s\d+)?)", _articles),
    rule(r"(?<=[A-Za-z]\s)\d{1,3}(?:\.\d{1,3})+(?![\d.]*\d|\s?%)", _version),
    rule(
        rf"(?<=\d)(?P<ten>\s?[×xх]\s?10)?\^(?P<sign>[−-])?(?P<power>\d+)(?:\s(?P<unit>{_UNIT})(?![\w/]))?",
        _power,
    ),
    rule(
        r"(?<![\w.,/])(\d{1,2})/(\d{1,2})\s?(хв|год|км|м|л|кг|т|га)(?![\w/])",
        lambda m: f"{m[1]}/{m[2]} {UNITS[m[3]][1]['gen']}",
    ),
    rule(r"(?<![\w.,])(\d{1,3})-(мм|см)\s(?=(?P<noun>[а-яіїєґ']+))", _calibre),
    rule(
        rf"(?<![\w.,])([1-9]\d?)\s?р\.(?=\s(?:{_PUNISHED}|\d{{1,2}}\s?міс))",
        _sentence,
    ),
    rule(
        r"(?<=[А-Яа-яІЇЄҐіїєґA-Za-z])-([1-9]\d{0,3})(?![\w]|-[а-яіїєґ]|[.,:/]\d|[–-]\d)",
        lambda match: f" {whole(match[1])}",
    ),
)
