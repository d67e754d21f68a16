"""Ordinals with endings, compounds, fractions, scores, ranges and plain numbers in Ukrainian."""

from __future__ import annotations

import re
from itertools import product

from broadsheet.narration.text.normalising.rules import Match, Rule, rule
from broadsheet.narration.text.normalising.uk import context, genders
from broadsheet.narration.text.normalising.uk.figures import DASH, NUMBER, said
from broadsheet.narration.text.normalising.uk.numerals import ONE, cardinal, compound, digits, ordinal, whole

_ORDINALS = tuple(product(("m", "f", "n", "pl"), ("nom", "gen", "loc", "dat", "ins", "acc")))
_CARDINALS = frozenset({"ти", "ма", "ьма", "ома", "ьох", "ох", "ьом", "рьох", "ьома", "сяти", "мома"})


_MANY = re.compile(r"\s\w+(?:ами|ями|ма)\b")


def _ending(match: Match) -> str:
    """ "5-го", "21-ша", "90-х": the form that ends as the writer says."""
    number, ending = int(match[1]), match[2]
    eighth = ending == "ма" and number % 10 in (7, 8) and not _MANY.match(match.string[match.end() :])
    if (ending in _CARDINALS and not eighth) or (ending in ("х", "м") and number in (2, 3, 4)):
        cases = ("ins",) if ending.endswith("ма") else ("dat",) if ending.endswith("м") else ("gen", "loc")
        return next(
            (form for case in cases if (form := cardinal(number, case)).endswith(ending)), cardinal(number, cases[0])
        )
    if ending in ("й", "ій") and _at_a_feminine(match):
        return ordinal(number, "loc", "f")
    for gender, case in _ORDINALS:
        if (form := ordinal(number, case, gender)).endswith(ending):
            return form
    return f"{whole(match[1])} {ending}"


def _at_a_feminine(match: Match) -> bool:
    """ "на 89-й хвилині", "по 8-й", and not "на 5-й поверх"."""
    word = context.before(match.string[: match.start()])
    thing = context.after(match.string[match.end() :])
    if thing in ("хвилині", "годині", "секунді", "добі"):
        return True
    return word in ("у", "в", "на", "по", "о", "об") and (
        thing.endswith(("і", "ї")) or (not thing and word in ("по", "о") and int(match[1]) <= 24)
    )


def _endings(match: Match) -> str:
    """ "70–80-ті": both have the ending."""
    for gender, case in _ORDINALS:
        if (form := ordinal(int(match[2]), case, gender)).endswith(match[3]):
            return f"{ordinal(int(match[1]), case, gender)} — {form}"
    return f"{whole(match[1])} — {whole(match[2])} {match[3]}"


def _compound(match: Match) -> str:
    if len(match[1]) > 3 and match[1] != "1000":
        return f"{whole(match[1])} {match[2]}"
    return compound(int(match[1])) + match[2]


_ENTER = re.compile(r"\s?(?:вийш|пройш|потрап|проб)\w*")
_ENTERED = re.compile(r"\b[Вв](?:ийш|ихід|ийти|иход)\w*\s(?:до|в|у)\s$|\b[Пп](?:ройш|отрап|роби)\w*\s(?:в|у)\s$")


def _of_part(match: Match) -> str:
    """ "у 1/4 фіналу" is a place, "вийшли в 1/4" a way, "матч 1/8 фіналу" belongs to it."""
    left = match.string[: match.start()]
    word = context.before(left)
    if word in ("у", "в"):
        return "acc" if _ENTERED.search(left) else "loc"
    if word and context.after(match.string[match.end() :]) == "фіналу" and context.case(left) == "nom":
        return "gen"
    return context.case(left, unit=True)


_HALF_FINAL = {"loc": "півфіналі", "acc": "півфінал", "nom": "півфінал", "gen": "півфіналу"}


def _half_final(match: Match) -> str:
    """1/2 фіналу."""
    if _ENTER.match(match.string[match.end() :]):
        return "півфінал"
    return _HALF_FINAL.get(_of_part(match), "півфіналу")


_HOUSE = re.compile(r"\b(?:вулиц|проспект|бульвар|площ|провул|будин|шосе|узвіз|набережн)\w*[^.;]{0,60}$", re.I)


def _fraction(match: Match) -> str:
    top, bottom = int(match[1]), int(match[2])
    if _HOUSE.search(match.string[: match.start()]):
        return f"{whole(match[1])} дріб {whole(match[2])}"
    if top == bottom:
        return f"{whole(match[1])} на {whole(match[2])}"
    if top > bottom:
        return f"{whole(match[1])} дріб {whole(match[2])}"
    if not bottom or len(match[1] + match[2]) > 6 or (bottom > 20 and bottom not in (100, 1000)):
        return f"{whole(match[1])} {whole(match[2])}"
    one = top % 10 == 1 and top % 100 != 11
    case = _of_part(match)
    below = case if one else "gen" if case in ("nom", "acc") else case
    return f"{cardinal(top, case, 'f')} {ordinal(bottom, below, 'f' if one else 'pl')}"


