"""Streets, highways, flights and calibres in English: numbers that are said in pairs."""

from __future__ import annotations

from broadsheet.narration.text.normalising import numbers
from broadsheet.narration.text.normalising.en.figures import said
from broadsheet.narration.text.normalising.rules import Match, Rule, rule

_POINTS = {
    **{"N": "North", "S": "South", "E": "East", "W": "West"},
    **{"NE": "North-east", "NW": "North-west", "SE": "South-east", "SW": "South-west"},
}
_WAY = r"(?:St|Ave|Rd|Blvd|Dr|Street|Avenue|Road|Boulevard|Drive|Lane|Way|Court|Place)\b"


def in_pairs(figures: str) -> str:
    """ "1600" is "sixteen hundred", "1005" "ten oh five", "495" "four ninety-five", "300" "three hundred"."""
    first, rest = figures[:-2], figures[-2:]
    if rest == "00":
        return f"{said(first)} hundred" if len(figures) == 4 else said(figures)
    return f"{said(first)} {'oh ' if rest[0] == '0' else ''}{said(rest.lstrip('0'))}"


def _house(match: Match) -> str:
    return said(match[1]) if match[1].endswith("000") else in_pairs(match[1])


def _calibre(match: Match) -> str:
    return said(match[1]) if len(match[1]) == 2 else in_pairs(match[1])


def _aircraft(match: Match) -> str:
    return f"{in_pairs(match[1])} {said(match[2])}"


def _called(match: Match) -> str:
    """1-888-555-HELP: figures one by one, the word as it is."""
    groups = [numbers.digits(group, "en") if group.isdigit() else group for group in match[0].split("-")]
    return ", ".join(groups)


RULES: tuple[Rule, ...] = (
    rule(r"(?<![\w-])1-\d{3}-(?:\d{3}-)?[A-Z]{4,8}(?![\w-])", _called),
    rule(r"\b([Tt]ext\s[A-Z]{2,12}\sto\s)(\d{4,6})\b", lambda m: m[1] + numbers.digits(m[2], "en")),
    rule(rf"(?<![\w.,$€£#-])([1-9]\d{{3}})(?=\s(?:[NSEW]\.?\s)?(?:[A-Z][a-z]+\s){{1,2}}{_WAY})", _house),
    rule(
        rf"\b([NSEW])\.\s(?=(?:\d{{1,3}}(?:st|nd|rd|th)|[A-Z][a-z]+)\s{_WAY})",
        lambda match: f"{_POINTS[match[1]]} ",
    ),
    rule(rf"\b({_WAY}\.?)\s(NE|NW|SE|SW)\b", lambda match: f"{match[1]} {_POINTS[match[2]]}"),
    rule(r"(?<=\bD\.C\.\s)(\d{5})\b", lambda match: numbers.digits(match[1], "en")),
    rule(
        r"\b(U\.S\.|Route|Highway|Interstate|Hwy\.?|Rte\.?)\s([1-9]\d\d)\b(?![.,]\d|-\d)",
        lambda match: f"{match[1]} {in_pairs(match[2])}",
    ),
    rule(
        r"\b([Ff]light\s[A-Z]{2})\s?([1-9]\d{3})\b(?![.,]\d|-\d)",
        lambda match: f"{match[1]} {in_pairs(match[2])}",
    ),
    rule(r"(?<![\w.,$€£-])(7[0-8]7)-([1-9]|[1-9]00)\b(?![.,-]\d)", _aircraft),
    rule(
        r"(?<![\w.])\.(22|25|32|38|40|44|45|50|223|308|357)(?=[- ](?:cal\b|caliber|calibre|[Mm]agnum|rifle|revolver|"
        r"pistol|handgun|gun|machine|round|bullet|cartridge|ammunition|semi))",
        _calibre,
    ),
)
