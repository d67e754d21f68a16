"""Dates, years, centuries and clock times in Ukrainian."""

from __future__ import annotations

import re

from broadsheet.narration.text.normalising.roman import SMALL, value
from broadsheet.narration.text.normalising.rules import Match, Rule, rule
from broadsheet.narration.text.normalising.uk import context
from broadsheet.narration.text.normalising.uk.nouns import UNITS, amount
from broadsheet.narration.text.normalising.uk.numerals import HARD, cardinal, ordinal

MONTHS = "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня".split()
_SHORT = {
    **{"січ.": 1, "лют.": 2, "бер.": 3, "квіт.": 4, "трав.": 5, "черв.": 6, "лип.": 7, "серп.": 8},
    **{"вер.": 9, "жовт.": 10, "лист.": 11, "груд.": 12},
}
_MONTH = rf"(?P<month>{'|'.join(MONTHS)}|{'|'.join(re.escape(name) for name in _SHORT)})"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_UNTIL = r"(?P<until>0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?P<year>1\d{3}|20\d\d)"
_AND_YEAR = rf"(?:,?\s{_YEAR}(?![\d,.]\d|\d)(?:-го\b)?(?:\s?(?P<word>року|році|р\.(?!\s?н\.)|р\b(?!\.)))?)?"
_DASH = r"\s?[–—-]\s?"
_TODAY = frozenset({"сьогодні", "завтра", "вчора", "учора", "дата"})
_TO = frozenset("на за по про через".split())


def _left(match: Match) -> str:
    return match.string[: match.start()]


def ends(match: Match) -> str:
    """The full stop of an abbreviation may have ended the sentence too."""
    return "." if match[0].endswith(".") and not match.string[match.end() :].strip(" \"'”’»)") else ""


def day_case(match: Match) -> str:
    word = context.before(_left(match))
    return "nom" if word in _TODAY else "acc" if word in _TO else "gen"


def _month(name: str) -> str:
    return MONTHS[_SHORT[name] - 1] if name in _SHORT else name


def _with_year(date: str, match: Match) -> str:
    if not match["year"]:
        return date
    return f"{date} {ordinal(int(match['year']), 'gen')} року{ends(match)}"


def _date(match: Match) -> str:
    day = ordinal(int(match["day"]), day_case(match), "n")
    return _with_year(f"{day} {_month(match['month'])}", match)


def _dates(match: Match) -> str:
    """ "10–15 лютого" is "з десятого по п'ятнадцяте", of two days in a row "чотирнадцятого — п'ятнадцятого"."""
    first, last = int(match["day"]), int(match["until"])
    if context.before(_left(match)) in ("з", "із", "від", "до", "протягом", "упродовж", "після") or last == first + 1:
        days = f"{ordinal(first, 'gen', 'n')} — {ordinal(last, 'gen', 'n')}"
    else:
        days = f"з {ordinal(first, 'gen', 'n')} по {ordinal(last, 'acc', 'n')}"
    return _with_year(f"{days} {_month(match['month'])}", match)


def _figures(match: Match) -> str:
    day, month, year = int(match["day"]), int(match["other"]), int(match["year"])
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return match[0]
    said = ordinal(day, day_case(match), "n")
    return f"{said} {MONTHS[month - 1]} {ordinal(year, 'gen')} року{ends(match)}"


# -- years

CASES_OF_YEARS = {
    **{"рік": ("nom", "рік"), "року": ("gen", "року"), "році": ("loc", "році"), "роком": ("ins", "роком")},
    **{"роки": ("nom", "роки"), "років": ("gen", "років"), "роках": ("loc", "роках"), "роками": ("ins", "роками")},
    **{"рокам": ("dat", "рокам")},
}
_ONE = {"nom": "рік", "acc": "рік", "gen": "року", "loc": "році", "ins": "роком", "dat": "року"}
MANY_YEARS = {"nom": "роки", "acc": "роки", "gen": "років", "loc": "роках", "ins": "роками", "dat": "рокам"}


