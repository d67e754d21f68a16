"""Money in English: sign, number and scale in the order in which they are said."""

from __future__ import annotations

import re
from dataclasses import dataclass

from broadsheet.narration.text.normalising.en.figures import DASH, NUMBER, is_one, said
from broadsheet.narration.text.normalising.rules import Match, Rule, rule, words


@dataclass(frozen=True, slots=True)
class Currency:
    one: str
    many: str
    part: str = ""
    parts: str = ""


_CENTS = ("cent", "cents")
_DOLLAR = Currency("dollar", "dollars", *_CENTS)


def _dollar(name: str) -> Currency:
    return Currency(f"{name} dollar", f"{name} dollars", *_CENTS)


_HRYVNIA = Currency("hryvnia", "hryvnias", "kopiyka", "kopiykas")
_YUAN = Currency("yuan", "yuan")
_ZLOTY = Currency("zloty", "zlotys", "grosz", "groszy")
SIGNS = {
    **{"$": _DOLLAR, "US$": _dollar("U S"), "A$": _dollar("Australian"), "AU$": _dollar("Australian")},
    **{"C$": _dollar("Canadian"), "CA$": _dollar("Canadian"), "NZ$": _dollar("New Zealand")},
    **{"HK$": _dollar("Hong Kong"), "S$": _dollar("Singapore"), "NT$": _dollar("Taiwan")},
    **{"€": Currency("euro", "euros", *_CENTS), "£": Currency("pound", "pounds", "penny", "pence")},
    **{
        "₴": _HRYVNIA,
        "¥": Currency("yen", "yen"),
        "₹": Currency("rupee", "rupees"),
        "₽": Currency("rouble", "roubles"),
    },
    **{"₺": Currency("lira", "lira"), "₩": Currency("won", "won"), "₪": Currency("shekel", "shekels"), "zł": _ZLOTY},
    **{"R$": Currency("real", "reais"), "₿": Currency("bitcoin", "bitcoins"), "₫": Currency("dong", "dong")},
    **{"₦": Currency("naira", "naira"), "₱": Currency("peso", "pesos"), "฿": Currency("baht", "baht")},
    **{"₸": Currency("tenge", "tenge"), "₾": Currency("lari", "lari")},
}
CODES = {
    **{
        "USD": _dollar("U S"),
        "EUR": SIGNS["€"],
        "GBP": SIGNS["£"],
        "UAH": _HRYVNIA,
        "JPY": SIGNS["¥"],
        "PLN": _ZLOTY,
    },
    **{
        "CHF": Currency("Swiss franc", "Swiss francs"),
        "CNY": _YUAN,
        "RMB": _YUAN,
        "INR": SIGNS["₹"],
        "RUB": SIGNS["₽"],
    },
    **{"SEK": Currency("krona", "kronor"), "NOK": Currency("krone", "kroner"), "DKK": Currency("krone", "kroner")},
    **{"CAD": SIGNS["C$"], "AUD": SIGNS["A$"], "TRY": SIGNS["₺"], "UAH.": _HRYVNIA},
}
SCALES = {
    **{"k": "thousand", "K": "thousand", "m": "million", "M": "million", "mn": "million", "mln": "million"},
    **{"b": "billion", "B": "billion", "bn": "billion", "Bn": "billion", "t": "trillion", "T": "trillion"},
    **{"tn": "trillion", "trn": "trillion"},
    **{
        name: name
        for name in ("hundred", "thousand", "million", "billion", "trillion", "lakh", "crore", "lakh crore")
    },
}
_SIGN = "(?P<sign>" + "|".join(map(re.escape, sorted(SIGNS, key=len, reverse=True))) + ")"
_CODE = f"(?P<code>{words(*(code for code in CODES if code.isalpha()))})"
_LONG = "hundred|thousand|million|billion|trillion|lakh crore|lakh|crore"
_SCALE = rf"(?:\s?-?(?P<scale>{_LONG})\b|\s?(?P<short>mn|mln|m|M|bn|Bn|trn|tn)(?!\w)|(?P<brief>k|K|b|B|t|T)(?!\w))"
_ARTICLE = re.compile(r"\b(?:an?|every|each)\s(?:[a-z]+\s)?$", re.I)
_THE = re.compile(
    r"(?:\b(?:the|this|that|its|his|her|their|our|my|your|new|extra|another|no|any)|'s)\s(?:[a-z]+\s)?$", re.I
)
_NO_THING = words(
    "the they he she it we you i that which who whom whose was were is are has had have will would could can may",
    "might must should been being be do does did spent paid given lost sent stolen set still already so over",
    "under after before since when if because last this next now not into onto toward towards via through",
    "against between among during until then than but nor yet though while where how what worth overnight",
    "overall alone instead only annually yearly came went goes comes came made more less there here back too",
    "almost within without around about up down out off left won put cost owed held due later earlier per all",
    "both its his her their our my",
)
_THING = re.compile(rf"\s(?!(?:{_NO_THING})\b)(?![a-z]+(?:ed|ly)\b)[a-z]{{3,}}")
_SUMS = re.compile(
    r"\s(?:aid|loan|deal|package|contract|bailout|fund|fine|lawsuit|project|value|valuation|homes|houses|tickets|"
    r"notes|bills|coins|bonds|drones|loans|grants|fines|deals|contracts|payments|salaries|bonuses|homes|flats)\b"
)
_FOLLOWED = re.compile(
    r"-a-|[\s-](?!(?:in|of|to|for|from|on|at|a|an|and|or|is|was|by|per|as|with|each|every|more|less|plus)\b)[a-z]"
)

