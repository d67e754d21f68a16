"""Abbreviations, initials, acronyms and Roman numerals in Ukrainian."""

from __future__ import annotations

import re

from broadsheet.narration.text.letters import UKRAINIAN
from broadsheet.narration.text.normalising.roman import SMALL, value
from broadsheet.narration.text.normalising.rules import Match, Rule, rule, words
from broadsheet.narration.text.normalising.uk import acronyms, context, titles
from broadsheet.narration.text.normalising.uk.calendar import ends
from broadsheet.narration.text.normalising.uk.numerals import HARD, cardinal, ordinal

CASES = ("nom", "gen", "dat", "acc", "ins", "loc")
_PLACES = {
    "вул": "вулиця вулиці вулиці вулицю вулицею вулиці",
    "просп": "проспект проспекту проспекту проспект проспектом проспекті",
    "пл": "площа площі площі площу площею площі",
    "пров": "провулок провулку провулку провулок провулком провулку",
    "бул": "бульвар бульвару бульвару бульвар бульваром бульварі",
    "бульв": "бульвар бульвару бульвару бульвар бульваром бульварі",
    "м": "місто міста місту місто містом місті",
    "с": "село села селу село селом селі",
    "смт": "селище селища селищу селище селищем селищі",
    "р": "річка річки річці річку річкою річці",
    "оз": "озеро озера озеру озеро озером озері",
    "о": "острів острова острову острів островом острові",
    "г": "гора гори горі гору горою горі",
    "буд": "будинок будинку будинку будинок будинком будинку",
    "кв": "квартира квартири квартирі квартиру квартирою квартирі",
    "обл": "область області області область областю області",
}
_FIXED = {
    **{
        "і т. д.": "і так далі",
        "і т. п.": "і тому подібне",
        "та ін.": "та інші",
        "й ін.": "й інші",
        "і ін.": "і інші",
    },
    **{"і т.д.": "і так далі", "і т.п.": "і тому подібне", "т. зв.": "так званий", "т.зв.": "так званий"},
    **{
        "та інш.": "та інші",
        "й т. ін.": "й таке інше",
        "і т. ін.": "і таке інше",
        "напр.": "наприклад",
        "кк": "Кримінального кодексу",
        "кпк": "Кримінального процесуального кодексу",
        "рт. ст.": "ртутного стовпчика",
        "ген.-лейт.": "генерал-лейтенант",
        "ген.-майор": "генерал-майор",
        "ген.-полк.": "генерал-полковник",
        "пн. ш.": "північної широти",
        "пд. ш.": "південної широти",
        "сх. д.": "східної довготи",
        "зх. д.": "західної довготи",
    },
    **{"див.": "дивись", "пор.": "порівняй", "ім.": "імені", "до н. е.": "до нашої ери", "н. е.": "нашої ери"},
    **{
        "до н.е.": "до нашої ери",
        "н.е.": "нашої ери",
        "тощо.": "тощо.",
        "бл.": "близько",
        "прибл.": "приблизно",
        "тел.": "телефон",
    },
    **{"д-р": "доктор", "д-ра": "доктора", "г-н": "пан", "г-жа": "пані", "ін.": "інші", "млн.": "мільйонів"},
    **{
        "р-н": "район",
        "р-ну": "району",
        "р-ні": "районі",
        "обл.": "область",
        "кол.": "колишній",
        "канд.": "кандидат",
    },
    **{"ц. р.": "цього року", "ц.р.": "цього року", "м. р.": "минулого року", "пен.": "пенальті"},
    **{
        "рр.": "років",
        "нар.": "народився",
        "пом.": "помер",
        "ред.": "редактор",
        "авт.": "автор",
        "пор.:": "порівняй:",
    },
}
_LONG_PLACES = words(*(name for name in _PLACES if name != "смт" and len(name) > 1))
_FIXED_ONES = "|".join(re.escape(words).replace(r"\ ", r"\s") for words in sorted(_FIXED, key=len, reverse=True))
_LOCATIVE = frozenset("у в на по при".split())


def place_case(match: Match) -> str:
    word = context.before(match.string[: match.start()])
    if word in _LOCATIVE:
        return "loc"
    if word in ("за", "під", "над", "між", "перед"):
        return "ins"
    found = context.case(match.string[: match.start()], unit=True)
    return "nom" if found == "acc" else found


def _place(match: Match) -> str:
    said = dict(zip(CASES, _PLACES[match[1].lower()].split(), strict=True))[place_case(match)]
    return (said.capitalize() if match[1][0].isupper() else said) + " "


def _fixed(match: Match) -> str:
    found = _FIXED[re.sub(r"\s+", " ", match[1]).lower()]
    return (found[0].upper() + found[1:] if match[1][0].isupper() else found) + ends(match)


