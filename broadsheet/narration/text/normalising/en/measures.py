"""Per cent, degrees and units in English."""

from __future__ import annotations

import re

from broadsheet.narration.text.normalising.en.figures import DASH, NUMBER, is_one, said
from broadsheet.narration.text.normalising.en.millions import is_metres
from broadsheet.narration.text.normalising.rules import Match, Rule, rule

UNITS: dict[str, tuple[str, str]] = {
    **{"km": ("kilometre", "kilometres"), "cm": ("centimetre", "centimetres"), "mm": ("millimetre", "millimetres")},
    **{"m": ("metre", "metres"), "nm": ("nanometre", "nanometres"), "mi": ("mile", "miles"), "ft": ("foot", "feet")},
    **{"yd": ("yard", "yards"), "yds": ("yard", "yards"), "nmi": ("nautical mile", "nautical miles")},
    **{"kg": ("kilogram", "kilograms"), "g": ("gram", "grams"), "mg": ("milligram", "milligrams")},
    **{"lb": ("pound", "pounds"), "lbs": ("pound", "pounds"), "oz": ("ounce", "ounces"), "t": ("tonne", "tonnes")},
    **{"kt": ("knot", "knots"), "kts": ("knot", "knots"), "kn": ("knot", "knots")},
    **{"l": ("litre", "litres"), "L": ("litre", "litres"), "ml": ("millilitre", "millilitres")},
    **{"gal": ("gallon", "gallons"), "mcg": ("microgram", "micrograms")},
    **{"ha": ("hectare", "hectares"), "sqm": ("square metre", "square metres")},
    **{"km²": ("square kilometre", "square kilometres"), "m²": ("square metre", "square metres")},
    **{"km2": ("square kilometre", "square kilometres"), "m2": ("square metre", "square metres")},
    **{"m³": ("cubic metre", "cubic metres"), "m3": ("cubic metre", "cubic metres")},
    **{"sq km": ("square kilometre", "square kilometres"), "sq m": ("square metre", "square metres")},
    **{"sq mi": ("square mile", "square miles"), "sq ft": ("square foot", "square feet")},
    **{"km/h": ("kilometre an hour", "kilometres an hour"), "kph": ("kilometre an hour", "kilometres an hour")},
    **{"kmh": ("kilometre an hour", "kilometres an hour"), "mph": ("mile an hour", "miles an hour")},
    **{"m/s": ("metre a second", "metres a second"), "µm": ("micrometre", "micrometres")},
    **{"W": ("watt", "watts"), "kW": ("kilowatt", "kilowatts"), "MW": ("megawatt", "megawatts")},
    **{"GW": ("gigawatt", "gigawatts"), "TW": ("terawatt", "terawatts"), "kWh": ("kilowatt-hour", "kilowatt-hours")},
    **{"MWh": ("megawatt-hour", "megawatt-hours"), "GWh": ("gigawatt-hour", "gigawatt-hours")},
    **{"TWh": ("terawatt-hour", "terawatt-hours"), "V": ("volt", "volts"), "kV": ("kilovolt", "kilovolts")},
    **{"Hz": ("hertz", "hertz"), "kHz": ("kilohertz", "kilohertz"), "MHz": ("megahertz", "megahertz")},
    **{"GHz": ("gigahertz", "gigahertz"), "KB": ("kilobyte", "kilobytes"), "kB": ("kilobyte", "kilobytes")},
    **{"MB": ("megabyte", "megabytes"), "GB": ("gigabyte", "gigabytes"), "TB": ("terabyte", "terabytes")},
    **{"Mbps": ("megabit a second", "megabits a second"), "Gbps": ("gigabit a second", "gigabits a second")},
    **{
        "dB": ("decibel", "decibels"),
        "hPa": ("hectopascal", "hectopascals"),
        "kcal": ("kilocalorie", "kilocalories"),
    },
    **{
        "hr": ("hour", "hours"),
        "hrs": ("hour", "hours"),
        "h": ("hour", "hours"),
        "ms": ("millisecond", "milliseconds"),
    },
    **{"min": ("minute", "minutes"), "mins": ("minute", "minutes"), "sec": ("second", "seconds")},
    **{"secs": ("second", "seconds"), "yr": ("year", "years"), "yrs": ("year", "years")},
    **{"bpd": ("barrel a day", "barrels a day"), "bps": ("basis point", "basis points")},
    **{"bp": ("basis point", "basis points"), "pts": ("point", "points"), "mt": ("megaton", "megatons")},
    **{"tsp": ("teaspoon", "teaspoons"), "tbsp": ("tablespoon", "tablespoons"), "mL": ("millilitre", "millilitres")},
    **{"µg": ("microgram", "micrograms"), "μg": ("microgram", "micrograms"), "mb": ("millibar", "millibars")},
    **{"inHg": ("inch of mercury", "inches of mercury"), "AU": ("astronomical unit", "astronomical units")},
    **{"days": ("day", "days"), "hours": ("hour", "hours"), "mbar": ("millibar", "millibars")},
    **{"pp": ("percentage point", "percentage points"), "ppm": ("part per million", "parts per million")},
}
UNIT = "|".join(map(re.escape, sorted(UNITS, key=len, reverse=True)))
_SCALES = {
    "k": "thousand",
    "K": "thousand",
    "m": "million",
    "M": "million",
    "mn": "million",
    "bn": "billion",
    "tn": "trillion",
}
_LONG = "hundred|thousand|million|billion|trillion"
_PEOPLE = (
    "people|users|viewers|readers|homes|households|barrels|tonnes|tons|votes|voters|copies|jobs|children|doses|"
    "refugees|listeners|customers|subscribers|downloads|views|followers|cars|litres|shares|or so|a year|a day"
)
_MINUS = r"(?<![A-Za-z]-)(?P<minus>(?<![\w.,])[−-]|(?<!\w)[Mm]inus\s)?"
_FROM = rf"(?:(?P<from>{NUMBER})%?(?:{DASH}))?"
_SHORT_ADJECTIVE = re.compile(
    r"\s(?:long|wide|high|tall|deep|away|apart|from|of|in|at|on|and|or|to|per|a|an|is|was|"
    r"behind|ahead|with|as|but|when|for|below|above|under|by|after|before|off|past|across|into|then|while)\b"
)
_NOUN = re.compile(r"\s[a-z]+")
_ARTICLE = re.compile(r"\b(?:[Aa]n?|[Tt]he|[Tt]heir|[Hh]is|[Hh]er|[Ii]ts|[Oo]ur|[Mm]y)\s$")


