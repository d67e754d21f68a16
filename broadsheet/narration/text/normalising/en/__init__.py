"""English."""

from __future__ import annotations

from broadsheet.narration.text.normalising import numbers, web
from broadsheet.narration.text.normalising.cleaning import clean, tidy, unquoted
from broadsheet.narration.text.normalising.en import calendar, counting, measures, money, names
from broadsheet.narration.text.normalising.rules import Rule, apply, rule

_TONGUE = web.Tongue(
    marks={
        ".": "dot",
        "-": "dash",
        "_": "underscore",
        "/": "slash",
        "+": "plus",
        "@": "at",
        "%": "percent",
        "~": "tilde",
    },
    hashtag="hashtag",
    at="at",
    plus="plus",
    group=lambda figures: numbers.digits(figures, "en"),
)
_EMERGENCY = rule(
    r"(?<=\b[Cc]all )\d{3}\b|(?<=\b[Cc]alling )\d{3}\b|(?<=\bdial )\d{3}\b|(?<=\b[Cc]alled )911\b|\b911(?= calls?\b)",
    _TONGUE.telephone,
)
_MARKS: tuple[Rule, ...] = (
    rule(r"№\s?(?=\d)", "number "),
    rule(r"§§?\s?(?=\d)", "section "),
    rule(r"#(?=\d)", "number "),
    rule(r"(?<=\d)\s?[×x]\s?(?=\d)", " by "),
    rule(r"(?<![\w<])<\s?(?=[$€£]?\d)", "less than "),
    rule(r"(?<![\w>])>\s?(?=[$€£]?\d)", "more than "),
    rule(r"[~≈]\s?(?=[$€£]?\d)", "about "),
    rule(r"≥\s?", " at least "),
    rule(r"≤\s?", " at most "),
    rule(r"±\s?", " plus or minus "),
    rule(r"(?<=[\d%])\+", " plus"),
    rule(r"\+(?=[\d$€£])", " plus "),
    rule(r"(?<=\d) 1/2(?=\s?%)", ".5"),
    rule(r"(?<=\d) 1/4(?=\s?%)", ".25"),
    rule(r"(?<=\d) 3/4(?=\s?%)", ".75"),
)
_SIGNS: tuple[Rule, ...] = (
    rule(r"\s?&\s?", " and "),
    rule(r"\+", " plus "),
    rule(r"=", " equals "),
    rule(r"×", " times "),
    rule(r"÷", " divided by "),
    rule(r"%", " percent "),
    rule(r"²", " squared "),
    rule(r"³", " cubed "),
    rule(r"°", " degrees "),
    rule(r"\b(and)/(or)\b", r"\1 \2"),
    rule(
        r"(?<=[a-z])\s?/\s?(?=(?:month|year|week|day|hour|person|night|barrel|head|minute|second|ton|tonne|share)\b)",
        " a ",
    ),
    rule(r"(?<=[a-z])/(?=[a-z])", " or "),
    rule(r"/", " "),
    rule(r"−", " minus "),
)
_ALL = (
    *web.rules(_TONGUE),
    _EMERGENCY,
    *_MARKS,
    *calendar.RULES,
    *money.RULES,
    *measures.RULES,
    *names.RULES,
    *counting.RULES,
    *_SIGNS,
)


_LOST: tuple[Rule, ...] = (rule(r"(?<!\w)'(?=\d0s\b)", ""), rule(r"(?<!\w)'0(?=[1-9]\b)", "oh "))


def normalise(text: str) -> str:
    plain = unquoted(apply(measures.INCHES, _decades(clean(text, ","))))
    return tidy(apply(_ALL, plain))


def _decades(text: str) -> str:
    """The apostrophe of '90s is lost with the quotation marks."""
    return apply(_LOST, text)
