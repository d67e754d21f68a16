"""Case and gender of a Ukrainian number, from the words around it as far as they tell."""

from __future__ import annotations

import re

from broadsheet.narration.text.normalising.uk import genders, verbs

_GENITIVE = frozenset(
    "від од до без для після біля близько коло з із зі зо серед проти протягом упродовж впродовж замість крім "
    "окрім щодо стосовно порядку вище нижче ближче менше більше вглиб уздовж вздовж навколо довкола з-понад з-під "
    "станом віці розмірі складі кількості сумі обсязі чисельністю підсумками результатами штрафу відбудову "
    "загибель кінця початку середини ціною розміром сумою вартістю відстані дистанції глибині висоті довжині "
    "швидкості "
    "немає нема бракує бракувало вистачає вистачило вистачало потребує потребують потребувало потребували позбавили "
    "позбавив позбавила позбавлено стосується стосуються стосувалося довжиною шириною висотою глибиною вагою "
    "масою площею потужністю місткістю дальністю швидкістю тривалістю "
    "калібру потужності терміном підтримки підтримку участі участю сягнув сягнула сягнуло сягнули сягає сягають "
    "сягне досяг досягла досягло досягли досягає досягне досягнув чисельності вартості більш".split()
)
_OF_DOING = ("ання", "ення", "іння", "иття", "ацію", "ації", "ація")
""" "знищення п'яти танків": what is done governs the genitive."""
_DATIVE = frozenset("дорівнює дорівнює дорівнюють завдяки всупереч назустріч наперекір".split())
_ACCUSATIVE = frozenset("на за через про понад по під крізь попри у в об о".split())
_INSTRUMENTAL = frozenset("між поміж над перед".split())
_AND = frozenset("і й та або чи".split()) | {""}
_NO_PLACE = frozenset("комах птах шлях дах цвях монах свах невдах бідолах".split())
_OF_ONE = re.compile(r"(?:(?<![аиуіоягкйхш]л)(?<![аиіуя]т)и|і|ї)$")
_NO_THING = frozenset(
    "вночі уночі коли поки усі всі вони двічі тричі вдвічі втричі якщо якби навіть двері сани разі".split()
)
""" "немає 21 людини": after "one" such a form is the genitive."""
_PLACE = frozenset("у в на по о об при".split())
_SKIPPED = frozenset(
    "мінус плюс майже лише ще вже приблизно принаймні щонайменше щонайбільше всього усього аж десь цілих "
    "орієнтовно".split()
)
_WORD = re.compile(r"([^\W\d_][\w'-]*)\s*$")
_NEXT = re.compile(r"\s*([^\W\d_][\w'-]*)")
_LINKS = frozenset(
    "з із зі у в на до та і й за від для по під про а але що як через після перед біля або чи був було була були "
    "є не".split()
)
_ADJECTIVE = re.compile(r".+(?:их|іх|ими|іми|ого|ому|ої|ий|ій|ою|им|ним)$")
_INSTRUMENTAL_ADJECTIVE = re.compile(r"\s[^\W\d_]+(?:ими|іми)\b")
_GENITIVE_IN_AM = re.compile(r"(?:грам|клам|драм|панорам|^мам|^дам|^рам|^лам)$")
_NO_INSTRUMENTAL = re.compile(r"(?:грами|драми|панорами|телеграми|реклами|^мами|^дами|^рами|^брами|^ями)$")
_TOGETHER = re.compile(
    r"(?i:згідно|разом|порівняно|поряд|поруч|спільно|зв'язку|одночасно|зустріч\w*|пов'язан\w+)\s(?:з|із|зі)\s*$"
)
_BETWEEN = re.compile(r"\b[Мм]іж\s(?:\S+\s){1,3}(?:і|й|та)\s$")