def year_case(match: Match, default: str) -> str:
    word = context.before(_left(match))
    if word in ("у", "в"):
        return "loc"
    found = context.case(_left(match), unit=True)
    return default if found == "nom" else found


def _year(match: Match) -> str:
    year, word = int(match["year"]), match["word"]
    if word in CASES_OF_YEARS:
        case, said = CASES_OF_YEARS[word]
        return f"{ordinal(year, case)} {said}"
    case = year_case(match, "gen")
    return f"{ordinal(year, case)} {_ONE[case]}{ends(match)}"


def _born(match: Match) -> str:
    return f"{ordinal(int(match['year']), 'gen')} року народження{ends(match)}"


def _years(match: Match) -> str:
    first, last = match["year"], match["until"]
    last = first[: 4 - len(last)] + last
    word = match["word"] or ""
    if word in CASES_OF_YEARS:
        case, said = CASES_OF_YEARS[word]
    elif word.startswith("н"):
        case = year_case(match, "nom") if word.endswith(".") else "loc"
        said = f"навчальн{HARD['m'][case]} {_ONE[case]}{ends(match)}"
    elif word:
        case = year_case(match, "nom")
        said = MANY_YEARS[case] + ends(match)
    else:
        case, said = year_case(match, "nom"), ""
    return f"{ordinal(int(first), case)} — {ordinal(int(last), case)} {said}".rstrip()


def _bare_year(match: Match) -> str:
    case = year_case(match, "nom")
    return ordinal(int(match["year"]), case)


def _year_after(match: Match) -> str:
    case = "acc" if match["before"].lower() in ("на", "за") else "gen"
    return f"{match['before']} {ordinal(int(match['year']), case)}"


def _era(match: Match) -> str:
    before = "до " if match["before"] else ""
    return f"{ordinal(int(match['year']), 'gen')} року {before}нашої ери{ends(match)}"


# -- centuries

_CENTURY = {
    **{"століття": ("", "століття"), "столітті": ("loc", "столітті"), "століттю": ("dat", "століттю")},
    **{"століттям": ("ins", "століттям"), "сторіччя": ("", "сторіччя"), "сторіччі": ("loc", "сторіччі")},
}
_OF_CENTURY = {
    "nom": "століття",
    "acc": "століття",
    "gen": "століття",
    "loc": "столітті",
    "ins": "століттям",
    "dat": "століттю",
}


def _century(match: Match) -> str:
    case, said = _CENTURY.get(match["word"], ("", ""))
    case = case or _century_case(match)
    said = said or _OF_CENTURY[case] + ends(match)
    first = f"{_of_century(match['from'], case)} — " if match["from"] else ""
    return f"{first}{_of_century(match['century'], case)} {said}"


def _of_century(figures: str, case: str) -> str:
    return ordinal(int(figures) if figures.isdigit() else value(figures), case, "n")


def _century_case(match: Match) -> str:
    """After a noun it is the genitive ("кінець XIX ст."), at the beginning the nominative."""
    word = context.before(_left(match))
    if word in ("у", "в", "на") and match["word"] == "ст.":
        return "loc"
    found = context.case(_left(match), unit=True)
    return "gen" if found == "nom" and word and word not in ("це", "і", "й", "та", "а", "але", "що") else found


# -- clock times


def _clock(hour: int, minute: int, case: str) -> str:
    if minute == 0 and hour in (0, 24):
        return "північ" if case in ("nom", "acc") else "опівночі"
    first = ordinal(hour, case, "f")
    if minute == 0:
        return first
    between = "нуль " if minute < 10 else ""
    return f"{first} {between}{cardinal(minute, 'nom', 'f')}"


_AT = {"о": "loc", "об": "loc", "у": "acc", "в": "acc"}


_GAME = re.compile(r"\b(?:рахун|перемог|переміг|програ|виграл|сет|матч|нічи)\w*|(?<!\d)\d{1,2}:\d(?!\d)")