def _number(match: Match) -> str:
    first = f"{said(match['from'])} to " if match["from"] else ""
    minus = "minus " if match["minus"] else ""
    return minus + first + said(match["figures"])


def _percent(match: Match) -> str:
    """ "10–15%", and "2%–3%" piece by piece."""
    return f"{_number(match)} {'per mille' if match['sign'] == '‰' else 'percent'}"


_DEGREES = {"C": "Celsius", "F": "Fahrenheit", "℃": "Celsius", "℉": "Fahrenheit"}


def _degrees(match: Match) -> str:
    scale = match["scale"] or match["sign"] or match["letter"]
    noun = "degree" if (is_one(match["figures"]) and not match["from"]) or _before_noun(match) else "degrees"
    return f"{_number(match)} {noun} {_DEGREES[scale] if scale else ''}".strip()


def _measure(match: Match) -> str:
    scale = f" {match['scale']}" if match["scale"] else ""
    one, many = UNITS[match["unit"]]
    if match["unit"] == "kt" and _BLAST.search(match.string):
        one, many = "kiloton", "kilotons"
    elif match["unit"] == "m" and not match["join"] and not scale and not is_metres(match):
        return f"{_number(match)} million"
    return f"{_number(match)}{scale} {one if _singular(match) else many}"


_BLAST = re.compile(r"\b(?:bombs?|warheads?|yield\w*|nuclear|TNT|explo\w+|blasts?)\b", re.I)
_BEFORE_THINGS = re.compile(
    r"\s(?:winds?|gusts?|limits?|zones?|shells?|bombs?|guns?|rounds?|rule|plant|reactor|range|screen|camera|lens|pipeline|"
    r"border|front|stretch|radius|exclusion|queue|cable|wall|fence|battery|loan|drive)\b"
)
_EVENT = re.compile(
    r"\s(?:relay|race|final|hurdles|freestyle|butterfly|sprint|dash|record|heats?|run|walk|gold|silver|bronze|title|"
    r"steeplechase|backstroke|breaststroke|medley|champion\w*|air|platform|springboard)\b"
)


def _singular(match: Match) -> bool:
    """1 km, and "a 5 km race": what stands before a noun has no plural."""
    if is_one(match["figures"]) and not match["from"] and not match["scale"]:
        return True
    bare = match["unit"] == "mm" and not match["join"] and _NOUN.match(match.string[match.end() :])
    bare = bare and not _SHORT_ADJECTIVE.match(match.string[match.end() :])
    if not match["join"] and _BEFORE_THINGS.match(match.string[match.end() :]):
        return True
    if match["unit"] in ("m", "km", "mi") and _EVENT.match(match.string[match.end() :]):
        return True
    return "-" in match["join"] or bool(bare) or _before_noun(match)