_ROW = re.compile(
    r"\d[\d,]*\s(?:[а-яіїєґ'-]+\s){1,3}(?:і|й|та|або|чи)\s$|\d[\d,]*\s(?:[а-яіїєґ'-]+\s){0,2}[а-яіїєґ'-]+,\s$"
)
""" "1 чоловіка і 1 підлітка": what governs the first governs the second."""
_OF_MANY = re.compile(
    r"(?:[іїа-я]{2}(?:ів|їв|ей|их|ок|ек|ин|їн|ень|ць|ят|чат|ій)|осіб|рот|груп|шкіл|громад|ракет|бомб|мін|тонн|команд|"
    r"бригад|сіл|міст|рук|книг|газет|систем|рад|баз|справ|атак|спроб|сторін|фірм|будівель|судден|зброй|країн)$"
)
""" "2 країн": two, three or four of such forms are no nominative."""
_OF_SUCH = re.compile(r"\s[а-яіїєґ']+(?:их|іх)\s(?:та|і|й|або)\s\d")
""" "3 ракетних та 62 авіаційних ударів"."""
_OUT_OF = re.compile(r"\s(?:з|із|зі)\s\d")
_CONTINUED = re.compile(r"\b(?:[Дд]о|[Вв]ід|[Пп]ісля|[Бб]лизько|[Бб]ез)\s\d[\d,]*\s[а-яіїєґ']+\s(?:і|й|та)\s$")
""" "до 12 років і 6 місяців"."""
_SPANS = frozenset("днів годин хвилин секунд тижнів місяців років діб разів день годину хвилину добу".split())
_LASTED = re.compile(r"(?:(?<!мину)(?<!пройш)(?<!було)(?:л[аио]|[иа]в|[ає]ть|ють|(?<=три)ває))$")
""" "вистояли 1000 днів", "тривала 21 годину"."""
_NAME = re.compile(r"\s*[A-ZА-ЯІЇЄҐ]")
_DONE_TO = re.compile(
    r"(?:поран|вби|уби|затрим|врят|евакую|госпіталіз|звільни|арешт|засуд|знайш|вияв|викра|обмін|ліквід|нагород|"
    r"поверн|визвол|депорт|мобіліз|опит|підозр|оштраф|розстріл|катув|утрим)\w*$|\w+(?:ено|ано|ято|уто|ито)$"
)
_IS_DONE = re.compile(r"(?:[аяеє]н|[иуя]т)(?:а|ий|е|і|я)$")
""" "поранена 1 людина"."""
_DONE_AFTER = re.compile(r"\s\S+\s(?:\S+\s)?[а-яіїєґ']+(?:ено|ано|ято|уто|ито)\b")
PEOPLE = frozenset(
    "дітей людей немовлят військових поранених загиблих цивільних постраждалих рятувальників поліцейських підлітків "
    "чоловіків хлопців солдатів бійців росіян українців журналістів дорослих пасажирів туристів робітників "
    "працівників медиків військовослужбовців українок дівчат неповнолітніх мешканців жителів волонтерів лікарів "
    "суддів чоловік потерпілих підозрюваних офіцерів полонених прикордонників депутатів громадян "
    "студентів учнів".split()
)


def is_few(number: int) -> bool:
    """Two, three, four, twenty-two …: what is counted stands in the nominative plural."""
    return number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14)


def is_one_of_them(left: str, right: str, number: int) -> bool:
    """ "мають 231 депутата", "врятували 1 постраждалого": only "one" is declined."""
    if number % 10 != 1 or number % 100 == 11:
        return False
    thing, outer = after(right), governed(left)
    if thing.endswith(("ого", "ього")) or thing in genders.MEN_DONE_TO:
        return True
    if not thing.endswith(("а", "я")) or genders.is_woman(thing) or genders.of(thing, 1) == "n":
        return False
    word = before(outer)
    if word in _ACCUSATIVE and genders.is_man(thing):
        return True
    done_to = bool(_DONE_TO.match(word)) and not _IS_DONE.search(word)
    if not done_to and not verbs.is_object(word, outer):
        return False
    return done_to or genders.is_man(thing) or word.endswith("в")


def governed(left: str) -> str:
    """What stands before a row of things that are counted, of which the next is one more."""
    while found := _ROW.search(left):
        left = left[: found.start()]
    return left


def is_together(left: str, right: str) -> bool:
    """ "загинули 3 військових" is "троє", "поранили 3 військових" is "трьох"."""
    if after(right) not in PEOPLE or _DONE_TO.match(before(governed(left))) or _DONE_AFTER.match(right):
        return False
    return case(left) == "nom" or before(left) in _ACCUSATIVE


def before(text: str) -> str:
    """The word before, small; words such as "майже" are looked through."""
    rest = text
    while True:
        found = _WORD.search(rest)
        if not found:
            return ""
        word = found[1].lower()
        if word not in _SKIPPED:
            return word
        rest = rest[: found.start()]


