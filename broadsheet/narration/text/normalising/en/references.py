"""What points to a place in a work: verses, paragraphs of laws, dockets, versions; and powers of ten."""

from __future__ import annotations

from broadsheet.narration.text.normalising import numbers
from broadsheet.narration.text.normalising.en.figures import said
from broadsheet.narration.text.normalising.en.measures import UNIT, UNITS
from broadsheet.narration.text.normalising.roman import value
from broadsheet.narration.text.normalising.rules import Match, Rule, rule, words

_BOOKS = {
    **{"Gen": "Genesis", "Ex": "Exodus", "Exod": "Exodus", "Lev": "Leviticus", "Deut": "Deuteronomy"},
    **{"Ps": "Psalm", "Prov": "Proverbs", "Eccl": "Ecclesiastes", "Isa": "Isaiah", "Jer": "Jeremiah"},
    **{"Ezek": "Ezekiel", "Dan": "Daniel", "Matt": "Matthew", "Rom": "Romans", "Cor": "Corinthians"},
    **{"Gal": "Galatians", "Eph": "Ephesians", "Phil": "Philippians", "Heb": "Hebrews", "Rev": "Revelation"},
}
_WHOLE = words(
    *_BOOKS.values(),
    "Mark Luke John Acts James Job Joel Amos Jonah Micah Peter Psalms Surah Qur'an Quran Joshua Judges Samuel Kings",
)
_FIRST = {"1": "First ", "2": "Second ", "I": "First ", "II": "Second ", "3": "Third ", "III": "Third "}


def _verse(match: Match) -> str:
    book = _BOOKS[match["short"]] if match["short"] else match["whole"]
    until = f" to {said(match['until'])}" if match["until"] else ""
    first = _FIRST[match["first"]] if match["first"] else ""
    return f"{first}{book} {said(match['chapter'])}, {said(match['verse'])}{until}"


def _paragraphs(match: Match) -> str:
    """230(c)(1) is "two hundred and thirty, C, one"."""
    parts = match[0].strip("()").split(")(")
    return "".join(f", {part.upper() if len(part) == 1 else _roman(part)}" for part in parts)


def _roman(part: str) -> str:
    return said(str(value(part.upper()))) if set(part) <= set("ivx") else part


def _version(match: Match) -> str:
    name = "version" if match["name"].lower().startswith("v") else match["name"]
    return f"{name} {' point '.join(said(part) for part in match['figures'].split('.'))}"


def _lineage(match: Match) -> str:
    """Of viruses: B.1.1.7 is "B one one seven"."""
    return f"{match[1]} {' '.join(said(part) for part in match[2].strip('.').split('.'))}"


def _code(match: Match) -> str:
    """CVE-2023-40217: figure by figure, a pause at the hyphen."""
    return f"{match[1]} {numbers.digits(match[2], 'en')}, {numbers.digits(match[3], 'en')}"


RULES: tuple[Rule, ...] = (
    rule(
        rf"\b(?:(?P<first>[123]|I{{1,3}})\s)?(?:(?P<short>{words(*_BOOKS)})\b\.?|(?P<whole>{_WHOLE}))\s"
        r"(?P<chapter>\d{1,3}):(?P<verse>\d{1,3})(?:[–-](?P<until>\d{1,3}))?(?![\d:]|\s?[ap]\.?m)",
        _verse,
    ),
    rule(r"(?<=\d)(?:\((?:[a-zA-Z]|\d{1,2}|[ivx]{2,4})\))+(?!\w)", _paragraphs),
    rule(r"\b(?P<name>[vV]\.?\s?|[vV]ersion\s)(?P<figures>\d+(?:\.\d+)+)(?![\w]|\.\d)", _version),
    rule(r"\b(?P<name>v)(?P<figures>(?!(?:6|8|10|12)\b)\d{1,2})\b(?!\.\d)", _version),
    rule(r"(?<![\w.])([A-Z]{1,3})((?:\.\d{1,3}){1,4})(?![\w]|\.\d)", _lineage),
    rule(r"\b([A-Z]{2,5})-(\d{4,})-(\d{2,})\b(?!-)", _code),
    rule(r"\b[Nn]o\.\s(\d{2})-(\d{1,5})(?![\d-])", lambda m: f"number {said(m[1])}, {said(m[2])}"),
    rule(
        rf"(?<=\d)\s?[×x]\s?10\^([−-]?)(\d+)(?:\s({UNIT})\b)?", lambda m: f" times ten to the power of {_signed(m)}"
    ),
    rule(rf"(?<=\d)\^([−-]?)(\d+)(?:\s({UNIT})\b)?", lambda m: f" to the power of {_signed(m)}"),
)


def _signed(match: Match) -> str:
    unit = f" {UNITS[match[3]][1]}" if match[3] else ""
    return ("minus " if match[1] else "") + said(match[2]) + unit
