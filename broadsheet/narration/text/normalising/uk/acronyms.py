"""Initials in capitals that Ukrainian newsreaders say letter by letter: СБУ is "ес-бе-у". A voice would say them as a
word ("збу"), whatever its letters are."""

from __future__ import annotations

import re

from broadsheet.narration.text.letters import UKRAINIAN
from broadsheet.narration.text.normalising.rules import Match, Rule, rule, words

_VOWELS = frozenset("АЕЄИІЇОУЮЯ")
_BY_LETTERS = frozenset(
    "АЗС АНБ АТ АТС ЄС ЄСВ ЄСПЛ ЄБРР ОЕСР ОМБр ОП ОТГ УВКБ УЗ УНР УПЦ УЦОЯО АМКУ ЄДРПОУ ІПСО ОШБр ОБр ОТРК".split()
)
"""Those that begin with a vowel; of those that begin with two consonants nearly all are said so."""
_WORDS = frozenset(
    "США ЗМІ СНІД ГРУ ТРО СПА ПРО ДНІ ДВА ДВІ ТРИ СТО ХТО ЩО ЦЕ ДЛЯ ПРИ ВСІ ВСЕ ЯКЩО СЛУГА СЛАВА ЗНАК ГРА ГРОШІ ДРУГ "
    "КРИМ ПЛАН СТОП ХЛІБ ЦІНА СВІТ СТІЛ ПРЕМ'ЄР КЛУБ КЛАС ГРАД ГРІМ СМЕРЧ СТАРТ ШТАБ ФРОНТ БРІКС КРОК ПЛЕЙ ТРК ВНЗ "
    "СВОЯ СВОЇ ДНЯ ДНІВ СКАЙ ПТАХ БЛОК ХВІСТ СХІД ЗРАДА".split()
)
_SHOUTED = 0.5  # of the words: where more are in capitals, a long one among them, the capitals say nothing
_NAMES = frozenset("ЮНЕСКО ЮНІСЕФ МАГАТЕ ЄДРПОУ".split())
_LONGEST = 6
_CAPITALS = re.compile(r"(?<![\w'])[А-ЯІЇЄҐ]{2,}(?![\w'])")


def _said(match: Match) -> str:
    written = match[0]
    if _by_letters(written) and not _is_shouted(match.string):
        return "-".join(UKRAINIAN[letter.lower()] for letter in written)
    return written


def _by_letters(written: str) -> bool:
    if written in _BY_LETTERS:
        return True
    if written in _WORDS or len(written) > _LONGEST or not written.isupper():
        return False
    return not any(letter in _VOWELS for letter in written) or not any(letter in _VOWELS for letter in written[:2])


def _is_shouted(text: str) -> bool:
    """ХТО ЙДЕ НА ВИБОРИ: a headline in capitals."""
    every = re.findall(r"[^\W\d_]{2,}", text)
    capitals = _CAPITALS.findall(text)
    return (
        len(every) > 2
        and len(capitals) > _SHOUTED * len(every)
        and any(len(word) >= _LONGEST and word not in _NAMES for word in capitals)
    )


RULES: tuple[Rule, ...] = (
    rule(rf"(?<![\w.'-])(?:[А-ЯІЇЄҐ]{{2,6}}|{words(*(w for w in _BY_LETTERS if not w.isupper()))})(?![\w'])", _said),
)
