"""English."""

from __future__ import annotations

from broadsheet.narration.text.normalising import numbers, web
from broadsheet.narration.text.normalising.cleaning import clean, tidy, unquoted
from broadsheet.narration.text.normalising.en import (
    calendar,
    counting,
    initialisms,
    measures,
    money,
    names,
    places,
    rates,
    references,
    streets,
)
from broadsheet.narration.text.normalising.en.figures import fraction
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
    r"(?<=\b[Cc]all \d{3} or )\d{3}\b|(?<=\b[Tt]ext )\d{4,6}\b"
    r"|(?<=\b[Cc]all )\d{3}\b|(?<=\b[Cc]alling )\d{3}\b|(?<=\bdial )\d{3}\b"
    r"|(?<=\b[Cc]alled )911\b|\b911(?= calls?\b)",
    _TONGUE.telephone,
)
_SQUARE = {"ft": "foot", "mi": "mile", "km": "kilometre", "m": "metre"}
_MARKS: tuple[Rule, ...] = (
    rule(r"(?<![\d.,])(\d{1,3}),(\d{1,2})(?=\s?(?:%|percent|million|billion|trillion|bn\b|km\b|kg\b|m\b))", r"\1.\2"),
    rule(r"(?<=[$€£₴])\s?(\d{1,3}),(\d{1,2})(?![\d,])", r"\1.\2"),
    rule(r"([$€£])\((\d[\d.,]*)\)", r"-\1\2"),
    rule(r"(?<=\b[Bb]etween\s)([$€£]?\d[\d.,]*)\s?[–-]\s?(?=[$€£]?\d)", r"\1 and "),
    rule(r"(?<=\d)\s?bn(?=\s(?:km|miles|tonnes|tons|litres|cubic)\b)", " billion"),
    rule(r"(?<=\d)m(?=\s(?:(?:km|miles|tons|ha|hectares|acres|cubic|sq|square)\b|k?m[²³]))", " million"),
    rule(r"(?<=\d)x(?=\s[a-z])|(?<=\d)x(?=[.,;:!?)]|$)", " times"),
    rule(r"\b1,?000s(?=\sof\b)|(?<=0s of )1,?000s\b", "thousands"),
    rule(r"\b(?:100s)(?=\sof\b)", "hundreds"),
    rule(r"(?<=\d)\s?(?:pc\b|p\.c\.)", "%"),
    rule(r"(?<=[A-Z]\d)\s?[–-]\s?(?=[A-Z]\d\b)", " to "),
    rule(r"№\s?(?=\d)", "number "),
    rule(r"\bRs\.?\s?(?=\d)", "₹"),
    rule(r"\$(US|A|C|NZ)(?=\d)", r"\1$"),
    rule(r"(?<![\w.])c\.\s?(?=[$€£])", "circa "),
    rule(r"\+/[-−–]\s?", " plus or minus "),
    rule(r"(?:(?<=\()|(?<=[;,:]\s)|^)–(?=\d)", "minus "),
    rule(r"(?<=\d)m(?=\s(?:bpd|b/d)\b)", " million"),
    rule(r"(?<=\d)\s?mb/d\b", " million b/d"),
    rule(r"(?<=\d)k(?:\s?(?=bpd\b|b/d\b))", " thousand "),
    rule(r"(?:(?<=\d)|(?<=\d\s)|(?<=lion\s)|(?<=sand\s))b/d\b", " barrels a day"),
    rule(r"(?<=\d[–-]\d)\s?pens\b", " on penalties"),
    rule(r"\ba\.?e\.?t\b\.?", "after extra time"),
    rule(r"\bpcm\b", "per calendar month"),
    rule(r"\b[Gg]ov't\b", "government"),
    rule(r"^No(?=\s1[01]\b)", "Number"),
    rule(r"(?<=\s)–(?=[$€£]\d)", "-"),
    rule(r"\bS\.\s?(?=\d{1,4}\b)", "S "),
    rule(r"(?<=\d)-sq\.?[-\s](ft|mi|km|m)\b\.?", lambda m: f" square {_SQUARE[m[1]]}"),
    rule(r"(?<![\w/.,])(\d+)-(\d)/(\d)(?=[-\s])", r"\1 \2/\3"),
    rule(r"(?<=\b[Aa]\s)(\d[\d./]*)\s?in\.(?=\s[a-z])", r"\1-inch"),
    rule(
        r"(?<![\w/.,])(?!1/[24]-)(\d)/(\d{1,2})-?in(?:ch\b|\b\.?)", lambda m: f"{fraction(int(m[1]), int(m[2]))} inch"
    ),
    rule(r"\bs\.\s?(?=\d+\()|(?<=\bunder )s\.\s?(?=\d)", "section "),
    rule(r"(?<=[A-Za-z])\sv\s(?=[A-Z][a-z])", " versus "),
    rule(r"(?<=BC)\s?–\s?(?=AD)|(?<=(?:st|nd|rd|th))\s?–\s?(?=\d+(?:st|nd|rd|th)\b)", " to "),
    rule(r"(?<=[ap]m)\s?[–-]\s?(?=noon\b|midnight\b)|(?<=[ap]\.m\.)\s?[–-]\s?(?=noon\b|midnight\b)", " to "),
    rule(r"\b(noon|midnight)\s?[–-]\s?(?=\d)", r"\1 to "),
    rule(r"(?<![\d.,/])(?<!\d )1/2\s?%", "half a percent"),
    rule(r"(?<![\d.,/])(?<!\d )1/4\s?%", "a quarter of a percent"),
    rule(r"(?<=\d)in\.(?=\s(?:of|is|are|was|fell|deep|long|wide|tall)\b|\s?[,;)]|\s*$)", " inches"),
    rule(r"(?<=\d)in\b(?!\.|-)", " inches"),
    rule(r"§§?\s?(?=\d)", "section "),
    rule(r"#(?=\d)", "number "),
    rule(r"(?<=\d)\s?[×x]\s?(?=\d)|(?<=\dm)\s?[×x]\s?(?=\d)", " by "),
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
    rule(r"(?<=[a-z])/(?=[a-z])", " or "),
    rule(r"/", " "),
    rule(r"−", " minus "),
)
_ALL = (
    *web.rules(_TONGUE),
    _EMERGENCY,
    *streets.RULES,
    *initialisms.RULES,
    *references.RULES,
    *places.RULES,
    *_MARKS,
    *rates.RULES,
    *calendar.RULES,
    *money.RULES,
    *measures.RULES,
    *names.RULES,
    *counting.RULES,
    *_SIGNS,
)


_MONTH_NAME = (
    "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|January|February|March|April|June|July|August|September"
)
_LOST: tuple[Rule, ...] = (
    rule(rf"\b((?:{_MONTH_NAME}|October|November|December)\b\.?)\s'([0-4]\d)\b", r"\1 20\2"),
    rule(rf"\b((?:{_MONTH_NAME}|October|November|December)\b\.?)\s'([5-9]\d)\b", r"\1 19\2"),
    rule(r"(?<!\w)'00s\b", "2000s"),
    rule(r"(?<!\w)'(?=\d0s\b)", ""),
    rule(r"(?<!\w)'0(?=[1-9]\b)", "oh "),
)


def normalise(text: str, region: str = "") -> str:
    """`region`: "US" writes the month first in 3/4/2024."""
    text = calendar.american(text, region)
    plain = unquoted(apply((*places.MINUTES, *measures.INCHES), _decades(clean(text, ","))))
    return tidy(apply(_ALL, plain))


def _decades(text: str) -> str:
    """The apostrophe of '90s is lost with the quotation marks."""
    return apply(_LOST, text)
