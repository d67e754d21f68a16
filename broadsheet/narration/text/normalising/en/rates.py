"""What is written with a stroke and said with a word: rates, odds, shares, spans of time against each other."""

from __future__ import annotations

import re

from broadsheet.narration.text.normalising.en.figures import fraction, said
from broadsheet.narration.text.normalising.en.measures import UNIT, UNITS
from broadsheet.narration.text.normalising.rules import Match, Rule, rule, words

_EACH = {
    **{"s": "second", "d": "day", "wk": "week", "mo": "month", "bbl": "barrel", "gal": "gallon"},
    **{"dL": "decilitre", "dl": "decilitre", "cap": "head"},
}
_EACH_WORDS = (
    "second minute hour day night week month quarter year person head share barrel mile acre litre liter gallon ton "
    "tonne pound ounce gram kilogram metre meter room seat ticket word page pack bottle piece unit game match flight"
)
_AFTER = words(*(unit for unit in UNITS if " " not in unit and "/" not in unit), *_EACH, _EACH_WORDS)
_VOWEL = re.compile(r"hour|[aeio]|u(?!ni)")
_SCALES = "hundred|thousand|million|billion|trillion|bn|mn|k|m"
_BEFORE = rf"(?P<before>\d(?:\s?(?:{_SCALES})\b)?(?:\s?(?:[A-Za-zµ]{{1,12}}|[$€£¢₴²³]))?)"
_ODDS = re.compile(r"\b(?:odds|bookmakers?|bookies|bets?|betting|favou?rites?|outsiders?|priced|backed)\b", re.I)
_COINS = {"$": "dollar", "€": "euro", "£": "pound"}
_SPANS = {"y": "year", "q": "quarter", "m": "month", "w": "week"}


def _each(match: Match) -> str:
    """A speed such as km/h is one unit, and no rate."""
    name = match["unit"]
    if re.sub(r"^\d\s?", "", match["before"]) + f"/{name}" in UNITS:
        return match[0]
    name = UNITS[name][0] if name in UNITS else _EACH.get(name, name)
    return f"{match['before']} {'an' if _VOWEL.match(name) else 'a'} {name}"


def _odds(match: Match) -> str:
    return f"{said(match[1])} to {said(match[2])}" if _ODDS.search(match.string) else match[0]


def _so_many(match: Match) -> str:
    """Lap 57/57 is one of so many."""
    return f"{said(match[1] or match[3])} of {said(match[2] or match[4])}"


def _shares(match: Match) -> str:
    """The 80/20 rule is "eighty-twenty"."""
    return f"{said(match[1])}-{said(match[2])}" if int(match[1]) + int(match[2]) == 100 else match[0]


def _mixed(match: Match) -> str:
    """4½ hrs is "four and a half hours"."""
    many = "pence" if match["unit"] == "p" else UNITS[match["unit"]][1]
    part = {"1/2": "a half", "1/4": "a quarter"}.get(f"{match[2]}/{match[3]}", fraction(int(match[2]), int(match[3])))
    return f"{said(match[1])} and {part} {many}"


def _lasted(match: Match) -> str:
    """2h 15m 3s, 15m 3s."""
    spans = [
        (match["h"], "hour"),
        (match["m"] or match["only"], "minute"),
        (match["s"] or match["seconds"], "second"),
    ]
    parts = [f"{said(str(int(n)))} {name}{'' if int(n) == 1 else 's'}" for n, name in spans if n]
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


RULES: tuple[Rule, ...] = (
    rule(
        r"(?<![\w.,])(?:(?P<h>\d{1,3})\s?h(?:rs?)?\s?(?P<m>[0-5]?\d)\s?m(?:ins?)?\b(?:\s?(?P<s>[0-5]?\d)\s?s(?:ecs?)?\b)?"
        r"|(?P<only>[0-5]?\d)m(?:in)?\s?(?P<seconds>[0-5]?\d)\s?s(?:ec)?\b)(?![\w/])",
        _lasted,
    ),
    rule(
        r"(?<![\w/.,])(\d{1,2})/(\d{1,2})\s?c(?=$|[\s,;)!?]|\.\s*$)", lambda m: f"{said(m[1])}, {said(m[2])} central"
    ),
    rule(r"(?<![\w.,:])(\d+\.\d+):(\d+)(?![\d:])", lambda m: f"{said(m[1])} to {said(m[2])}"),
    rule(r"(?<![\w.,-])50-50(?![\w-])", "fifty-fifty"),
    rule(rf"(?<![\w/.,])(\d+)\s(\d)/(\d{{1,2}})\s?(?P<unit>{UNIT}|p)(?![\w/])", _mixed),
    rule(r"(?<![\w/.,])(?<!\d )1/2-(?=[a-z])", "half-"),
    rule(r"(?<![\w/.,])(?<!\d )1/4-(?=[a-z])", "quarter-"),
    rule(r"(?<![\w/])([yqmw])/\1(?![\w/])", lambda m: f"{_SPANS[m[1]]} on {_SPANS[m[1]]}"),
    rule(r"(?<=\d)\s?/\s?([$€£])1?(?![\w.,]*\d)", lambda m: f" to the {_COINS[m[1]]}"),
    rule(rf"{_BEFORE}\s?/\s?(?P<unit>{_AFTER})(?![\w/²³])", _each),
    rule(rf"(?<=[A-Za-z%])\s?/\s?(?=\d[\d,]*\s?(?:{UNIT}|people|inhabitants|residents)\b)", " per "),
    rule(r"(?<![\w/.,])(\d{1,4})/(\d{1,3})(?![\w/])", _odds),
    rule(r"(?<=(?:Lap|lap|Day)\s)(\d+)/(\d+)(?![\w/])|(?<=(?:Part|part|Page|page)\s)(\d+)/(\d+)(?![\w/])", _so_many),
    rule(r"(?<![\w:.,])(\d{1,2}):(\d{1,3}(?:,\d{3})+)(?![\w:])", lambda m: f"{said(m[1])} to {said(m[2])}"),
    rule(r"(?<![\w/.,])([1-9])/(\d{1,3})(?:ths?|n?rds?|nds?|sts?)\b", lambda m: fraction(int(m[1]), int(m[2]))),
    rule(r"(?<![\w/.,])(\d+\.\d+)/(\d+)(?![\w/])", lambda m: f"{said(m[1])} out of {said(m[2])}"),
    rule(
        r"(?<![\w/.,])([1-9]0)[/-]([1-9]0)(?=\s(?:rule|split|chance|deal|share|partner|owned)|[,;:.!?)]?\s*$)",
        _shares,
    ),
)
