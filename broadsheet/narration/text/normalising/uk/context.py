"""Case and gender of a Ukrainian number, from the words around it as far as they tell."""

from __future__ import annotations

import re

from broadsheet.narration.text.normalising.rules import words

_GENITIVE = frozenset(
    "від од до без для після біля близько коло з із зі зо серед проти протягом упродовж впродовж замість крім "
    "окрім щодо стосовно порядку вище нижче ближче менше більше вглиб уздовж вздовж навколо довкола з-понад з-під "
    "станом віці розмірі складі кількості сумі обсязі чисельністю підсумками результатами штрафу відбудову "
    "загибель кінця початку середини ціною розміром сумою вартістю відстані дистанції глибині висоті довжині "
    "швидкості "
    "довжиною шириною висотою глибиною вагою масою площею потужністю місткістю дальністю швидкістю тривалістю "
    "калібру потужності терміном підтримки підтримку участі участю сягнув сягнула сягнуло сягнули сягає сягають "
    "сягне досяг досягла досягло досягли досягає досягне досягнув чисельності вартості більш".split()
)
_OF_DOING = ("ання", "ення", "іння", "иття", "ацію", "ації", "ація")
""" "знищення п'яти танків": what is done governs the genitive."""
_DATIVE = frozenset("дорівнює дорівнює дорівнюють завдяки всупереч назустріч наперекір".split())
_ACCUSATIVE = frozenset("на за через про понад по під крізь попри у в об о".split())
_INSTRUMENTAL = frozenset("між поміж над перед".split())
_PLACE = frozenset("у в на по о об при".split())
_SKIPPED = frozenset(
    "мінус плюс майже лише ще вже приблизно принаймні щонайменше щонайбільше всього усього аж десь цілих "
    "орієнтовно".split()
)
_WORD = re.compile(r"([^\W\d_][\w'-]*)\s*$")
_NEXT = re.compile(r"\s*([^\W\d_][\w'-]*)")
_ADJECTIVE = re.compile(r".+(?:их|іх|ими|іми|ого|ому|ої|ий|ій|ою|им|ним)$")
_INSTRUMENTAL_ADJECTIVE = re.compile(r"\s[^\W\d_]+(?:ими|іми)\b")
_GENITIVE_IN_AM = re.compile(r"(?:грам|клам|драм|панорам|^мам|^дам|^рам|^лам)$")
_TOGETHER = re.compile(
    r"(?i:згідно|разом|порівняно|поряд|поруч|спільно|зв'язку|одночасно|зустріч\w*|пов'язан\w+)\s(?:з|із|зі)\s*$"
)
_BETWEEN = re.compile(r"\b[Мм]іж\s(?:\S+\s){1,3}(?:і|й|та)\s$")


_TRANSITIVE = re.compile(
    r"(?:ви|за|від|пере|с|до|по|об|на|роз)?(?:діли|діля|плати|плачу|трати|трача|рахува|рахує|каза|роби|робля|купи|купля|купує|"
    r"прода|да(?:в|л[аио]|ють|сть|є|ва|дуть)|"
    r"крал|крада|крав|гасил|гаси|зичи|інвестува|інвесту|залучи|залуча|отрим|збира|бра|зібра|втрат|ма[єюл]|кошту|"
    r"станови|склада|перевищ|позича|позичи|надси|переда|накопич|зекономи|економ|асигну|програ(?!м)|виграва|вигра|набра|"
    r"поверн|верну|виклада|викла|просит|вимага|пропону|запропонув|жертву|задекларува|декларува|інкриміну|закида)\w*$"
)
"""Verbs of giving and taking: what follows them is the accusative."""
_OBJECT = re.compile(r"[а-яіїєґ']{3,}(?:у|ю)\s[а-яіїєґ']+\s$")
""" "Субсидію отримали 1,7 млн": the object stands before the verb."""


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
_LASTED = re.compile(r"(?:(?<!мину)(?<!пройш)(?<!було)(?:л[аио]|[иа]в|[ає]ть|ють))$")
""" "вистояли 1000 днів", "тривала 21 годину"."""
_NAME = re.compile(r"\s*[A-ZА-ЯІЇЄҐ]")
_DONE_TO = re.compile(
    r"(?:поран|вби|уби|затрим|врят|евакую|госпіталіз|звільни|арешт|засуд|знайш|вияв|викра|обмін|ліквід|нагород|"
    r"поверн|визвол|депорт|мобіліз|опит|підозр|оштраф|розстріл|катув|утрим)\w*$|\w+(?:ено|ано|ято|уто|ито)$"
)
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
    """ "мають 231 депутата": only "one" is declined."""
    ends_in_one = number % 10 == 1 and number % 100 != 11
    return ends_in_one and after(right).endswith(("а", "я")) and bool(_TRANSITIVE.match(before(left)))


