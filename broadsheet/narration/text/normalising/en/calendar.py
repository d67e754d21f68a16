"""Dates, clock times, years and decades in English."""

from __future__ import annotations

import re

from broadsheet.narration.text.normalising.en.figures import (
    DASH,
    MONTHS,
    NAMES,
    ordinal,
    plural,
    said,
    second_year,
    year,
)
from broadsheet.narration.text.normalising.rules import Match, Rule, rule, words

_FULL = "|".join(NAMES)
_SHORT = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_MONTH = rf"(?P<month>(?:{_FULL})\b|(?:{_SHORT})\b\.?)"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_UNTIL = r"(?P<until>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1\d{3}|20\d\d)"
_AND_YEAR = rf"(?:(?:,|\s)\s?{_YEAR}(?![\d,.]\d|\d))?"
_NOT_MORE = r"(?![\d:]|[.,]\d|\s?[–-]\s?\d)"
_WEEKDAYS = {
    **{
        "Mon": "Monday",
        "Tue": "Tuesday",
        "Tues": "Tuesday",
        "Wed": "Wednesday",
        "Weds": "Wednesday",
        "Thu": "Thursday",
    },
    **{"Thur": "Thursday", "Thurs": "Thursday", "Fri": "Friday", "Sat": "Saturday", "Sun": "Sunday"},
}


_DAYS = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_AMERICAN = re.compile(r"(?<![\w/.])(\d{1,2})/(\d{1,2})/([12]\d{3})(?![\w/])")


def american(text: str, region: str) -> str:
    """Dates whose month stands first as 2022-02-24: in America, and where another date of the text shows it."""
    found = _AMERICAN.findall(text)
    if region != "US" and not any(int(second) > 12 >= int(first) for first, second, _year in found):
        return text
    if any(int(first) > 12 for first, _second, _year in found):
        return text
    return _AMERICAN.sub(lambda m: f"{m[3]}-{int(m[1]):02}-{int(m[2]):02}", text)


def _weekdays(match: Match) -> str:
    between = {"-": "to", "–": "to", "—": "to", "to": "to", "&": "and", "and": "and"}[match[2].strip()]
    return f"{_WEEKDAYS[match[1]]} {between} {_WEEKDAYS[match[3]]}{_stop(match)}"


def _month(name: str) -> str:
    return NAMES[MONTHS[name.rstrip(".").lower()] - 1]


def _with_year(date: str, match: Match) -> str:
    return f"{date}, {year(match['year'])}" if match["year"] else date + _stop(match)


def _month_first(match: Match) -> str:
    return _with_year(f"{_month(match['month'])} {ordinal(match['day'])}", match)


def _month_first_range(match: Match) -> str:
    return _with_year(f"{_month(match['month'])} {ordinal(match['day'])} to {ordinal(match['until'])}", match)


def _day_first(match: Match) -> str:
    article = "" if re.search(r"\b[Tt]he\s$", match.string[: match.start()]) else "the "
    return _with_year(f"{article}{ordinal(match['day'])} of {_month(match['month'])}", match)


def _day_first_range(match: Match) -> str:
    article = "" if re.search(r"\b[Tt]he\s$", match.string[: match.start()]) else "the "
    date = f"{article}{ordinal(match['day'])} to the {ordinal(match['until'])} of {_month(match['month'])}"
    return _with_year(date, match)


def _over_months(match: Match) -> str:
    """31 Dec–2 Jan: each has its month, one year for both."""
    first = f"{ordinal(match['first'])} of {_month(match['from'])}"
    article = "" if re.search(r"\b[Tt]he\s$", match.string[: match.start()]) else "the "
    return _with_year(f"{article}{first} to the {ordinal(match['day'])} of {_month(match['month'])}", match)


def _over_months_american(match: Match) -> str:
    first = f"{_month(match['from'])} {ordinal(match['first'])}"
    return _with_year(f"{first} to {_month(match['month'])} {ordinal(match['day'])}", match)


def _short_year(match: Match) -> str:
    """3/5/23: a day, a month and a year, if they can be."""
    year_of = f"{'20' if int(match['year']) < 50 else '19'}{match['year']}"
    first, second = int(match["day"]), int(match["other"])
    day, month = (first, second) if second <= 12 else (second, first)
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return match[0]
    return f"{NAMES[month - 1]} {ordinal(str(day))}, {year(year_of)}"


