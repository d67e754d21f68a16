"""Where one sentence ends and the next begins. What is cut, joined again, is the text as it was."""

from __future__ import annotations

import re
from itertools import pairwise

import pysbd
from syntok import segmenter

MOST = 400
"""Characters of one sentence: more is cut at clauses. Kokoro takes 510 phonemes at once."""
_ENGLISH = pysbd.Segmenter(language="en", clean=False)
_ENDED = re.compile(r"""[.!?…。؟।۔]["'”’»)\]]*\s*$""")

# Words after whose full stop a sentence goes on.
_UKRAINIAN = (
    *("вул", "просп", "пл", "пров", "бул", "бульв", "буд", "кв", "корп", "ім", "м", "с", "смт", "о", "обл"),
    *("проф", "акад", "ген", "полк", "підполк", "кап", "лейт", "доц", "гр", "св", "тов", "інж", "худ", "напр"),
    *("Дж", "Дз", "Юр", "Вол", "Мих", "Вас", "Олекс"),
    *("див", "пор", "ст", "ч", "п", "пп", "рис", "табл", "стор", "т", "зв", "юр", "кн"),
)
_ENGLISH_WORDS = (
    *("Dr", "Mr", "Mrs", "Ms", "Mx", "Prof", "Gen", "Lt", "Col", "Maj", "Capt", "Cmdr", "Adm", "Sgt", "Sen", "Rep"),
    *("Gov", "Rev", "Hon", "Messrs", "St", "Mt", "Ft", "No", "Nos", "vs", "approx", "Fig", "e.g", "i.e", "cf", "ca"),
)
_GOES_ON = {
    "en": re.compile(rf"(?:^|[\s(“\"'‘])(?:(?:{'|'.join(map(re.escape, _ENGLISH_WORDS))})\.|[A-Z]\.)\s*$"),
    "uk": re.compile(rf"(?:^|[\s(«„“\".])(?:(?i:{'|'.join(_UKRAINIAN)})\.|[А-ЯІЇЄҐ]\.|р\.\s?н\.)\s*$"),
}
_MAY_GO_ON = {
    "en": re.compile(r"(?:^|[\s(])(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|p|pp|vol)\.\s*$"),
    "uk": re.compile(r"(?:^|[\s(])(?:р|рр|тис|млн|млрд|трлн|грн|коп|год|хв|ін|д|обл|е)\.\s*$"),
}
"""Words that end a sentence at times: it goes on only if no capital follows."""
_MISSED = re.compile(
    r"(?<=[a-z]{2}[.!?])[”\"]?\s(?=[“\"]?(?:I|It|He|She|We|They|The|But|And|You|This|That|There|In|On|At)\s)"
    r"|(?<=[.!?])”\s(?=“)"
)
"""Borders that pysbd does not see: "in front of me. I believe", "“What?” “Nothing.”"."""
_BEGIN = {
    "en": "I|It|He|She|We|They|The|But|And|You|This|That|There|In|On|At|His|Her|Its|Their|Then|So|When|If|No|Yes",
    "uk": "Він|Вона|Воно|Вони|Це|Цей|Ця|Ці|Той|Та|Те|Ті|Ми|Ви|Я|Його|Її|Їх|Їхній|Тоді|Потім|Після|Проте|Однак|"
    "Але|А|І|Й|У|В|На|За|З|Із|Зі|До|Від|Про|По|Під|При|Для|Як|Якщо|Коли|Що|Хто|Де|Чому|Тому|Наразі|Згодом|Також|Тут|Там|Не|Ні|"
    "Нині|Зараз|Тепер|Раніше|Водночас|Утім|Втім|Отже|Через|Серед|Усі|Всі|Нагадаємо|Зокрема",
}
"""Words with a capital that begin a sentence and are no names: after an abbreviation they tell that it ended."""
_BEGINS = {base: re.compile(rf"[“\"«„(]*(?:{each})[\s,]") for base, each in _BEGIN.items()}
_ABBREVIATED = {
    "en": re.compile(rf"(?<=\b[A-Z]\.)[”\")]?\s+(?=(?:{_BEGIN['en']})[\s,])"),
    "uk": re.compile(
        rf"(?<=[а-яіїєґА-ЯІЇЄҐ]\.)\s+(?=(?:{_BEGIN['uk']})[\s,])|(?<=[%°$€₴£]\.)\s+(?=[«„“\"]?[А-ЯІЇЄҐ])"
        r"|(?<=°[CСF]\.)\s+(?=[А-ЯІЇЄҐ])|(?<=(?:т\. [дп]|н\. е)\.)\s+(?=[А-ЯІЇЄҐ])"
        r"|(?<=(?:кв\. |уб\. )м\.)\s+(?=[А-ЯІЇЄҐ])"
    ),
}
"""Borders that neither pysbd nor syntok sees: "in D.C. He left", "у 2022 р. Він", "12,5 %. Ціна"."""
_SQUARE = re.compile(r"(?:кв|куб)\.\sк?м\.\s*$")
_ONLY_A_TIME = re.compile(r"^(?:At|By|Around|About|Until|Before|After)\s[\d:.]+\s?[ap]\.m\.\s*$")
_ONLY_YEARS = re.compile(r"^(?:У|В|З|До|Після|Від|Протягом|Упродовж|За)\s[\d–—-]+\s?(?:рр?)\.\s*$")
_EXCLAIMED = re.compile(r"[!?][\"”’]\s*$")
_SAID = re.compile(r"(?:[A-Z][\w'’-]+\s){1,3}(?:said|says|asked|added|wrote|told|shouted|replied|cried)\b")
_CLOCK = re.compile(r"\b[ap]\.m\.\s*$", re.I)
_DAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|[A-Z]{2,3}T\b|GMT\b|UTC\b")
_CAPITAL = re.compile(r"\s*[«„“\"(—–-]*\s*[^\W\d_]")
_CENTURY = re.compile(r"[IVXІХV]+\s+ст\.\s*$")


