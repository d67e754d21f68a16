"""Dates and times as papers set them: "Feb. 20, 2025, 3:14 PM", "20 лютого 2025, 15:14", "20.02.2025", "9.30 Uhr"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from .found import Moment, Month

_MONTHS = (
    "january jan januar janvier janv jänner enero ene gennaio gen janeiro styczeń stycznia sty січень січня січ"
    " январь января янв",
    "february feb februar février févr fév febrero febbraio fevereiro fev luty lutego lut лютий лютого лют"
    " февраль февраля фев",
    "march mar märz mär mars marzo março marzec marca березень березня бер март марта мар",
    "april apr avril avr abril abr aprile kwiecień kwietnia kwi квітень квітня квіт апрель апреля апр",
    "may mai mayo maggio mag maio maj maja травень травня трав май мая",
    "june jun juni juin junio giugno giu junho czerwiec czerwca cze червень червня черв июнь июня июн",
    "july jul juli juillet juil julio luglio lug julho lipiec lipca lip липень липня лип июль июля июл",
    "august aug août aout agosto ago sierpień sierpnia sie серпень серпня серп август августа авг",
    "september sept sep septembre septiembre settembre set setembro wrzesień września wrz вересень вересня вер"
    " сентябрь сентября сен",
    "october oct oktober okt octobre octubre ottobre ott outubro out październik października paź"
    " жовтень жовтня жовт октябрь октября окт",
    "november nov novembre noviembre novembro listopad listopada lis листопад листопада лист ноябрь ноября ноя",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro grudzień grudnia gru"
    " грудень грудня груд декабрь декабря дек",
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_NAME = r"(?P<month>[^\W\d_]{3,12})"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"\b{_NAME}\.?\s{{1,3}}{_DAY}(?:st|nd|rd|th)?\b,?\s{{1,3}}{_YEAR}\b",
        rf"\b{_DAY}(?:\.|st|nd|rd|th|er|º)?\s{{1,3}}(?:de\s|of\s)?{_NAME}\.?,?\s{{1,3}}(?:de\s)?{_YEAR}\b",
        rf"\b{_YEAR}-(?P<number>0?[1-9]|1[0-2])-{_DAY}(?!\d)",
        rf"\b{_DAY}\.\s?(?P<number>0?[1-9]|1[0-2])\.\s?{_YEAR}\b",
        rf"\b(?P<first>\d{{1,2}})/(?P<second>\d{{1,2}})/{_YEAR}\b",
        rf"\b{_NAME},?\s{{1,3}}{_YEAR}\b",
        rf"\b{_NAME}\.?\s{{1,3}}{_DAY}(?:st|nd|rd|th)?\b(?!\s*[:.]\d)",
        rf"\b{_DAY}\.?\s{{1,3}}(?:de\s)?{_NAME}\b",
    )
)
_CLOCK = re.compile(
    r"(?<![\d:.,])(?P<hour>[01]?\d|2[0-4])(?P<mark>[:.h])(?P<minute>[0-5]\d)(?::[0-5]\d)?(?![\d:])"
    r"(?:\s{0,2}(?P<half>[AaPp])\.?\s?[Mm]\b\.?)?(?P<clock>\s{0,2}(?:Uhr|uhr))?"
)
_ZONE = r"(?:\s*\(?(?:[A-Z]{2,5}|[A-Z][a-z]+ time|UTC[+-]\d{1,2}|GMT[+-]\d{1,2})\)?)?"
_PURE = re.compile(rf"[\s\[(•·|–—-]*(?:at\s+)?{_CLOCK.pattern}{_ZONE}[\s\])•·|:–—-]*\Z")
_INLINE = re.compile(rf"[\s\[(]*{_CLOCK.pattern}[\])]?(?:\s*[•·|:–—-]\s*|\s+)(?=\S)(?![AaPp]\.?[Mm]\b)")
_FILLERS = frozenset(
    "at on published posted updated date last um am den le à a las el il alle o w dnia опубліковано оновлено о"
    " в опубликовано обновлено року рік р год года г uhr veröffentlicht aktualisiert publié mis jour modified"
    " edited et est edt gmt utc eet eest cet cest pst pdt bst time local".split()
)
_WEEKDAYS = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend"
    r"|sonntag)|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo"
    r"|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|poniedziałek|wtorek|środa|czwartek|piątek|sobota"
    r"|niedziela|понеділок|вівторок|середа|четвер|п['’ʼ]ятниця|субота|неділя|понедельник|вторник|среда|четверг"
    r"|пятница|суббота|воскресенье)"
)
_AFTER_CLOCK = re.compile(
    rf"(?:on\s+)?{_WEEKDAYS}(?:\s*[,.:•·|–—-]\s*(?=\S)|\s*\Z|\s+(?=(?-i:[^\W\d_a-zа-яіїєґ])\w*\s+(?-i:[a-zа-яіїєґ])))",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]+")
_WEEKDAY = re.compile(r"[^\W\d_]{3,12}(?:,|\.,|(?=\s\d))")
_LONGEST_LINE = 90  # characters; a line of dates is short


@dataclass(frozen=True, slots=True)
class TimeLine:
    """A line that starts an item of a rail. `rest` is what follows on the same line."""

    time: str
    dated: bool
    day: date | None = None
    rest: str = ""

    @property
    def form(self) -> tuple[bool, bool]:
        return self.dated, bool(self.rest)


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line that holds dates and nothing else. `moment` is None where they are not certain; `unsure` says why."""

    moment: Moment | None
    unsure: str = ""


