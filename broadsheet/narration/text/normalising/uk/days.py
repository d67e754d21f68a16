"""Days and years in rows, days of the week, days without a year in Ukrainian: before the other dates."""

from __future__ import annotations

import re

from broadsheet.narration.text.normalising.rules import Match, Rule, rule, words
from broadsheet.narration.text.normalising.uk import context
from broadsheet.narration.text.normalising.uk.calendar import (
    CASES_OF_YEARS,
    MANY_YEARS,
    MONTHS,
    day_case,
    ends,
    year_case,
)
from broadsheet.narration.text.normalising.uk.numerals import ordinal

_MONTH = "|".join(MONTHS)
_NAMED = (
    "січень січні січнем лютий лютому лютим березень березні березнем квітень квітні квітнем травень травні травнем "
    "червень червні червнем липень липні липнем серпень серпні серпнем вересень вересні вереснем жовтень жовтні "
    "жовтнем листопад листопаді листопадом грудень грудні груднем"
)
_YEAR = r"(?:1\d{3}|20\d\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_AND = r"(?:і|й|та|або|чи)"
_WEEK = {
    "пн": ("понеділок", "понеділка"),
    "вт": ("вівторок", "вівторка"),
    "ср": ("середа", "середи"),
    "чт": ("четвер", "четверга"),
    "пт": ("п'ятниця", "п'ятниці"),
    "сб": ("субота", "суботи"),
    "нд": ("неділя", "неділі"),
}
_SHORT = f"(?i:{words(*_WEEK)})"


def _in_a_row(match: Match) -> str:
    """ "у 2014, 2015 і 2016 роках": all in the case of the word that ends the row."""
    if match["word"] == "рр.":
        case = year_case(match, "nom")
        said = MANY_YEARS[case] + ends(match)
    else:
        case, said = CASES_OF_YEARS[match["word"]]
    return re.sub(_YEAR, lambda found: ordinal(int(found[0]), case), match["row"]) + f" {said}"


def _since(match: Match) -> str:
    last = "acc" if match["until"] == "по" else "gen"
    word = {"acc": "рік", "gen": "року"}[last] + (ends(match) if match["word"] == "р." else "")
    first = ordinal(int(match["first"]), "gen")
    return f"{match['since']} {first} {match['until']} {ordinal(int(match['last']), last)} {word}"


def _of_month(match: Match) -> str:
    year = f" року{ends(match)}" if match["many"] else ""
    return f"{match[1]} {ordinal(int(match[2]), 'gen')}{year}"


def _days(match: Match) -> str:
    """ "2 і 3 травня"; after "між" the instrumental."""
    case = "ins" if context.before(match.string[: match.start()]) == "між" else day_case(match)
    return re.sub(r"\d+", lambda found: ordinal(int(found[0]), case, "n"), match["row"]) + match["month"]


def _without_year(match: Match) -> str:
    """24.02 is a day where the words around it speak of one."""
    return f"{ordinal(int(match['day']), day_case(match), 'n')} {MONTHS[int(match['other']) - 1]}"


def _after_preposition(match: Match) -> str:
    case = "acc" if match["before"].strip().lower() == "на" else "gen"
    return f"{match['before']}{ordinal(int(match['day']), case, 'n')} {MONTHS[int(match['other']) - 1]}"


def _short_year(match: Match) -> str:
    year = int(match["year"]) + (2000 if int(match["year"]) < 50 else 1900)
    return f"{_without_year(match)} {ordinal(year, 'gen')} року"


def _weekdays(match: Match) -> str:
    first, last = (_WEEK[match[name].lower()][1] for name in ("first", "last"))
    said = f"{first} до {last}{ends(match)}"
    return said if context.before(match.string[: match.start()]) in ("з", "із", "від") else f"з {said}"


def _weekday(match: Match) -> str:
    short = match[1] or match[2]
    said = _WEEK[short.lower()][0]
    return (said.capitalize() if short[0].isupper() else said) + ends(match)


_NO_AMOUNT = r"(?!\s?(?:%|°|[$€£₴]|млн|млрд|тис|грн|дол|[кмсгтл]\b|см|мм|км|кг|га|раз|відсот|бал|очк)|[.,]?\d)"
RULES: tuple[Rule, ...] = (
    rule(
        rf"(?<![\w.,–-])(?P<row>{_YEAR}(?:,\s{_YEAR})*,?\s{_AND}\s{_YEAR})\s(?P<word>рок(?:и|ів|ах|ами|ам)\b|рр\.)",
        _in_a_row,
    ),
    rule(
        rf"\b(?P<since>[Зз]|[Іі]з|[Вв]ід)\s(?P<first>{_YEAR})\s(?P<until>до|по)\s(?P<last>{_YEAR})\s(?P<word>року|рік|р\.)",
        _since,
    ),
    rule(
        rf"\b((?i:{words(_NAMED)}|{_MONTH}))\s({_YEAR})(?![\d,.]\d|\d|-\w|\s?(?:р\.|р\b|рок|рік|році))(?P<many>\sрр\.)?",
        _of_month,
    ),
    rule(
        rf"(?<![\w.,:–-])(?P<row>{_DAY}(?:,\s{_DAY})*,?\s{_AND}\s{_DAY}\s)(?P<month>{_MONTH})",
        _days,
    ),
    rule(
        r"(?<![\w.,:])(?P<day>0?[1-9]|[12]\d|3[01])\.(?P<other>0[1-9]|1[0-2])(?=\sоб?\s\d)",
        _without_year,
    ),
    rule(
        r"(?P<before>\b(?i:до|від|на|з|із)\s)(?P<day>0[1-9]|[12]\d|3[01])\.(?P<other>0[1-9]|1[0-2])" + _NO_AMOUNT,
        _after_preposition,
    ),
    rule(
        r"(?<![\w.,])(?P<day>0?[1-9]|[12]\d|3[01])\.(?P<other>0[1-9]|1[0-2])\.(?P<year>\d\d)(?![\w.,]\d|\d)",
        _short_year,
    ),
    rule(
        rf"(?<!\d\s)(?<!\d)\b(?P<first>{_SHORT})\b\.?\s?[–—-]\s?(?P<last>{_SHORT})(?:\b\.|\b)",
        _weekdays,
    ),
    rule(rf"(?<!\d\s)(?<![\w.])({_SHORT})\b\.?(?=,\s{_SHORT}\b)|(?<=,\s)(?<!\d,\s)({_SHORT})\b\.?(?=\W|$)", _weekday),
)