def _of_year(match: Match) -> str:
    return f"{_month(match['month'])} {year(match['year'])}"


def _in_figures(match: Match) -> str:
    """24/02/2022: the day stands first unless it cannot be one."""
    first, second = int(match["day"]), int(match["other"])
    day, month = (first, second) if second <= 12 else (second, first)
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return match[0]
    return f"{NAMES[month - 1]} {ordinal(str(day))}, {year(match['year'])}"


# -- clock times


def _clock(hour: str, minute: str | None, half: str) -> str:
    """`half`: "A M", "P M" or nothing: then the hours go to twenty-four."""
    h, m = int(hour), int(minute or 0)
    if m and not h and not half:
        past = {15: "a quarter", 30: "half", 1: "one minute"}.get(m) or f"{said(str(m))} minutes"
        return f"{past} past midnight"
    if m:
        between = " oh" if m < 10 else ""
        return f"{said(str(h))}{between} {said(str(m))} {half}".strip()
    if half or minute is None:
        return f"{said(str(h))} {half}".strip()
    if h in (0, 24):
        return "midnight"
    return f"{said(str(h))} o'clock" if h <= 12 else f"{said(str(h))} hundred"


def _half(match: Match) -> str:
    """A full stop that ended the sentence too is kept."""
    return f"{match['half'].upper()} M"


def _stop(match: Match) -> str:
    ends = match[0].endswith(".") and not match.string[match.end() :].strip(" \"'”’»)")
    return "." if ends else ""


def _time(match: Match) -> str:
    return _clock(match["hour"], match["minute"], _half(match)) + _stop(match)


_O_CLOCK = " o'clock"


def _time_range(match: Match) -> str:
    until = _clock(match["hour"], match["minute"], _half(match))
    start = _clock(match["from"], match["past"], f"{match['first'].upper()} M" if match["first"] else "")
    return f"{start.removesuffix(_O_CLOCK)} to {until}{_stop(match)}"


def _day_time(match: Match) -> str:
    return _clock(match["hour"], match["minute"], "")


def _duration(match: Match) -> str:
    parts = ((match["hour"], "hour"), (match["minute"], "minute"), (match["second"], "second"))
    spans = [f"{said(str(int(n)))} {name}{'' if int(n) == 1 else 's'}" for n, name in parts]
    return f"{spans[0]}, {spans[1]} and {spans[2]}"


def _to_the_second(match: Match) -> str:
    half = _half(match) if match["half"] else ""
    seconds = f"and {said(str(int(match['second'])))} second{'' if int(match['second']) == 1 else 's'}"
    return f"{_clock(match['hour'], match['minute'], half).removesuffix(_O_CLOCK)} {seconds}{_stop(match)}"


def _minutes(match: Match) -> str:
    """2:06.12 is a time on the track."""
    name = "minute" if match[1] == "1" else "minutes"
    return f"{said(match[1])} {name} {said(match[2].removeprefix('0'))} seconds"


def _day_of(match: Match) -> str:
    """26/12 can be no other than a day."""
    return f"{NAMES[int(match[2]) - 1]} {ordinal(match[1])}"


# -- years


def _decade(match: Match) -> str:
    figures = match["years"]
    if len(figures) == 2:
        return plural(said(figures)) if figures != "00" else "two thousands"
    if figures == "2000":
        return "two thousands"
    return plural(year(figures))


def _years(match: Match) -> str:
    return f"{year(match['year'])} to {year(second_year(match['year'], match['until']))}"


_BEFORE_YEARS = words(
    "in since by of until till from before after during for circa early late mid spring summer autumn fall winter",
    "year years In Since By Until Till From Before After During Early Late Mid Spring Summer Autumn Fall Winter",
    "the The and to its pre post Pre Post",
)
_NO_PLURAL = words(
    "was is has this its his as us plus thus across towards versus perhaps whereas always does vs says"
)
_COUNTED = rf"(?!\s(?:people|men|women|children|(?!(?:{_NO_PLURAL})\b)[a-z]+s)\b)"
_HOUR, _MINUTE = r"(?P<hour>[01]?\d|2[0-4])", r"(?P<minute>[0-5]\d)"
_HALF = r"(?P<half>[AaPp])(?:\.\s?[Mm]\.|[Mm]\b\.?(?!\w))"