def time_line(text: str, saved_on: date | None = None) -> TimeLine | None:
    pure = _PURE.match(text) if len(text) <= 40 else None
    if pure and (clock := _clock(pure)):
        return TimeLine(clock.strftime("%H:%M"), dated=False)
    found = date_line(text, saved_on)
    if found and (clock := _clock(_CLOCK.search(_without_date(text)))):
        moment = found.moment
        day = moment.date() if isinstance(moment, datetime) else moment if isinstance(moment, date) else None
        return TimeLine(clock.strftime("%H:%M"), dated=True, day=day)
    inline = _INLINE.match(text)
    if inline and inline["mark"] == ":" and (clock := _clock(inline)):
        return TimeLine(clock.strftime("%H:%M"), dated=False, rest=_without_weekday(text[inline.end() :].strip()))
    return None


def _without_weekday(rest: str) -> str:
    """ "Wednesday Storm makes land" behind a time. In "Sunday ferry is late" the day is part of the sentence."""
    named = _AFTER_CLOCK.match(rest)
    return rest[named.end() :] if named else rest


def date_line(text: str, saved_on: date | None = None) -> DateLine | None:
    """The first date of a line that holds only dates, times, weekdays and words like "Updated"; else None."""
    if len(text) > _LONGEST_LINE:
        return None
    found = _first_date(text)
    if not found or not _only_dates(text, bare="year" not in found.groupdict()):
        return None
    day, unsure = _day(found, saved_on)
    clock = _clock(_CLOCK.search(_without_date(text)))
    if clock and isinstance(day, date):
        return DateLine(datetime.combine(day, clock))
    return DateLine(day, unsure)


def find_date(text: str) -> tuple[int, int] | None:
    """Where the first date stands that names a year, inside a longer line."""
    found = _first_date(text)
    return found.span() if found and "year" in found.groupdict() else None


def stamp(value: str) -> datetime | date | None:
    """A machine-readable date or date and time (ISO 8601), as `<time datetime>` and JSON-LD carry."""
    value = value.strip()
    try:
        return datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)
    except ValueError:
        return None


def _first_date(text: str) -> re.Match[str] | None:
    matches = [match for form in _FORMS for match in form.finditer(text[:2000]) if _is_date(match)]
    return min(matches, key=lambda match: (match.start(), -match.end()), default=None)


def _is_date(match: re.Match[str]) -> bool:
    parts = match.groupdict()
    return "month" not in parts or parts["month"].casefold() in _MONTH


def _day(match: re.Match[str], saved_on: date | None) -> tuple[Moment | None, str]:
    parts = match.groupdict()
    if "first" in parts:
        return _slashed(int(parts["first"]), int(parts["second"]), int(parts["year"]))
    month = int(parts["number"]) if "number" in parts else _MONTH[parts["month"].casefold()]
    if "day" not in parts:
        return Month(int(parts["year"]), month), ""
    try:
        if "year" in parts:
            return date(int(parts["year"]), month, int(parts["day"])), ""
        if saved_on is None:
            return None, "the date names no year"
        this_year = date(saved_on.year, month, int(parts["day"]))
        return this_year if this_year <= saved_on else this_year.replace(year=saved_on.year - 1), ""
    except ValueError:
        return None, "there is no such day"


def _slashed(first: int, second: int, year: int) -> tuple[date | None, str]:
    """20/02/2025 and 02/20/2025 can be told apart; 02/03/2025 cannot."""
    if first <= 12 and second <= 12 and first != second:
        return None, "it is not certain which number is the month"
    try:
        return date(year, min(first, second) if first > 12 else first, first if first > 12 else second), ""
    except ValueError:
        return None, "there is no such day"


def _clock(match: re.Match[str] | None) -> time | None:
    if match is None:
        return None
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour % 24, int(match["minute"])) if hour < 24 or match["minute"] == "00" else None


def _without_date(text: str) -> str:
    for form in _FORMS[:6]:
        text = form.sub(lambda match: " " if _is_date(match) else match[0], text)
    return text


def _only_dates(text: str, bare: bool) -> bool:
    """Nothing is left but fillers and one word, a weekday's name; without a year, it stands as weekdays do."""
    left = _CLOCK.sub(" ", _without_date(text))
    if bare:
        for form in _FORMS[6:]:
            left = form.sub(lambda match: " " if _is_date(match) else match[0], left)
    strange = [word for word in _WORD.findall(left) if word.casefold() not in _FILLERS]
    weekday = not strange or not bare or bool(_WEEKDAY.match(text))
    return len(strange) <= 1 and weekday and not re.search(r"\d", left)