def _region(match: Match) -> str:
    """ "Одеська обл.", "в Одеській обл."."""
    forms = {"а": "область", "ої": "області", "ій": "області", "у": "область", "ою": "областю"}
    return f"{match[1]}{match[2]} {forms[match[2]]}{ends(match)}"


# -- articles of laws, numbers of things

_NUMBERED = {
    "ст": ("f", "стаття статті статті статтю статтею статті"),
    "ч": ("f", "частина частини частині частину частиною частині"),
    "п": ("m", "пункт пункту пункту пункт пунктом пункті"),
    "рис": ("m", "рисунок рисунка рисунку рисунок рисунком рисунку"),
    "табл": ("f", "таблиця таблиці таблиці таблицю таблицею таблиці"),
    "т": ("m", "том тому тому том томом томі"),
    "гл": ("f", "глава глави главі главу главою главі"),
    "мал": ("m", "малюнок малюнка малюнку малюнок малюнком малюнку"),
    "кн": ("f", "книга книги книзі книгу книгою книзі"),
    "розд": ("m", "розділ розділу розділу розділ розділом розділі"),
    "стор": ("f", "сторінка сторінки сторінці сторінку сторінкою сторінці"),
    "с": ("f", "сторінка сторінки сторінці сторінку сторінкою сторінці"),
}


def _numbered(match: Match) -> str:
    """ "ч. 2 ст. 5": the second belongs to the first, it stands in the genitive."""
    made: list[str] = []
    told = context.case(match.string[: match.start()], unit=True)
    case = "" if told != "ins" else "ins"
    case = case or {"за": "ins", "у": "loc", "в": "loc", "на": "loc"}.get(
        context.before(match.string[: match.start()]), ""
    )
    case = case or told
    place = len(_INWARDS)
    for short, figures, more in re.findall(r"(\w+)\.\s?(\d+)(-\d+)?", match[0]):
        gender, forms = _NUMBERED[short.lower()]
        outer, place = place, _INWARDS.index(short.lower()) if short.lower() in _INWARDS else -1
        inwards = bool(made) and place > outer
        if made and not inwards:
            case = "gen"
        name = dict(zip(CASES, forms.split(), strict=True))[case]
        made.append(
            f"{',' if inwards else ''} {name} {ordinal(int(figures), case, gender)}{prime(figures, more, case)}"
        )
    return "".join(made).strip()


def prime(article: str, more: str, case: str) -> str:
    """The "-1" of an article that was put in after the 111th: "прим один". Of 5-6 it is the last of a row."""
    if not more:
        return ""
    second = int(more.lstrip("-"))
    return f" прим {cardinal(second)}" if second < int(article) else f" — {ordinal(second, case, 'f')}"


def _article(match: Match) -> str:
    """ "статтею 114-2"."""
    case = next(case for case, ending in _OF_ARTICLE.items() if match["ending"] == ending)
    if match["ending"] == "і" and context.before(match.string[: match.start()]) in _LOCATIVE:
        case = "loc"
    return f"{match['name']}{match['ending']} {_one_article(match['n'], match['more'], case)}"


def _one_article(number: str, more: str, case: str) -> str:
    return ordinal(int(number), case, "f") + prime(number, more, case)


def _articles(match: Match) -> str:
    """ "статей 111-1 та 111-2": of each its own number, in the singular."""
    case = {"ей": "gen", "ями": "ins", "ях": "loc", "ям": "dat"}[match["ending"]]
    row = re.sub(r"(\d+)(-\d)?", lambda one: _one_article(one[1], one[2] or "", case), match["row"])
    return f"{match['name']}{match['ending']} {row}"


_OF_ARTICLE = {"nom": "я", "gen": "і", "acc": "ю", "ins": "ею"}
_INWARDS = ("ст", "ч", "п")
""" "ст. 185 ч. 4" goes inwards: both stand in the same case."""


_MANY_NUMBERED = {
    "ч": ("f", "частини частин частинам частини частинами частинах"),
    "ст": ("f", "статті статей статтям статті статтями статтях"),
    "п": ("m", "пункти пунктів пунктам пункти пунктами пунктах"),
    "с": ("f", "сторінки сторінок сторінкам сторінки сторінками сторінках"),
    "стор": ("f", "сторінки сторінок сторінкам сторінки сторінками сторінках"),
}


def _numbered_row(match: Match) -> str:
    """ "ч. 1–3 ст. 27", "с. 12–14": the name in the plural, each number in the singular."""
    gender, forms = _MANY_NUMBERED[match[1].lower()]
    word = context.before(match.string[: match.start()])
    case = {"за": "ins", "у": "loc", "в": "loc", "на": "loc"}.get(word) or context.case(
        match.string[: match.start()], unit=True
    )
    name = dict(zip(CASES, forms.split(), strict=True))[case]
    first, last = (ordinal(int(match[place]), case, gender) for place in (2, 3))
    rest = f" статті {ordinal(int(match[4]), 'gen', 'f')}" if match[4] else ""
    return f"{name} {first} — {last}{rest}"