def is_together(left: str, right: str) -> bool:
    """ "загинули 3 військових" is "троє", "поранили 3 військових" is "трьох"."""
    if after(right) not in PEOPLE or _DONE_TO.match(before(left)) or _DONE_AFTER.match(right):
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
    return further[1].lower() if further and _ADJECTIVE.match(word) else word


def case(left: str, right: str = "", number: int = 0, unit: bool = False) -> str:
    """Of a number between `left` and `right`. `unit`: what is counted is an abbreviation and shows no ending."""
    word, thing = before(left), "" if unit else after(right)
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
    if word in _GENITIVE or (not unit and word.endswith(_OF_DOING)):
        return "gen"
    if unit and _TRANSITIVE.match(word) and not _OBJECT.search(left):
        return "acc"
    if word in ("у", "в") and unit and right.startswith(" від "):
        return "loc"
    if word in _DATIVE:
        return "dat"
    return "acc" if word in _ACCUSATIVE else "nom"


def _told_by(thing: str, word: str, number: int) -> str:
    """What the ending of the noun tells."""
    if thing.endswith(("ами", "ями", "ьми")):
        return "ins"
    if (
        thing.endswith(("ам", "ям"))
        and not _GENITIVE_IN_AM.search(thing)
        and word not in _GENITIVE
        and len(thing) > 4
    ):
        return "dat"
    if word in _PLACE and thing.endswith(("ах", "ях")):
        return "loc"
    ends_in_one = number % 10 == 1 and number % 100 != 11
    with_it = word in ("з", "із", "зі", "над", "під", "за") and thing.endswith(("ом", "ем", "єм"))
    if ends_in_one and (with_it or thing.endswith(("ою", "ею", "єю"))):
        return "ins"
    if ends_in_one and word in ("у", "в") and thing.endswith("ку"):
        return "loc"
    if ends_in_one and thing.endswith(("у", "ю")) and word not in _GENITIVE | _PLACE | _DATIVE:
        return "acc"
    return "loc" if ends_in_one and word in ("у", "в", "на") and thing.endswith(("і", "ї")) else ""


_FEMININE = re.compile(
    r"(?:(?<!сценар)(?<!критер)(?<!ген)(?<!санатор)(?<!територ)ії|(?<!г)ості|ниці|лиці|"
    + words(
        "години хвилини секунди доби особи людини країни родини машини частини причини половини сторони новини",
        "картини тисячі гривні копійки тонни жінки дівчини дівчинки доньки дочки сестри матері подруги мами",
        "бабусі вчительки сторінки книжки книги газети статті помилки спроби оцінки зупинки вечірки точки картки",
        "заявки поправки поразки перемоги ракети бомби міни бригади групи команди роти армії школи лікарні",
        "квартири кімнати ініціативи умови угоди вулиці жертви фірми палати гри ночі речі землі хвилі дороги кулі",
        "рани посади бочки пари заяви скарги справи проблеми програми системи схеми теми моделі ролі цілі вежі",
        "площі церкви аптеки держави республіки громади ради мови думки стрічки лінії серії області революції",
        "пісні смерті літери цифри ями атаки загрози яхти баржі шхуни риби корови кози вівці кішки собаки клітини",
        "планети зірки зустрічі розмови промови премії батареї ідеї алеї галереї установки гармати гаубиці хати",
        "садиби будівлі споруди лікарки журналістки медалі милі пожежі тривоги сім'ї зарплати ставки валюти норми",
        "постанови ухвали камери застави зміни фази дози вакцини клініки хвороби автівки вантажівки маршрутки",
        "цистерни колони висоти гранати ями воронки шахти пташки качки орбіти молекули пенсіонерки українки",
        "учительки вистави виставки пам'ятки зброї сцени збірні країни-учасниці пляшки",
        "банки родички коробки сумки таблетки вази",
    )
    + ")$"
)
_FEMININE_ONE = re.compile(
    r"(?:сть|смерть|кров|область|ніч|річ|подорож|сіль|ціль|роль|модель|тінь|постать|відповідь|допомога)$"
)


def gender(right: str, number: int, of: str = "nom") -> str:
    """Of the noun after a number that ends in 1 or 2; others have none."""
    thing = after(right)
    if number % 10 == 2:
        return "f" if _FEMININE.search(thing) else "m"
    if number % 10 != 1 or not thing:
        return "m"
    if of in ("dat", "loc") and thing.endswith("і") and _FEMININE.search(f"{thing[:-1]}и"):
        return "f"
    if of in ("gen", "dat", "loc"):
        return "f" if thing.endswith(("и", "ої", "ій")) or (of == "gen" and thing.endswith(("і", "ї"))) else "m"
    if of == "ins":
        return "f" if thing.endswith(("ою", "ею", "єю")) else "m"
    if of == "acc" and thing.endswith(("у", "ю")):
        return "f"
    if thing.endswith(("ння", "ття", "ззя", "лля", "сся", "ччя", "ддя", "ків'я", "о", "е", "є", "ім'я")):
        return "n"
    return "f" if thing.endswith(("а", "я")) or _FEMININE_ONE.search(thing) else "m"