_NOTE = re.compile(r"\s(?:notes?|bills?|coins?|banknotes?)\b")


def _name(currency: Currency, match: Match, figures: str) -> str:
    """One dollar, two dollars, and "a five million dollar project"."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    as_adjective = _FOLLOWED.match(after) and (_ARTICLE.search(before) or after.startswith("-") or _NOTE.match(after))
    as_adjective = (
        as_adjective or _SUMS.match(after) or (_THING.match(after) and _FOLLOWED.match(after) and _THE.search(before))
    )
    scaled = match["scale"] or match["short"] or match["brief"]
    return currency.one if as_adjective or (is_one(figures) and not scaled) else currency.many


def _scaled(match: Match) -> str:
    scale = match["scale"] or match["short"] or match["brief"]
    return SCALES[scale] if scale else ""


def _currency(match: Match) -> Currency:
    groups = match.groupdict()
    return SIGNS[groups["sign"]] if groups.get("sign") else CODES[groups["code"]]


def _amount(match: Match) -> str:
    figures, currency, scale = match["figures"], _currency(match), _scaled(match)
    whole, _, rest = figures.partition(".")
    minus = "minus " if match.groupdict().get("minus") else ""
    if not scale and len(rest) == 2 and currency.part and whole:
        return minus + _with_parts(whole, int(rest), currency, match)
    return " ".join(part for part in (minus + said(figures), scale, _name(currency, match, figures)) if part)


def _with_parts(whole: str, rest: int, currency: Currency, match: Match) -> str:
    parts = f"{said(str(rest))} {currency.part if rest == 1 else currency.parts}"
    if not rest:
        return f"{said(whole)} {_name(currency, match, whole)}"
    if whole == "0":
        return parts
    return f"{said(whole)} {currency.one if is_one(whole) else currency.many} and {parts}"


_CENTS_WRITTEN = re.compile(r"\d\.\d\d$")


def _range(match: Match) -> str:
    """£5.50–£7 is said in full; of £1.5m–£2m the scale once."""
    currency, scale = _currency(match), _scaled(match)
    first, own = said(match["from"]), match["first_scale"]
    if own and not scale:
        return match[0]
    if own and SCALES[own] != scale:
        first += f" {SCALES[own]}"
    if not scale and currency.part and any(_CENTS_WRITTEN.search(match[name]) for name in ("from", "figures")):
        return " to ".join(_in_full(match[name], currency, match) for name in ("from", "figures"))
    name = _name(currency, match, match["figures"])
    return " ".join(part for part in (first, "to", said(match["figures"]), scale, name) if part)


def _in_full(figures: str, currency: Currency, match: Match) -> str:
    whole, _, rest = figures.partition(".")
    if len(rest) == 2:
        return _with_parts(whole, int(rest), currency, match)
    return f"{said(figures)} {currency.one if is_one(figures) else currency.many}"


_BARE_SIGNS = "".join(sign for sign in SIGNS if len(sign) == 1)
_NOT_MORE = r"(?![\d%]|[.,]\d)"
_PENCE = {"p": ("penny", "pence"), "¢": _CENTS, "c": _CENTS}
RULES: tuple[Rule, ...] = (
    rule(
        rf"(?<!\w){_SIGN}\s?(?P<from>{NUMBER})(?:\s?(?P<first_scale>k|mn|m|bn|tn|{_LONG}))?"
        rf"(?:{DASH}(?:(?P=sign)\s?)?|\sto\s(?=\d))"
        rf"(?P<figures>{NUMBER}){_SCALE}?{_NOT_MORE}",
        _range,
    ),
    rule(rf"(?<!\w)(?P<minus>[−-])?{_SIGN}\s?(?P<figures>{NUMBER}){_SCALE}?{_NOT_MORE}", _amount),
    rule(rf"\b{_CODE}\s?(?P<figures>{NUMBER}){_SCALE}?{_NOT_MORE}", _amount),
    rule(
        rf"(?<![\w.,])(?P<figures>{NUMBER}){_SCALE}?\s?(?:{_CODE}\b|(?P<sign>[{_BARE_SIGNS}]|zł\b)(?![\d.]*\d))",
        _amount,
    ),
    rule(r"(?<=[^\W\d_])\$(?=[^\W\d_])", "s"),
    rule(rf"(?<!\w){_SIGN}(?!\w)|(?P<bare>[{_BARE_SIGNS}])", lambda m: f" {SIGNS[m['sign'] or m['bare']].one} "),
    rule(
        r"(?<![\w.,])(?P<figures>(?!480|720)\d{1,3}(?:\.\d)?)(?P<part>[pc]\b|¢)",
        lambda m: f"{said(m['figures'])} {_PENCE[m['part']][not is_one(m['figures'])]}",
    ),
)
