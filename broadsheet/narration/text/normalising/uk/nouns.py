"""What is counted in Ukrainian: units, money and their abbreviations, in all forms."""

from __future__ import annotations

from broadsheet.narration.text.normalising.uk.numerals import (
    BILLION,
    MILLION,
    THOUSAND,
    TRILLION,
    Noun,
    counted,
    decimal,
    noun,
    whole,
)

_MASCULINE = (("", "а", "у", "", "ом", "і"), ("и", "ів", "ам", "и", "ами", "ах"))
_FEMININE = (("а", "и", "і", "у", "ою", "і"), ("и", "", "ам", "и", "ами", "ах"))


def _masculine(stem: str, after: str = "") -> Noun:
    return _declined("m", stem, _MASCULINE, after)


def _feminine(stem: str, after: str = "") -> Noun:
    return _declined("f", stem, _FEMININE, after)


def _declined(gender: str, stem: str, endings: tuple[tuple[str, ...], tuple[str, ...]], after: str) -> Noun:
    """`after`: what follows and is not declined: "на годину"."""
    cases = ("nom", "gen", "dat", "acc", "ins", "loc")
    tail = f" {after}" if after else ""
    one, many = ({case: f"{stem}{end}{tail}" for case, end in zip(cases, line, strict=True)} for line in endings)
    return gender, one, many


def _adjective(stem: str, thing: Noun) -> Noun:
    """ "квадратний метр"."""
    gender, one, many = thing
    single = {"nom": "ий", "gen": "ого", "dat": "ому", "acc": "ий", "ins": "им", "loc": "ому"}
    plural = {"nom": "і", "gen": "их", "dat": "им", "acc": "і", "ins": "ими", "loc": "их"}
    return (
        gender,
        {case: f"{stem}{single[case]} {form}" for case, form in one.items()},
        {case: f"{stem}{plural[case]} {form}" for case, form in many.items()},
    )


def _unchanging(word: str, gender: str = "m") -> Noun:
    return noun(gender, " ".join([word] * 6), " ".join([word] * 6))