def pieces(text: str, language: str) -> list[str]:
    """Sentences with the white space that follows them. `language`: BCP 47; other than English is left to syntok."""
    base = language.split("-")[0].lower()
    starts = _english(text) if base == "en" else _others(text)
    if base in _ABBREVIATED:
        starts += [found.end() for found in _ABBREVIATED[base].finditer(text)]
    borders = [0, *(start for start in starts if 0 < start < len(text)), len(text)]
    found = [text[start:end] for start, end in pairwise(sorted(set(borders)))]
    return [part for sentence in _joined(found, base) for part in cut(sentence)]


def _english(text: str) -> list[int]:
    """pysbd changes a few characters at times: a sentence that is not found again has no border."""
    starts, at = [found.end() for found in _MISSED.finditer(text)], 0
    for sentence in _ENGLISH.segment(text):
        words = sentence.strip()
        place = text.find(words, at)
        if words and place >= 0:
            starts.append(place)
            at = place + len(words)
    return starts


def _others(text: str) -> list[int]:
    return [sentence[0].offset for paragraph in segmenter.process(text) for sentence in paragraph if sentence]


def _joined(found: list[str], base: str) -> list[str]:
    made: list[str] = []
    for part in found:
        if made and _belongs(made[-1], part, base):
            made[-1] += part
        else:
            made.append(part)
    return made


def _belongs(before: str, part: str, base: str) -> bool:
    if not _ENDED.search(before) or _lower(part) or part[:1] in ",;:)":
        return True
    if base == "en" and _CLOCK.search(before) and (_DAY.match(part) or _ONLY_A_TIME.match(before)):
        return True
    if base == "en" and _EXCLAIMED.search(before) and _SAID.match(part):
        return True
    if base == "uk" and _ONLY_YEARS.match(before):
        return True
    if (base in _BEGINS and _BEGINS[base].match(part)) or (base == "uk" and _SQUARE.search(before)):
        return not _upper(part)
    if base == "uk" and _CENTURY.search(before):
        return not _upper(part)
    always, perhaps = _GOES_ON.get(base), _MAY_GO_ON.get(base)
    if always and always.search(before):
        return True
    return bool(perhaps and perhaps.search(before) and not _upper(part))


def _lower(part: str) -> bool:
    """ "— Так! — вигукнув він": after a mark that ends a sentence this one goes on."""
    first = _CAPITAL.match(part)
    return bool(first and first[0][-1].islower())


def _upper(part: str) -> bool:
    first = _CAPITAL.match(part)
    return bool(first and first[0][-1].isupper())


# -- what is too long for an engine

_CLAUSES = tuple(re.compile(pattern) for pattern in (r"[;:؛]\s+", r"\s[—–]\s+", r"[,،、]\s*(?=\s|[、])\s*", r"\s+"))


def cut(sentence: str, most: int = MOST) -> list[str]:
    """Pieces of at most `most` characters: cut at the clause border nearest to the middle, at a space where there is
    none, anywhere in a word that is longer than that. Joined, they are the sentence."""
    waiting, made = [sentence], []
    while waiting:
        part = waiting.pop()
        if len(part) <= most:
            made.append(part)
            continue
        place = _border(part, most)
        waiting += [part[place:], part[:place]]
    return made


def _border(part: str, most: int) -> int:
    """A strong border is taken if neither side is a mere scrap."""
    middle, scrap = len(part) // 2, min(most, len(part)) // 5
    for clause in _CLAUSES:
        places = [found.end() for found in clause.finditer(part) if scrap < found.end() < len(part) - scrap]
        if places:
            return min(places, key=lambda place: abs(place - middle))
    return middle