def _before_noun(match: Match) -> bool:
    after = match.string[match.end() :]
    if re.match(r"-[a-z]", after):
        return True
    if not _ARTICLE.search(match.string[: match.start()]):
        return False
    return bool(_NOUN.match(after)) and not _SHORT_ADJECTIVE.match(after)


_A_FIRM = re.compile(
    r"is|was|has|does|as|its|this|us|says|makes|sells|plans|expects|faces|wants|agrees|uses|settles|pays|gets|"
    r"products|plants|masks|filters|tapes|officials|executives|makers|lawyers|lawsuits|falls|rises|slides|spins"
)


def _uppercase(match: Match) -> str:
    """3M is a firm too."""
    after = match["after"] or ""
    if match["figures"] == "3" and (not after.endswith("s") or _A_FIRM.fullmatch(after)):
        return match[0]
    return f"{said(match['figures'])} million"


def _feet(match: Match) -> str:
    return f"{said(match[1])} {'foot' if is_one(match[1]) else 'feet'} {said(match[2])} {_plural('inch', match[2])}"


def _plural(noun: str, figures: str) -> str:
    return noun if is_one(figures) else f"{noun}es"


INCHES: tuple[Rule, ...] = (rule(r"(?<![\w.])(\d{1,2})'\s?(\d{1,2})(?:\"|″|”|'')(?!\w)", _feet),)
"""To be applied while quotation marks still stand."""
RULES: tuple[Rule, ...] = (
    rule(rf"{_MINUS}(?<![\w.,]){_FROM}(?P<figures>{NUMBER})\s?(?P<sign>[%‰])", _percent),
    rule(
        rf"{_MINUS}(?<![\w.,]){_FROM}(?P<figures>{NUMBER})\s?(?:°(?:\s?(?P<scale>[CF])\b)?|(?P<sign>[℃℉])|(?P<letter>[CF])\b(?!-))",
        _degrees,
    ),
    rule(
        rf"(?<![\w.,])(?P<figures>{NUMBER})(?P<scale>k|K|mn|m|M|bn|tn)(?=\s(?:{_PEOPLE})\b)",
        lambda match: f"{said(match['figures'])} {_SCALES[match['scale']]}",
    ),
    rule(r"(?<![\w.,$€£])([248])K\b", lambda match: f"{said(match[1])} K"),
    rule(
        r"(?<![\w.,$€£])(5|10|15|20)[Kk](?=\s(?:run|race|walk|road|record|champion\w*|title)\b)",
        lambda m: f"{said(m[1])} K",
    ),
    rule(
        rf"(?<![\w.,])(?P<figures>{NUMBER})(?!\sK\b)\s?(?P<scale>k|K|bn|tn|mn)\b",
        lambda match: f"{said(match['figures'])} {_SCALES[match['scale']]}",
    ),
    rule(
        rf"(?<![\w.,$€£])(?P<figures>{NUMBER})M(?=\s(?P<after>[a-z]+)|\s?[.,;:!?)]|\s*$)",
        _uppercase,
    ),
    rule(r"(?<=\d)\sK\b(?!\.)", " kelvin"),
    rule(r"(?<=\d\s)(mi|ft|yds?|lbs?|oz|hrs?|mins?|secs?|km|kg)\.(?=\s[a-z(\d]|,)", r"\1"),
    rule(r"(?<![\w.,])(\d{1,2})\s?st\s(\d{1,2})\s?lbs?\b", lambda m: f"{said(m[1])} stone {said(m[2])} pounds"),
    rule(r"(?<![\w.,])(\d*[02-9]|\d*11)st\b", lambda m: f"{said(m[1])} stone"),
    rule(r"(?<![\w.,])(\d+)MP\b", lambda match: f"{said(match[1])} megapixel"),
    rule(r"(?<![\w.,])(\d+\.\d+)s\b", lambda match: f"{said(match[1])} seconds"),
    rule(r"\bsq\.?\s(?=(?:miles?|feet|foot|met|kilomet|yards?|inch))", "square "),
    rule(r"(?<=\d)\s?sq\.?\s?(ft|mi|in|yd|km|m)\b\.?(?=\s\w|[,;)])", r" sq \1"),
    rule(r"(?<![\w.,])(\d{1,2})\s?ft\s(\d{1,2})\s?in\b", _feet),
    rule(
        rf"{_MINUS}(?<![\w.,]){_FROM}(?P<figures>{NUMBER})(?:\s(?P<scale>{_LONG}))?(?P<join>\s?-?)(?P<unit>{UNIT})(?![\w/²³'])",
        _measure,
    ),
)
