"""Ordinals, fractions, scores, ranges and plain numbers in English: what the other rules have left."""

from __future__ import annotations

import re

from broadsheet.narration.text.normalising import numbers
from broadsheet.narration.text.normalising.en.figures import DASH, NUMBER, fraction, ordinal, plural, said
from broadsheet.narration.text.normalising.rules import Match, Rule, rule

_GAME = re.compile(
    r"\b(?:w[io]ns?|winning|won|lost|loses?|beat(?:en|s|ing)?|dr[ae]w[ns]?|leads?|led|trail\w*|defeat\w*|victor\w+|score\w*|"
    r"loss|final|match|game|goals?|half-time|full-time|equali[sz]\w*|aggregate|set|sets|penalties)\b",
    re.I,
)
_VOTE = re.compile(
    r"\s(?:vote|votes|ruling|decision|majority|margin|split|in favou?r|against|"
    r"in the (?:House|Senate|Commons|Lords|council|chamber|assembly))\b"
)
_VOTED = re.compile(r"\b(?:voted?|votes|voting|ruled|passed|approved|rejected|decided)\b", re.I)


def _pair(match: Match) -> str:
    """A score, a vote, or a range: the words around it tell."""
    first, second = match[1], match[2]
    before, after = match.string[: match.start()][-60:], match.string[match.end() :]
    if (
        _VOTE.match(after)
        or _VOTED.search(before[-30:])
        or (min(len(first), len(second)) > 1 and max(len(first), len(second)) > 2)
    ):
        return f"{said(first)} to {said(second)}"
    is_score = _GAME.search(before) or _GAME.match(after.lstrip(" ")) or float(first) >= float(second)
    if is_score and "." not in first + second and len(first) < 4 and len(second) < 4:
        return f"{_goals(first)} {_goals(second)}"
    return f"{said(first)} to {said(second)}"


def _all_of(match: Match) -> str:
    """ "10/10" are all marks that there are, "50/50" is a share."""
    between = " out of " if int(match[1]) <= 10 else "-"
    return f"{said(match[1])}{between}{said(match[1])}"


_RATED = re.compile(r"\b(?:rat(?:ed?|ing)|scor(?:ed?|es)|marks?|verdict|gave|gives?|review\w*|stars?)\b", re.I)


def _marks(match: Match) -> str:
    return f"{said(match[1])} out of ten" if _RATED.search(match.string) else match[0]


def _goals(figures: str) -> str:
    return "nil" if figures == "0" else said(figures)


def _ordinals(match: Match) -> str:
    return ordinal(match[1].replace(",", ""))


def _fraction(match: Match) -> str:
    return (
        fraction(int(match[1]), int(match[2]))
        if len(match[1] + match[2]) < 8
        else f"{said(match[1])} {said(match[2])}"
    )


def _mixed(match: Match) -> str:
    words = fraction(int(match[2]), int(match[3]))
    return f"{said(match[1])} and {re.sub('^one half', 'a half', re.sub('^one quarter', 'a quarter', words))}"


def _version(match: Match) -> str:
    return " point ".join(said(part) for part in match[0].split("."))


def _code(match: Match) -> str:
    """An ISBN, a reference: figure by figure, a pause at each hyphen. Of three short numbers each is one."""
    parts = re.split("[–-]", match[0])
    most = 4 if _VOTED.search(match.string[: match.start()][-30:]) else 3
    if len(parts) == 3 and all(len(part) < most and part != "00" for part in parts):
        return ", ".join(said(part) for part in parts)
    return ", ".join(numbers.digits(part, "en") for part in parts)


def _team(match: Match) -> str:
    """The 49ers are "forty-niners"."""
    return f"{said(match[1])}{'rs' if match[1].endswith(('1', '3', '5', '9')) else 'ers'}"


def _wickets(match: Match) -> str:
    return f"{said(match[1])} for {said(match[2])}"