def after(text: str) -> str:
    """The noun that is counted: an adjective before it is looked through."""
    found = _NEXT.match(text)
    if not found:
        return ""
    word = found[1].lower()
    if word in PEOPLE:
        return word
    further = _NEXT.match(text[found.end() :])
    if not further or not _ADJECTIVE.match(word) or further[1].lower() in _LINKS:
        return word
    return further[1].lower()


def case(left: str, right: str = "", number: int = 0, unit: bool = False) -> str:
    """Of a number between `left` and `right`. `unit`: what is counted is an abbreviation and shows no ending."""
    word, thing = before(left), "" if unit else after(right)
    if word in _AND:
        left = governed(left)
        word = before(left) if not is_few(number) or before(left) not in _GENITIVE else word
    if _BETWEEN.search(left) or _TOGETHER.search(left) or word in _INSTRUMENTAL:
        return "ins"
    if not unit and _INSTRUMENTAL_ADJECTIVE.match(right):
        return "ins"
    told = _told_by(thing, word, number)
    if told:
        return told
    if is_few(number) and _OF_SUCH.match(right):
        return "gen"
    if thing in _SPANS and _LASTED.search(word):
        return "acc"
    if word in ("у", "в") and _OUT_OF.match(right):
        return "loc"
    if _CONTINUED.search(left):
        return "gen"
    if is_few(number) and (thing in PEOPLE or _OF_MANY.search(thing)) and not _NAME.match(right):
        return "gen"
    if (word in _GENITIVE or (not unit and word.endswith(_OF_DOING) and word != "населення")) and not _is_subject(
        thing, number
    ):
        return "gen"
    if word in ("у", "в") and unit and right.startswith(" від "):
        return "loc"
    if word in _DATIVE:
        return "dat"
    if ends_in_one(number) and thing.endswith(("а", "я")) and genders.is_woman(thing):
        return "nom"
    return "acc" if word in _ACCUSATIVE or verbs.is_object(word, left) else "nom"


def _is_subject(thing: str, number: int) -> bool:
    """Whether the noun's own form is no genitive: "поранення дістали 1 чоловік і 2 жінки"."""
    if len(thing) < 4:
        return False
    if ends_in_one(number):
        return thing[-1] in "бвгґджзйклмнпрстфхцчшщь" and not thing.endswith(("ів", "їв", "ей", "их", "осіб", "тонн"))
    if thing in PEOPLE or _OF_MANY.search(thing):
        return False
    return is_few(number) and thing.endswith(("и", "і", "ї"))


def ends_in_one(number: int) -> bool:
    return number % 10 == 1 and number % 100 != 11


def is_each(left: str, right: str, number: int) -> bool:
    """ "засудили по 21 року": of each, and only "one" is declined."""
    return ends_in_one(number) and before(left) == "по" and after(right).endswith(("у", "ю", "і", "ові"))


def _told_by(thing: str, word: str, number: int) -> str:
    """What the ending of the noun tells."""
    if thing.endswith(("ами", "ями", "ьми")) and not (is_few(number) and _NO_INSTRUMENTAL.search(thing)):
        return "ins"
    if (
        thing.endswith(("ам", "ям"))
        and not _GENITIVE_IN_AM.search(thing)
        and word not in _GENITIVE
        and len(thing) > 4
    ):
        return "dat"
    if (word in _PLACE or word in _AND) and thing.endswith(("ах", "ях")) and thing not in _NO_PLACE:
        return "loc"
    one = ends_in_one(number)
    with_it = word in ("з", "із", "зі", "над", "під", "за") and thing.endswith(("ом", "ем", "єм"))
    if one and (with_it or thing.endswith(("ою", "ею", "єю"))):
        return "ins"
    if one and word in ("у", "в") and thing.endswith("ку"):
        return "loc"
    if one and genders.is_to_a_man(thing):
        return "dat"
    if one and len(thing) > 2 and thing.endswith(("у", "ю")) and word not in _GENITIVE | _PLACE | _DATIVE:
        return "acc"
    if one and word in ("у", "в", "на") and thing.endswith(("і", "ї")):
        return "loc"
    return "gen" if one and len(thing) > 3 and _OF_ONE.search(thing) and thing not in _NO_THING else ""
