"""Ukrainian numbers in their cases and genders. num2words knows neither, so the forms are made here."""

from __future__ import annotations

from functools import lru_cache

from broadsheet.narration.text.normalising.numbers import MOST_DIGITS, is_code

CASES = ("nom", "gen", "dat", "acc", "ins", "loc")
Gender = str
""" "m", "f" or "n"."""


def _line(forms: str) -> dict[str, str]:
    return dict(zip(CASES, forms.split(), strict=True))


ONE = {
    "m": _line("один одного одному один одним одному"),
    "f": _line("одна однієї одній одну однією одній"),
    "n": _line("одне одного одному одне одним одному"),
}
_TWO = {
    "m": _line("два двох двом два двома двох"),
    "f": _line("дві двох двом дві двома двох"),
    "n": _line("два двох двом два двома двох"),
}


def _like_five(nominative: str, stem: str) -> dict[str, str]:
    return _line(f"{nominative} {stem}и {stem}и {nominative} {stem}ьома {stem}и")


_SMALL = {
    0: _line("нуль нуля нулю нуль нулем нулі"),
    3: _line("три трьох трьом три трьома трьох"),
    4: _line("чотири чотирьох чотирьом чотири чотирма чотирьох"),
    5: _line("п'ять п'яти п'яти п'ять п'ятьма п'яти"),
    6: _line("шість шести шести шість шістьма шести"),
    7: _line("сім семи семи сім сьома семи"),
    8: _line("вісім восьми восьми вісім вісьма восьми"),
    9: _line("дев'ять дев'яти дев'яти дев'ять дев'ятьма дев'яти"),
    10: _line("десять десяти десяти десять десятьма десяти"),
    40: _line("сорок сорока сорока сорок сорока сорока"),
    50: _line("п'ятдесят п'ятдесяти п'ятдесяти п'ятдесят п'ятдесятьма п'ятдесяти"),
    60: _line("шістдесят шістдесяти шістдесяти шістдесят шістдесятьма шістдесяти"),
    70: _line("сімдесят сімдесяти сімдесяти сімдесят сімдесятьма сімдесяти"),
    80: _line("вісімдесят вісімдесяти вісімдесяти вісімдесят вісімдесятьма вісімдесяти"),
    90: _line("дев'яносто дев'яноста дев'яноста дев'яносто дев'яноста дев'яноста"),
    100: _line("сто ста ста сто ста ста"),
    200: _line("двісті двохсот двомстам двісті двомастами двохстах"),
    300: _line("триста трьохсот трьомстам триста трьомастами трьохстах"),
    400: _line("чотириста чотирьохсот чотирьомстам чотириста чотирмастами чотирьохстах"),
    500: _line("п'ятсот п'ятисот п'ятистам п'ятсот п'ятьмастами п'ятистах"),
    600: _line("шістсот шестисот шестистам шістсот шістьмастами шестистах"),
    700: _line("сімсот семисот семистам сімсот сьомастами семистах"),
    800: _line("вісімсот восьмисот восьмистам вісімсот вісьмастами восьмистах"),
    900: _line("дев'ятсот дев'ятисот дев'ятистам дев'ятсот дев'ятьмастами дев'ятистах"),
    **{
        number: _like_five(word, word.removesuffix("ь"))
        for number, word in (
            *((11, "одинадцять"), (12, "дванадцять"), (13, "тринадцять"), (14, "чотирнадцять"), (15, "п'ятнадцять")),
            *((16, "шістнадцять"), (17, "сімнадцять"), (18, "вісімнадцять"), (19, "дев'ятнадцять")),
            *((20, "двадцять"), (30, "тридцять")),
        )
    },
}
Noun = tuple[Gender, dict[str, str], dict[str, str]]
"""(gender, singular forms, plural forms) by case."""


def noun(gender: Gender, singular: str, plural: str) -> Noun:
    return gender, _line(singular), _line(plural)