def _model(match: Match) -> str:
    """Of aircraft, flights and roads: the A320 is "A three twenty"."""
    first, rest = match[2][0], match[2][1:]
    if rest == "00":
        return f"{match[1]} {said(match[2])}"
    return f"{match[1]} {said(first)} {'oh ' if rest[0] == '0' else ''}{said(rest.lstrip('0'))}"


def _any(match: Match) -> str:
    return f" {said(match[0])} "


def _hyphened(match: Match) -> str:
    """ "5-year-old" keeps its hyphen."""
    return f"{said(match[1])}-"


RULES: tuple[Rule, ...] = (
    rule(r"(?<![\w.,])(\d{1,3}(?:,\d{3})+|\d+)(?:st|nd|rd|th)\b", _ordinals),
    rule(r"(?<![\w.,])(\d{1,3}) (?=000\b)", r"\1,"),
    rule(r"(?<=[A-Z])-(\d+)s\b|(?<![\w.,])(\d{1,4})s\b", lambda match: f" {plural(said(match[1] or match[2]))}"),
    rule(r"(?<![\w/.])9/11(?![\w/])", "nine eleven"),
    rule(r"(?<![\w/.])(\d+)/\1(?![\w/])", _all_of),
    rule(r"(?<![\w/.])([1-9])/10(?![\w/])", _marks),
    rule(r"(?<![\w.,])\d+(?:-\d+){2,}(?![\w.,]\d)", _code),
    rule(r"(?<![\w.,])\d{1,2}(?:–\d{1,2}){2}(?![\w.,]\d)", _code),
    rule(r"\b([A-Z]{1,3})-?([1-9]\d\d)\b(?![.,]\d|-\d)", _model),
    rule(r"\b([A-Z]{1,2})([1-9]\d\d)-(\d{1,4})\b", lambda match: f"{_model(match)}, {said(match[3])}"),
    rule(r"(?<![\w.,])(\d{2})ers\b", _team),
    rule(r"\b([A-Z][a-z]{1,12})-([1-9]\d\d)\b(?![.,]\d|-)", _model),
    rule(r"(?<=\d)([A-Z]{1,2})([1-9]\d\d)\b(?![.,]\d|-\d)", lambda match: f" {_model(match)}"),
    rule(r"(?<![\w.,])(\d{2,3})[-–/](\d)(?=\s(?:at (?:lunch|tea|stumps|the close)|declared|dec\b))", _wickets),
    rule(
        r"(?<![\w.,])(\d{1,4})-(for|to|in|on|by|and|of|out-of)-(?:(an?)\b|(\d{1,4})\b)",
        lambda m: f"{said(m[1])}-{m[2]}-{m[3] or said(m[4])}",
    ),
    rule(r"\b(Boeing)\s([1-9]\d\d)\b", _model),
    rule(r"(?<![\w.,:])(\d{1,4}):(\d{1,3})(?![\w:])", lambda match: f"{said(match[1])} to {said(match[2])}"),
    rule(r"(?<![\w/.])24/7(?![\w/])", "twenty-four seven"),
    rule(r"(?<![\w/.,])(\d+)\s(\d{1,3})/(\d{1,3})(?![\w/])", _mixed),
    rule(r"(?<![\w/.,])(\d+)/(\d+)(?![\w/])", _fraction),
    rule(
        rf"(?<![\w.,])({NUMBER}){DASH}({NUMBER})(?![\w%]|[.,]\d|[–-]\d)",
        lambda m: _pair(m) if "," not in m[0] else _pair_of_thousands(m),
    ),
    rule(r"(?<![\w.])\d+(?:\.\d+){2,}", _version),
    rule(rf"(?<![\w.,)])[−-](?={NUMBER})", "minus "),
    rule(rf"(?<![\w.,])({NUMBER})-(?=[^\W\d_])", _hyphened),
    rule(r"(?<=[^\W\d_])-(?=\d)", " "),
    rule(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", " "),
    rule(rf"{NUMBER}", _any),
    rule(r"\d+", lambda match: f" {numbers.digits(match[0], 'en')} "),
)


def _pair_of_thousands(match: Match) -> str:
    return f"{said(match[1])} to {said(match[2])}"