def _time(match: Match) -> str:
    at, hour, minute = (match["at"] or "").strip(), int(match["hour"]), int(match["minute"])
    if at.lower() in ("о", "об"):
        if not minute and hour in (0, 24):
            return "Опівночі" if at[0].isupper() else "опівночі"
        said = _clock(hour, minute, "loc")
        return f"{_at(at, said)} {said}"
    if not at and _GAME.search(match.string):
        return f"{cardinal(hour)} — {cardinal(minute)}"
    case = context.case(match.string[: match.start("hour")], unit=True)
    return f"{at} {_clock(hour, minute, case)}".strip()


def _with_seconds(match: Match) -> str:
    seconds = match["second"]
    if not seconds or (not match["at"] and _GAME.search(match.string)):
        return _time(match)
    return f"{_time(match)} і {amount(str(int(seconds)), UNITS['с'])}"


def _dotted(match: Match) -> str:
    return f"{match['before']} {_clock(int(match['hour']), int(match['minute']), 'gen')}"


def _until_hour(match: Match) -> str:
    return f"{match['before']} {ordinal(int(match['hour']), 'gen', 'f')} години{ends(match)}"


def _at(at: str, said: str) -> str:
    """ "об одинадцятій", "о десятій"."""
    first = at[0]
    return f"{first}б" if said[0] in "оаеиіу" else first


def _hour(match: Match) -> str:
    said = ordinal(int(match["hour"]), "loc", "f")
    return f"{_at(match['at'], said)} {said}"


_HOURS = {"година": "nom", "години": "gen", "годину": "acc", "годині": "loc"}
_OF_DAY = r"\s(?:ночі|ранку|дня|вечора)\b"


def _named_hour(match: Match) -> str:
    return f"{ordinal(int(match[1]), _HOURS[match[2]], 'f')} {match[2]}"


def _hours(match: Match) -> str:
    """ "10:00–18:00" is "з десятої до вісімнадцятої"."""
    first = _clock(int(match["from"]), int(match["past"]), "gen")
    return f"з {first} до {_clock(int(match['hour']), int(match['minute']), 'gen')}"


def _whole_hours(match: Match) -> str:
    first, last = (ordinal(int(match[name]), "gen", "f") for name in ("from", "hour"))
    return f"{match['with']} {first} до {last} години{ends(match)}"


def _decades(match: Match) -> str:
    at = re.search(r"\b([УуВв])\s(?:\d+\s?[–-]\s?)?\d+-х\s$", _left(match))
    return ("роках" if at else "років") + ends(match)


def _hour_named(match: Match) -> str:
    return f"{_hour(match)} годині"