PERCENT = noun(
    "m",
    "відсоток відсотка відсотку відсоток відсотком відсотку",
    "відсотки відсотків відсоткам відсотки відсотками відсотках",
)
DEGREE = _masculine("градус")
HRYVNIA = noun("f", "гривня гривні гривні гривню гривнею гривні", "гривні гривень гривням гривні гривнями гривнях")
KOPIIKA = noun(
    "f",
    "копійка копійки копійці копійку копійкою копійці",
    "копійки копійок копійкам копійки копійками копійках",
)
DOLLAR, EURO, POUND, RUBLE = (
    _masculine("долар"),
    _unchanging("євро"),
    _masculine("фунт"),
    noun("m", "рубль рубля рублю рубль рублем рублі", "рублі рублів рублям рублі рублями рублях"),
)
ZLOTY = noun("m", "злотий злотого злотому злотий злотим злотому", "злоті злотих злотим злоті злотими злотих")
YEN = noun("f", "єна єни єні єну єною єні", "єни єн єнам єни єнами єнах")
YUAN = noun("m", "юань юаня юаню юань юанем юані", "юані юанів юаням юані юанями юанях")
FRANC = _masculine("франк")
CENT = _masculine("цент")
MINUTE = _feminine("мінут")
YEAR = noun("m", "рік року року рік роком році", "роки років рокам роки роками роках")
_HOUR = _feminine("годин")
_POINT = noun("m", "пункт пункту пункту пункт пунктом пункті", "пункти пунктів пунктам пункти пунктами пунктах")
"""Of a scale; a place is a "пункт" too, with the same forms."""
_METRE, _KILOMETRE = _masculine("метр"), _masculine("кілометр")
_PERSON = noun(
    "m",
    "чоловік чоловіка чоловіку чоловік чоловіком чоловіку",
    "чоловіки чоловік чоловікам чоловіки чоловіками чоловіках",
)
SCALES = {"тис": THOUSAND, "млн": MILLION, "млрд": BILLION, "трлн": TRILLION}
MONEY = {
    **{"$": DOLLAR, "US$": DOLLAR, "USD": DOLLAR, "дол": DOLLAR, "долл": DOLLAR, "€": EURO, "EUR": EURO},
    **{"£": POUND, "GBP": POUND, "₴": HRYVNIA, "UAH": HRYVNIA, "грн": HRYVNIA, "коп": KOPIIKA, "руб": RUBLE},
    **{"₽": RUBLE, "zł": ZLOTY, "PLN": ZLOTY, "¥": YEN, "JPY": YEN, "CNY": YUAN, "CHF": FRANC, "¢": CENT},
}
UNITS: dict[str, Noun] = {
    **{"км": _KILOMETRE, "м": _METRE, "см": _masculine("сантиметр"), "мм": _masculine("міліметр")},
    **{"км/год": _masculine("кілометр", "на годину"), "м/с": _masculine("метр", "на секунду")},
    **{"км/с": _masculine("кілометр", "на секунду"), "л/с": _masculine("літр", "на секунду")},
    **{"км/г": _masculine("кілометр", "на годину"), "кв. км": _adjective("квадратн", _KILOMETRE)},
    **{"кв. м": _adjective("квадратн", _METRE), "кв.м": _adjective("квадратн", _METRE)},
    **{
        "км²": _adjective("квадратн", _KILOMETRE),
        "м²": _adjective("квадратн", _METRE),
        "м2": _adjective("квадратн", _METRE),
    },
    **{
        "куб. м": _adjective("кубічн", _METRE),
        "м³": _adjective("кубічн", _METRE),
        "м3": _adjective("кубічн", _METRE),
    },
    **{"кг": _masculine("кілограм"), "г": _masculine("грам"), "мг": _masculine("міліграм"), "т": _feminine("тонн")},
    **{"ц": _masculine("центнер"), "л": _masculine("літр"), "мл": _masculine("мілілітр"), "га": _masculine("гектар")},
    **{
        "Вт": _masculine("ват"),
        "кВт": _masculine("кіловат"),
        "МВт": _masculine("мегават"),
        "ГВт": _masculine("гігават"),
    },
    **{
        "кВт·год": _feminine("кіловат-годин"),
        "кВт-год": _feminine("кіловат-годин"),
        "МВт·год": _feminine("мегават-годин"),
        "МВт-год": _feminine("мегават-годин"),
        "ГВт·год": _feminine("гігават-годин"),
        "ГВт-год": _feminine("гігават-годин"),
        "ТВт·год": _feminine("терават-годин"),
        "ТВт": _masculine("терават"),
    },
    **{"год": _HOUR, "хв": _feminine("хвилин"), "сек": _feminine("секунд"), "с": _feminine("секунд")},
    **{
        "кбайт": _masculine("кілобайт"),
        "МБ": _masculine("мегабайт"),
        "ГБ": _masculine("гігабайт"),
        "ТБ": _masculine("терабайт"),
    },
    **{
        "Гц": _masculine("герц"),
        "кГц": _masculine("кілогерц"),
        "МГц": _masculine("мегагерц"),
        "ГГц": _masculine("гігагерц"),
    },
    **{
        "Мбіт/с": _masculine("мегабіт", "на секунду"),
        "дБ": _masculine("децибел"),
        "В": _masculine("вольт"),
        "кВ": _masculine("кіловольт"),
        "чол": _PERSON,
    },
    **{"ос": noun("f", "особа особи особі особу особою особі", "особи осіб особам особи особами особах")},
    **{
        "шт": _feminine("штук"),
        "міс": noun(
            "m", "місяць місяця місяцю місяць місяцем місяці", "місяці місяців місяцям місяці місяцями місяцях"
        ),
        "млн": MILLION,
        "в. п": _adjective("відсотков", _POINT),
    },
}
EACH: dict[str, Noun] = {
    "бар": noun("m", "барель бареля барелю барель барелем барелі", "барелі барелів барелям барелі барелями барелях"),
    "унц": noun("f", "унція унції унції унцію унцією унції", "унції унцій унціям унції унціями унціях"),
    "дол": DOLLAR,
}
"""What prices are for, and nothing else: five "бар" may be bars."""
_MASCULINE_HALF = {"m": "півтора", "n": "півтора", "f": "півтори"}


def amount(figures: str, thing: Noun, case: str = "nom") -> str:
    """ "двадцять одна гривня", "п'ять цілих три десятих мільйона"."""
    before, _, after = figures.replace(".", ",").partition(",")
    gender, singular, _plural = thing
    if not after:
        return f"{whole(before, case, gender)} {counted(int(before[-15:]), thing, case)}"
    if (before, after) == ("1", "5") and case in ("nom", "acc", "gen"):
        return f"{_MASCULINE_HALF[gender]} {singular['gen']}"
    return f"{decimal(before, after, case)} {singular['gen']}"