_ONE_YEAR = r"(?:1[1-9]\d\d|20\d\d)"


def _row_of_years(match: Match) -> str:
    """ "In 1776, 1812 and 1861"."""
    return re.sub(r"\d{4}", lambda one: year(one[0]), match[0])


def _two_decades(match: Match) -> str:
    """The 1980s–90s."""
    return f"{plural(year(match[1]))} to {plural(said(match[2]))}"


RULES: tuple[Rule, ...] = (
    rule(r"\b(?P<year>\d{4})-(?P<other>\d\d)-(?P<day>\d\d)(?:T[\d:]+Z?)?\b", _in_figures),
    rule(r"(?<![\w/.])(?P<day>\d{1,2})[/.](?P<other>\d{1,2})[/.](?P<year>[12]\d{3})(?![\w/])", _in_figures),
    rule(r"(?<![\w.])([bd])\.(?=\s(?:c\.\s?)?\d{4}\b)", lambda m: "born" if m[1] == "b" else "died"),
    rule(r"(?<![\w/.,])(?P<day>\d{1,2})/(?P<other>\d{1,2})/(?P<year>\d\d)(?![\w/]|\.\d)", _short_year),
    rule(rf"\b({_DAYS})\b\.?(\s?[–—-]\s?|\s(?:to|and|&)\s)({_DAYS})(?:\b\.|\b(?!\w))", _weekdays),
    rule(
        rf"\b(?:{_DAYS})(?=,?\s(?:(?:{_FULL})\s\d|(?:{_SHORT})\b\.?\s\d|\d{{1,2}}\s(?:{_FULL}|{_SHORT})|\d[\d:.]*\s?[ap]\.?m))",
        lambda m: _WEEKDAYS[m[0]],
    ),
    rule(
        rf"(?<![\w.,:/$€£])(?P<first>0?[1-9]|[12]\d|3[01])\s(?P<from>(?:{_FULL})\b|(?:{_SHORT})\b\.?){DASH}{_DAY}\s{_MONTH}{_AND_YEAR}",
        _over_months,
    ),
    rule(
        rf"\b(?P<from>(?:{_FULL})\b|(?:{_SHORT})\b\.?)\s(?P<first>0?[1-9]|[12]\d|3[01]){DASH}{_MONTH}\s{_DAY}(?![\d:]|[.,]\d){_AND_YEAR}",
        _over_months_american,
    ),
    rule(r"\b(Tues?|Thur?s?|Weds?)\.", lambda m: _WEEKDAYS[m[1]] + _stop(m)),
    rule(r"(?:(?<=[Oo]n\s)|(?<=\bby\s)|(?<=ay,\s))(1[3-9]|2\d|3[01])/(0?[1-9]|1[0-2])(?![\w/])", _day_of),
    rule(rf"\b(?:{'|'.join(_WEEKDAYS)})\.(?=,|\s(?:{_FULL}|{_SHORT}|the\b)|\s\d)", lambda m: _WEEKDAYS[m[0][:-1]]),
    rule(rf"\b{_MONTH}\s{_DAY}{DASH}{_UNTIL}(?!\d|[.,]\d){_AND_YEAR}", _month_first_range),
    rule(rf"\b{_MONTH}\s{_DAY}{_NOT_MORE}{_AND_YEAR}", _month_first),
    rule(rf"(?<![\w.,:/$€£])\b{_DAY}{DASH}{_UNTIL}\s{_MONTH}{_AND_YEAR}", _day_first_range),
    rule(rf"(?<![\w.,:/$€£–-])\b{_DAY}(?:\sof)?\s{_MONTH}{_AND_YEAR}(?!\s?[–-]\d)", _day_first),
    rule(rf"\b{_MONTH},?\s{_YEAR}(?![\d,.]\d|\d|{DASH}\d)", _of_year),
    rule(rf"\b(?P<month>{_SHORT})\.", lambda match: _month(match["month"])),
    # clock times
    rule(
        rf"(?<![\w.:])(?P<from>\d{{1,2}})(?:[:.](?P<past>[0-5]\d))?"
        rf"(?:\s?(?P<first>[AaPp])(?:\.\s?[Mm]\.|[Mm]\b))?(?:{DASH}|\sto\s){_HOUR}(?:[:.]{_MINUTE})?\s?{_HALF}",
        _time_range,
    ),
    rule(rf"(?<![\w.:,]){_HOUR}(?:[:.]{_MINUTE})?\s?{_HALF}", _time),
    rule(r"(?<![\w:.])12(?::00)?\s(?=noon\b|midnight\b)", ""),
    rule(rf"(?<=\bat\s){_HOUR}:{_MINUTE}:(?P<second>[0-5]\d)(?:\s?{_HALF})?(?![\w:])", _to_the_second, any_case=True),
    rule(rf"(?<![\w:.]){_HOUR}:{_MINUTE}:(?P<second>[0-5]\d)\s?{_HALF}(?![\w:])", _to_the_second),
    rule(rf"(?<![\w:.]){_HOUR}:{_MINUTE}:(?P<second>[0-5]\d)(?![\w:])", _duration),
    rule(r"(?<![\w:.])(\d{1,2}):([0-5]\d\.\d{1,3})(?![\d:])", _minutes),
    rule(rf"(?<![\w:.]){_HOUR}:{_MINUTE}(?![\d:]|\.\d)", _day_time),
    rule(
        r"(?<![\w:.,])([01]\d|2[0-3])([0-5]\d)(?=\s(?:GMT|UTC|BST|EST|EDT|CET|hours|local time)\b)",
        lambda match: f"{said(match[1])} {said(match[2]) if match[2] != '00' else 'hundred'}",
    ),
    rule(
        r"(?<![\w:.,])([01]\d|2[0-3])([0-5]\d)(?=\s(?:and|to|or)\s[\w-]+(?:\s\w+)?\s(?:GMT|UTC|hours|local time)\b)",
        lambda match: f"{said(match[1])} {said(match[2]) if match[2] != '00' else 'hundred'}",
    ),
    # years
    rule(r"\bFY(?=\d)", "FY "),
    rule(r"(?<![\w.,])(1\d\d0|20\d0)s\s?[–-]\s?'?([2-9]0)s\b", _two_decades),
    rule(
        rf"\b(?:[Ii]n|[Ss]ince|[Oo]f|[Ff]or)\s{_ONE_YEAR}(?:,\s{_ONE_YEAR})*,?\s(?:and|or)\s{_ONE_YEAR}\b(?![%,]\d|\.\d|-\d)",
        _row_of_years,
    ),
    rule(r"\b([A-Z]{1,2})((?:19|20)\d\d)\b(?!-)", lambda match: f"{match[1]} {year(match[2])}"),
    rule(
        r"(?<![\w.,/])(?P<year>19\d\d|20\d\d)/(?P<until>19\d\d|20\d\d|\d\d)(?![\w/]|[.,]\d)",
        _years,
    ),
    rule(
        r"(?<![\w.])(?:c|ca|circa)\.\s?(?P<year>[1-9]\d{2,3})(?P<era>\s(?:BCE?|CE|AD))?\b",
        lambda m: f"circa {year(m['year'])} {' '.join((m['era'] or '').strip())}".rstrip(),
    ),
    rule(r"(?<![\w.,])'(?P<years>\d0)s\b", _decade),
    rule(r"(?<![\w.,])(?P<years>1\d\d0|20\d0|[2-9]0)'?s\b", _decade),
    rule(r"(?<![\w.,$€£])(?P<year>1[1-9]\d\d|20\d\d)[–-](?P<until>1[1-9]\d\d|20\d\d|\d\d)(?![\d%]|,\d|\.\d)", _years),
    rule(r"\b(?P<year>\d{1,4})\s(?P<era>BCE?|CE|AD)\b", lambda m: f"{year(m['year'])} {' '.join(m['era'])}"),
    rule(r"\bAD\s(?P<year>\d{1,4})\b", lambda match: f"A D {year(match['year'])}"),
    rule(
        rf"(?<=\b)((?:{_BEFORE_YEARS})[\s-])(1\d\d\d|2[01]\d\d)(?![\w%]|[.,]\d|-\d){_COUNTED}",
        lambda m: m[1] + year(m[2]),
    ),
    rule(rf"(?<![\w.,$€£#–-])(19\d\d|20\d\d)(?![\w%]|[.,]\d){_COUNTED}", lambda match: year(match[1])),
)