def _mixed(match: Match) -> str:
    if (match[2], match[3]) == ("1", "2"):
        return "півтора" if match[1] == "1" else f"{whole(match[1])} з половиною"
    top = f"{match[2]}/{match[3]}"
    return f"{whole(match[1], 'nom', 'f')} {'ціла' if match[1] == '1' else 'цілих'} {top}"


def _pair(match: Match) -> str:
    """A range or a score: both are said with a short pause."""
    left, right = match.string[: match.start()], match.string[match.end() :]
    last = int(match[2][-15:]) if match[2].isdigit() else 5
    case = context.case(left, right, last)
    return f"{said(match[1], case)} — {said(match[2], case, genders.of(context.after(right), last, case))}"


def _score(match: Match) -> str:
    return f"{whole(match[1])} — {whole(match[2])}"


_TOGETHER = {"2": "двоє", "3": "троє", "4": "четверо"}


_DONE_TO = re.compile(
    r"\s(?:поранено|вбито|убито|затримано|врятовано|госпіталізовано|звільнено|евакуйовано|травмовано)\b"
)
""" "21 поранено": somebody was wounded."""


def _ends_in_one(number: int) -> bool:
    return number % 10 == 1 and number % 100 != 11


def _number(match: Match) -> str:
    figures = match[0]
    left, right = match.string[: match.start()], match.string[match.end() :]
    if figures in ("1,5", "1.5") and context.after(right).endswith(("и", "і")):
        return " півтори "
    if not figures.isdigit():
        return f" {said(figures, context.case(left, right))} "
    number = int(figures[-15:])
    if context.before(left) == "номер":
        return f" {whole(figures)} "
    case = context.case(left, right, number)
    if context.is_each(left, right, number):
        one = ONE["f" if context.after(right).endswith("і") else "m"]["loc"]
        return f" {whole(figures, 'acc').removesuffix('один')}{one} "
    one_of_them = context.is_one_of_them(left, right, number) or (_ends_in_one(number) and _DONE_TO.match(right))
    if case in ("nom", "acc") and one_of_them:
        return f" {whole(figures, 'acc').removesuffix('один')}одного "
    if figures in _TOGETHER and context.is_together(left, right):
        return f" {_TOGETHER[figures]} "
    return f" {whole(figures, case, genders.of(context.after(right), number, case))} "


def _version(match: Match) -> str:
    return " крапка ".join(whole(part) for part in match[0].split("."))


_LETTERS = "[а-яіїєґ]"
_OF_CLASSES = {"и": "nom", "ів": "gen", "ам": "dat", "ами": "ins", "ах": "loc"}
RULES: tuple[Rule, ...] = (
    rule(
        r"(?<![\w.,])(\d{1,2})[–-](\d{1,2})(?=\sклас(и|ів|ам|ами|ах)(?!\w))",
        lambda m: " — ".join(ordinal(int(m[place]), _OF_CLASSES[m[3]], "pl") for place in (1, 2)),
    ),
    rule(r"(?<=[^\W\d_])-(?=\d)", " "),
    rule(rf"(?<![\w.,])(\d{{1,4}})[–-](\d{{1,4}})-({_LETTERS}{{1,3}})(?![\w'])", _endings),
    rule(
        rf"(?<![\w.,])(\d{{1,3}})[–-](\d{{1,3}})-({_LETTERS}{{4,}})",
        lambda match: f"{compound(int(match[1]))}-{compound(int(match[2]))}{match[3]}",
    ),
    rule(r"(?<![\w.,])(\d{1,15})-(" + _LETTERS + r"{1,3}|сяти|мома|ьома|рьох)(?![\w'])", _ending),
    rule(rf"(?<![\w.,–-])(\d+)-(?={_LETTERS}{{4}})((?:{_LETTERS}|'|-)+)", _compound),
    rule(r"(?<![\w/.,])24/7(?![\w/])", "двадцять чотири на сім"),
    rule(r"(?<![\w/.,])(\d+)\s(\d{1,3})/(\d{1,3})(?![\w/])", _mixed),
    rule(r"(?<![\w/.,])1/2\sфіналу\b", _half_final),
    rule(r"(?<![\w/.,])(\d+)/(\d+)(?![\w/])", _fraction),
    rule(r"(?<![\w.,:])(\d{1,3}):(\d{1,3})(?![\w:])", _score),
    rule(r"(?<![\w.,:])(\d{1,3}):(\d{4,9})(?![\w:])", lambda m: f"{whole(m[1])} до {whole(m[2], 'gen')}"),
    rule(r"(?<![\w.])\d+(?:\.\d+){2,}", _version),
    rule(rf"(?<![\w.,])({NUMBER}){DASH}({NUMBER})(?![\w%]|[.,]\d|[–-]\d)", _pair),
    rule(rf"(?<![\w.,)])[−-](?={NUMBER})", "мінус "),
    rule(r"(?<=\d)-(?=[^\W\d_])", " "),
    rule(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", " "),
    rule(NUMBER, _number),
    rule(r"\d+", lambda match: f" {digits(match[0])} "),
)