# -- letters


def _initials(match: Match) -> str:
    return " ".join(UKRAINIAN[letter.lower()].capitalize() for letter in match[0] if letter.isalpha()) + " "


# -- Roman numerals

_QUEEN = re.compile(r"^(?:Єлизавет|Катерин|Марі|Анн|Вікторі|Маргрет|Ізабелл|Христин|Марґрет|Крістін)")
_ENDINGS = {
    "f": (
        ("ою", "ins"),
        ("єю", "ins"),
        ("ею", "ins"),
        ("у", "acc"),
        ("ю", "acc"),
        ("и", "gen"),
        ("ії", "gen"),
        ("і", "dat"),
    ),
    "m": (
        ("ові", "dat"),
        ("еві", "dat"),
        ("єві", "dat"),
        ("ом", "ins"),
        ("ем", "ins"),
        ("єм", "ins"),
        ("у", "dat"),
        ("ю", "dat"),
    ),
}


def _name(match: Match) -> str:
    """The name's own ending tells the case: "Карла III" is "Карла Третього"."""
    name, number = match["name"], value(match["roman"])
    gender = "f" if _QUEEN.match(name) else "m"
    case = next((case for ending, case in _ENDINGS[gender] if name.endswith(ending)), "nom")
    if gender == "m" and name.endswith(("а", "я")) and not name.endswith(("ла Друга", "ія")):
        case = "gen"
    said = ordinal(number, case, gender)
    return f"{name} {said[0].upper()}{said[1:]}"


_AGREED = tuple(
    (ending, case, gender)
    for gender in ("f", "m", "n", "pl")
    for case, ending in HARD[gender].items()
    if case != "acc" or gender == "f"
)


def _agreed(match: Match) -> str:
    """ "II світової": the adjective's ending is the ordinal's."""
    number, word = value(match["roman"]), match["word"]
    found = sorted((found for found in _AGREED if word.endswith(found[0])), key=lambda found: -len(found[0]))
    case, gender = found[0][1:] if found else ("nom", "m")
    said = ordinal(number, case, gender)
    return said[0].upper() + said[1:] if not match.string[: match.start()].strip() or word[0].isupper() else said


def _alone(match: Match) -> str:
    said = ordinal(value(match["roman"]))
    return said


_ADJECTIVE = (
    r"[^\W\d_]+(?:ва|ва|ької|ка|ої|ій|ий|ого|ому|ою|им|на|ну|ву|ки?й|не|ве|ке|ська|ні|ві"
    r"|ські|ських|ським|ськими)"
)
_THINGS = {
    "Олімпіад": "f",
    "олімпіад": "f",
    "груп": "f",
    "півріч": "n",
    "скликанн": "n",
    "тисячолітт": "n",
    "місц": "n",
}
_STEM = (
    "тисячолітт|Олімпіад|олімпіад|груп|півріч|скликанн|місц|квартал|тур|ступен|етап|з'їзд"
    "|раунд|клас|курс|канал|поверх|поверс|сезон|корпус|під'їзд|взвод|батальйон"
)
_THING_ENDINGS = {
    "m": {"": "nom", "у": "gen", "а": "gen", "я": "gen", "ь": "nom", "ом": "ins", "ем": "ins", "і": "loc"},
    "f": {"а": "nom", "и": "gen", "і": "loc", "у": "acc", "ою": "ins"},
    "n": {"е": "nom", "я": "gen", "чя": "nom", "а": "gen", "і": "loc", "чі": "loc", "ям": "ins", "ем": "ins"},
}


_OF_GROUP = re.compile(r"\s(?:інвалідності|крові|ризику)\b")


def _of_thing(match: Match) -> str:
    """ "в II кварталі", "24 канал": what is numbered so, and stands in the singular, has an ordinal."""
    figures = match["roman"] or match["figures"]
    number = int(figures) if figures.isdigit() else value(figures)
    gender = _THINGS.get(match["stem"], "m")
    case = _THING_ENDINGS[gender].get(match["ending"])
    if (match["stem"], match["ending"]) == ("тисячолітт", "я") and not context.before(match.string[: match.start()]):
        case = "nom"
    few = figures.isdigit() and number in (2, 3, 4) and (gender, match["ending"]) == ("f", "и")
    if few and not _OF_GROUP.match(match.string[match.end() :]):
        return match[0]  # two groups
    if not case or (
        figures.isdigit() and number % 10 == 1 and number != 11 and case == "nom" and match["stem"] != "квартал"
    ):
        return match[0]
    return f"{ordinal(number, case, gender)} {match['stem']}{match['ending']}"