_SCALES: tuple[Noun, ...] = (
    noun("f", "тисяча тисячі тисячі тисячу тисячею тисячі", "тисячі тисяч тисячам тисячі тисячами тисячах"),
    noun(
        "m",
        "мільйон мільйона мільйону мільйон мільйоном мільйоні",
        "мільйони мільйонів мільйонам мільйони мільйонами мільйонах",
    ),
    noun(
        "m",
        "мільярд мільярда мільярду мільярд мільярдом мільярді",
        "мільярди мільярдів мільярдам мільярди мільярдами мільярдах",
    ),
    noun(
        "m",
        "трильйон трильйона трильйону трильйон трильйоном трильйоні",
        "трильйони трильйонів трильйонам трильйони трильйонами трильйонах",
    ),
)
THOUSAND, MILLION, BILLION, TRILLION = _SCALES


def counted(number: int, thing: Noun, case: str = "nom") -> str:
    """The form of what is counted: 21 гривня, 22 гривні, 25 гривень; in other cases it agrees."""
    _gender, singular, plural = thing
    tens, ones = number % 100, number % 10
    if ones == 1 and tens != 11:
        return singular[case]
    if case not in ("nom", "acc"):
        return plural[case]
    return plural[case] if ones in (2, 3, 4) and tens not in (12, 13, 14) else plural["gen"]


@lru_cache(maxsize=4096)
def cardinal(number: int, case: str = "nom", gender: Gender = "m") -> str:
    if len(str(number)) > MOST_DIGITS:
        return digits(str(number))
    if not number:
        return _SMALL[0][case]
    parts: list[str] = []
    for place in range(len(_SCALES), 0, -1):
        group = number // 1000**place % 1000
        if group:
            scale = _SCALES[place - 1]
            first = "" if group == 1 and not parts else _below_thousand(group, case, scale[0])
            parts += [first, counted(group, scale, case)]
    parts.append(_below_thousand(number % 1000, case, gender))
    return " ".join(part for part in parts if part)