_H, _M = r"(?P<hour>[01]?\d|2[0-4])", r"(?P<minute>[0-5]\d)"
_R = rf"(?:{SMALL}|\d{{1,2}})"
RULES: tuple[Rule, ...] = (
    rule(
        r"(?<=\b[Пп]ів на\s)(\d{1,2})(?:-у|-му|-шу|-гу|-тю|-ту)?(?![\d-])", lambda m: ordinal(int(m[1]), "acc", "f")
    ),
    rule(r"(?<=\d-х\s)рр\.", _decades),
    rule(r"(?<=\d-й\s)хв\b\.?", lambda match: "хвилині" + ends(match)),
    rule(r"(?<=\d-ті\s)рр\.", lambda match: "роки" + ends(match)),
    rule(rf"(?<![\w.,:–-])([1-9]|1\d|2[0-4])\s(годин[аиуі])(?={_OF_DAY})", _named_hour),
    rule(r"(?<![\w.,:–-])([5-9]|1\d|20)\s(годин[аиуі])(?!\w)", _named_hour),
    rule(
        rf"(?<![\w.])(?P<century>{SMALL})(?=\s?[—–]\s(?:на\s|у\s|в\s)?[^\W\d_]+\s{SMALL}\s(?:ст\.|століт))",
        lambda match: ordinal(value(match["century"]), "gen", "n"),
    ),
    rule(
        r"(?<![\w.,])(?P<day>\d{1,2})[./](?P<other>\d{1,2})[./](?P<year>[12]\d{3})(?:\s(?:року\b|р\.))?(?![\w/])",
        _figures,
    ),
    rule(r"\b(?P<year>[12]\d{3})-(?P<other>\d\d)-(?P<day>\d\d)\b", _figures),
    rule(
        rf"(?<=\b[Зз]\s)(?P<day>\d{{1,2}})(?=\s(?:по|до|на)\s\d{{1,2}}\s{_MONTH})|(?<=\b[Вв]ід\s)(?P<other>\d{{1,2}})(?=\sдо\s\d{{1,2}}\s(?:{'|'.join(MONTHS)}))",
        lambda match: ordinal(int(match["day"] or match["other"]), "gen", "n"),
    ),
    rule(rf"(?<![\w.,:]){_DAY}{_DASH}{_UNTIL}\s{_MONTH}{_AND_YEAR}", _dates),
    rule(rf"(?<![\w.,:–-]){_DAY}\s{_MONTH}{_AND_YEAR}", _date),
    rule(rf"(?<![\w.,]){_YEAR}\s?р\.\s?н\.", _born),
    rule(
        rf"(?<![\w.,]){_YEAR}(?:{_DASH}|/)(?P<until>1\d{{3}}|20\d\d|\d\d)(?!\d|[,.:]\d|-[а-яіїєґ])(?:\s?(?P<word>рок\w+|рр\.|н\.\s?р\.|навчальн\w+\sроці))?",
        _years,
    ),
    rule(r"(?<![\w.,])(?P<year>\d{1,4})\s(?:року?|р\.)\s(?P<before>до\s)?н\.\s?е\.", _era),
    rule(rf"(?<![\w.,]){_YEAR}\s?(?P<word>рік|року|році|роком|р\.|р\b(?!\.))(?!\w)", _year),
    rule(rf"(?<=\b[УуВв]\s){_YEAR}(?=\s*(?:[,;:.!?)](?!\d)|$))", _bare_year),
    rule(
        r"(?i:\b(?P<before>до|після|з|із|від|на|за|восени|навесні|влітку|взимку))\s(?P<year>19\d\d|20\d\d)"
        r"(?=\s*(?:[,;:.!?)](?!\d)|$))",
        _year_after,
    ),
    rule(
        rf"(?<![\w.,])(?:(?P<from>{_R}){_DASH})?(?P<century>{_R})\s?(?P<word>ст\.(?!\s?\d)|століт\w+|сторіч\w+)(?=\W|$)",
        _century,
    ),
    rule(rf"(?<![\w.:,])(?:[Оо]б?\s)?(?P<from>[01]?\d|2[0-4]):(?P<past>[0-5]\d){_DASH}{_H}:{_M}(?![\d:])", _hours),
    rule(rf"\b(?P<with>[Зз]|[Вв]ід)\s(?P<from>[01]?\d|2[0-4])\sдо\s{_H}\s(?:год\b\.?|години)", _whole_hours),
    rule(rf"(?<![\w.])(?P<at>[Оо]б?)\s{_H}\sгод\b\.?(?=\s\w)", _hour_named),
    rule(rf"(?<![\w.])(?P<at>[Оо]б?\s)?(?<![\w:.,]){_H}:{_M}(?::(?P<second>[0-5]\d))?(?![\d:])", _with_seconds),
    rule(rf"(?<![\w.])(?P<at>[Оо]б?\s){_H}\.{_M}(?![\d%])", _time),
    rule(
        rf"\b(?P<before>(?i:до|після|близько|з|із|від))\s{_H}\.(?P<minute>00|15|30|45)(?![\d%]|\s?(?:грн|млн|м\b|км|бал))",
        _dotted,
    ),
    rule(r"\b(?P<before>[Дд]о|[Пп]ісля)\s(?P<hour>1[3-9]|2[0-3])\sгод\b\.?", _until_hour),
    rule(rf"(?<![\w.])(?P<at>[Оо]б?)\s{_H}(?:-й|-ій)?(?![\d:.,]\d|\d|[–-]|\s(?:хв|%|км))(?=\W)", _hour),
    rule(rf"(?<![\w.])(?P<at>[Оо]б?)\s{_H}(?:-й|-ій)?$", _hour),
)