def _first_of_two(match: Match) -> str:
    """ "I та II групи": both have the case of what they are of."""
    first, second = value(match["first"]), value(match["second"])
    gender = _THINGS.get(match["stem"], "m")
    case = {"gen": "gen", "loc": "loc", "ins": "ins"}.get(_THING_ENDINGS[gender].get(match["ending"], ""), "nom")
    said = f"{ordinal(first, case, gender)} {match['and']} {ordinal(second, case, gender)}"
    return f"{said} {match['stem']}{match['ending']}"


RULES: tuple[Rule, ...] = (
    rule(
        rf"(?<![\w.,–-])(?P<first>{SMALL})\s(?P<and>та|і|й|чи|або)\s(?P<second>{SMALL})\s(?P<stem>{_STEM})"
        r"(?P<ending>у|а|я|ь|ом|ем|ям|і|чі|чя|е|и|ою|)(?!\w)",
        _first_of_two,
    ),
    rule(
        rf"(?<![\w.,–-])(?:(?P<roman>{SMALL})|(?P<figures>[1-9]\d?))\s(?P<stem>{_STEM})"
        r"(?P<ending>у|а|я|ь|ом|ем|ям|і|чі|чя|е|и|ою|)(?!\w)",
        _of_thing,
    ),
    rule(
        rf"\b(?!(?:Наприкінці|Кінець|Початок|Середина|Протягом|Після|Перед|Упродовж|Для|Від|До|За|На)\s)(?P<name>[А-ЯІЇЄҐ][а-яіїєґ']+)\s(?P<roman>{SMALL})(?![\w.'])(?!\s(?:ст|століт|сторіч))",
        _name,
    ),
    rule(
        rf"\b(?P<roman>{SMALL})(?=\s(?P<word>{_ADJECTIVE})\b)",
        _agreed,
    ),
    rule(rf"(?<![\w.])(?P<roman>(?=\w\w){SMALL})(?![\w.])", _alone),
    rule(
        r"\bп\.\s?(\d+(?:\.\d+)+)",
        lambda match: "пункт " + " крапка ".join(cardinal(int(part[-12:])) for part in match[1].split(".")),
    ),
    rule(
        r"(?i:\b(ч|ст|п|стор|с)\.\s?(\d{1,3})\s?[–—]\s?(\d{1,3})(?!\d|-)(?:\sст\.\s?(\d{1,3})(?![\d-]))?)",
        _numbered_row,
    ),
    rule(
        r"(?i:\b(?:ст|ч|п|рис|мал|табл|т|кн|гл|розд|стор|с)\.\s?\d+(?:-\d{1,2}(?![\w-]))?"
        r"(?:\s(?:ст|ч|п|гл|розд)\.\s?\d+(?:-\d{1,2}(?![\w-]))?)*)",
        _numbered,
    ),
    rule(
        r"(?P<name>\b(?i:статт))(?P<ending>я|і|ю|ею)\s(?P<n>\d{1,4})(?P<more>-[1-9]\d?)?(?![\w.,-]*\d|-|\s?(?:%|млн|тис))",
        _article,
    ),
    rule(
        r"(?P<name>\b(?i:статт?))(?P<ending>ей|ями|ях|ям)\s(?P<row>\d{1,4}(?:-\d)?(?:(?:,\s|,?\s(?:і|й|та)\s)\d{1,4}(?:-\d)?)*)(?![\w-])",
        _articles,
    ),
    rule(r"\b([А-ЯІЇЄҐ][а-яіїєґ'-]+ськ)(а|ої|ій|у|ою)\sобл\.", _region),
    rule(
        rf"(?<![\w.])((?i:{_FIXED_ONES}))(?=[\s,;:)]|$|(?<!\.)\.(?!\w))",
        _fixed,
    ),
    rule(
        rf"(?<![\w.])((?i:{_LONG_PLACES})|[мсрг]|о(?=\.\s?[А-ЯІЇЄҐ]\w+[иі]й\b))\.\s?"
        r"(?=[А-ЯІЇЄҐ«„“\d]|(?:акад|проф|ген|полк|св|арх)\.)",
        _place,
    ),
    rule(r"(?<![\w.])((?i:смт))\.?\s(?=[А-ЯІЇЄҐ])", _place),
    *titles.RULES,
    rule(r"(?<![\w.'])(?:[А-ЯІЇЄҐ]\.\s?){1,3}(?=[А-ЯІЇЄҐ][а-яіїєґ'])", _initials),
    *acronyms.RULES,
)
