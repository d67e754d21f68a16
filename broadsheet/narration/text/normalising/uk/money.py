"""Money in Ukrainian: the number agrees with its scale or its currency; after a scale the currency is genitive."""

from __future__ import annotations

import re

from broadsheet.narration.text.normalising.rules import Match, Rule, rule
from broadsheet.narration.text.normalising.uk import context
from broadsheet.narration.text.normalising.uk.calendar import ends
from broadsheet.narration.text.normalising.uk.figures import DASH, NUMBER, ranged
from broadsheet.narration.text.normalising.uk.nouns import CENT, KOPIIKA, MONEY, SCALES, amount

_SIGN = "|".join(re.escape(sign) for sign in ("US$", "$", "€", "£", "₴", "₽", "¥"))
_CODE = "USD|EUR|UAH|GBP|PLN|CHF|JPY|CNY"
_AFTER = rf"(?P<after>(?:грн|долл?|коп|руб)\b\.?|(?:{_CODE}|zł)\b|[$€£₴₽¥])"
_SCALE = r"(?:\s?(?:(?P<scale>тис|млн|млрд|трлн)\b\.?|(?P<long>(?:тисяч|мільйон|мільярд|трильйон)\w*)))"
_FROM = rf"(?:(?P<from>{NUMBER}){DASH})?"
_PARTS = {"гривня": KOPIIKA, "долар": CENT, "євро": CENT, "рубль": KOPIIKA}
_NOT_MORE = r"(?![\d%]|[.,]\d)"


_LARGER = re.compile(r"\d[\d,]*\s?(?:трлн|млрд|млн)\.?\s$")
""" "сягнули 50 млрд 300 млн": the case comes from before the first."""


def _said(match: Match, currency: str) -> str:
    thing = MONEY[currency.rstrip(".")]
    left = _LARGER.sub("", match.string[: match.start()])
    case = context.case(left, match.string[match.end() :], unit=True)
    figures = match["figures"]
    if match["scale"]:
        return f"{ranged(match['from'], case)}{amount(figures, SCALES[match['scale']], case)} {thing[2]['gen']}"
    if match["long"]:
        number = ranged(figures, case).removesuffix(" — ")
        return f"{ranged(match['from'], case)}{number} {match['long']} {thing[2]['gen']}"
    before, _, after = figures.replace(".", ",").partition(",")
    if len(after) == 2 and not match["from"] and thing[1]["nom"] in _PARTS:
        part = _PARTS[thing[1]["nom"]]
        rest = f" {amount(str(int(after)), part, case)}" if int(after) else ""
        return amount(before, thing, case) + rest if int(before) else rest.strip() or amount(before, thing, case)
    return f"{ranged(match['from'], case, thing[0])}{amount(figures, thing, case)}"


def _after(match: Match) -> str:
    return _said(match, match["after"]) + ends(match)


def _with_scale(match: Match) -> str:
    """ "5 тис. осіб": what is counted stands in the text."""
    case = context.case(_LARGER.sub("", match.string[: match.start()]), unit=True)
    thing = SCALES[match["scale"]]
    return f"{ranged(match['from'], case, thing[0])}{amount(match['figures'], thing, case)}{ends(match)}"


RULES: tuple[Rule, ...] = (
    rule(
        rf"(?<!\w)(?P<before>(?:{_SIGN}|{_CODE})\s?){_FROM}(?P<figures>{NUMBER}){_SCALE}?{_NOT_MORE}",
        lambda m: _said(m, m["before"].strip()) + (ends(m) if m["scale"] else ""),
    ),
    rule(rf"(?<![\w.,]){_FROM}(?P<figures>{NUMBER}){_SCALE}?\s?{_AFTER}(?!\w)", _after),
    rule(rf"(?<![\w.,]){_FROM}(?P<figures>{NUMBER})\s?(?P<scale>тис|млн|млрд|трлн)\b\.?", _with_scale),
)