def _below_thousand(number: int, case: str, gender: Gender) -> str:
    parts = [_SMALL[number // 100 * 100][case]] if number >= 100 else []
    rest = number % 100
    if rest >= 20:
        parts.append(_SMALL[rest // 10 * 10][case])
        rest %= 10
    if rest:
        parts.append({1: ONE[gender], 2: _TWO[gender]}.get(rest, _SMALL.get(rest, {}))[case])
    return " ".join(parts)


def digits(figures: str) -> str:
    return " ".join(_below_thousand(int(f), "nom", "m") if int(f) else "нуль" for f in figures if f.isdigit())


def whole(figures: str, case: str = "nom", gender: Gender = "m") -> str:
    """Leading noughts are said one by one: "044" is "нуль сорок чотири"."""
    if len(figures) > MOST_DIGITS:
        return digits(figures)
    if is_code(figures):
        rest = figures.lstrip("0")
        noughts = "нуль " * (len(figures) - len(rest))
        return (noughts + (cardinal(int(rest)) if rest else "")).strip()
    return cardinal(int(figures), case, gender)


# -- decimals

_PARTS = ("десят", "сот", "тисячн")


def decimal(before: str, after: str, case: str = "nom") -> str:
    """ "1,2" is "одна ціла дві десятих"; more than three places are said figure by figure."""
    if len(after) > len(_PARTS):
        return f"{whole(before)} кома {digits(after)}"
    place = _PARTS[len(after) - 1]
    first = _counted_adjective(before, "ціл", case)
    return f"{first} {_counted_adjective(str(int(after)), place, case)}"


def _counted_adjective(figures: str, stem: str, case: str) -> str:
    number = int(figures)
    one = number % 10 == 1 and number % 100 != 11
    endings = _line("а ої ій у ою ій") if one else _line("их их им их ими их")
    return f"{cardinal(number, case, 'f')} {stem}{endings[case]}"


# -- ordinals

_STEMS = {
    **{0: "нульов", 1: "перш", 2: "друг", 4: "четверт", 5: "п'ят", 6: "шост", 7: "сьом", 8: "восьм", 9: "дев'ят"},
    **{10: "десят", 11: "одинадцят", 12: "дванадцят", 13: "тринадцят", 14: "чотирнадцят", 15: "п'ятнадцят"},
    **{16: "шістнадцят", 17: "сімнадцят", 18: "вісімнадцят", 19: "дев'ятнадцят", 20: "двадцят", 30: "тридцят"},
    **{40: "сороков", 50: "п'ятдесят", 60: "шістдесят", 70: "сімдесят", 80: "вісімдесят", 90: "дев'яност"},
    **{100: "сот", 200: "двохсот", 300: "трьохсот", 400: "чотирьохсот", 500: "п'ятисот", 600: "шестисот"},
    **{700: "семисот", 800: "восьмисот", 900: "дев'ятисот"},
}
HARD = {
    "m": _line("ий ого ому ий им ому"),
    "f": _line("а ої ій у ою ій"),
    "n": _line("е ого ому е им ому"),
    "pl": _line("і их им і ими их"),
}
_SOFT = {
    "m": _line("ій ього ьому ій ім ьому"),
    "f": _line("я ьої ій ю ьою ій"),
    "n": _line("є ього ьому є ім ьому"),
    "pl": _line("і іх ім і іми іх"),
}
_WHOLE_SCALES = {1: "тисячн", 2: "мільйонн", 3: "мільярдн", 4: "трильйонн"}


@lru_cache(maxsize=4096)
def ordinal(number: int, case: str = "nom", gender: str = "m") -> str:
    """Only the last word is declined: "дві тисячі двадцять четвертого". `gender`: "m", "f", "n", "pl"."""
    if len(str(number)) > MOST_DIGITS:
        return digits(str(number))
    for place in (4, 3, 2, 1):
        if number and number % 1000**place == 0:
            return _of_scale(number, place, HARD[gender][case])
    last = number % 100 if number % 100 <= 20 else number % 10
    if number and not number % 100:
        last = number % 1000
    elif last == 0:
        last = number % 100
    before = number - last
    said = "третій"[:4] + _SOFT[gender][case] if last == 3 else _STEMS[last] + HARD[gender][case]
    return f"{cardinal(before)} {said}" if before else said


def _of_scale(number: int, place: int, ending: str) -> str:
    """2000 is "двохтисячний"; 21 000 000 "двадцятиодномільйонний"."""
    group = number // 1000**place
    above, own = group - group % 1000, group % 1000
    first = f"{cardinal(above * 1000**place)} " if above else ""
    return f"{first}{_before_scale(own) if own > 1 else ''}{_WHOLE_SCALES[place]}{ending}"


def _before_scale(number: int) -> str:
    return _SMALL[number]["gen"] if number in (3, 4) else _TWO["m"]["gen"] if number == 2 else compound(number)


def compound(number: int) -> str:
    """The first half of a word: "десяти" of "десятирічний"."""
    first = {1: "одно", 2: "дво", 3: "три", 4: "чотири", 40: "сорока", 90: "дев'яносто", 100: "сто", 1000: "тисячо"}
    if number in first:
        return first[number]
    if number == 0 or number >= 1000:
        return "".join(cardinal(number, "gen").split())
    hundreds, rest = number // 100 * 100, number % 100
    parts = [_SMALL[hundreds]["gen"] if hundreds > 100 else "сто"] if hundreds else []
    if rest > 20 and rest % 10:
        parts += [_SMALL[rest // 10 * 10]["gen"], first.get(rest % 10) or _SMALL[rest % 10]["gen"]]
    elif rest:
        parts.append(first.get(rest) or _SMALL[rest]["gen"])
    return "".join(parts)
