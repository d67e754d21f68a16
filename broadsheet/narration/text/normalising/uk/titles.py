"""How people are titled in Ukrainian: abbreviations before a name."""

from __future__ import annotations

import re

from broadsheet.narration.text.normalising.rules import Match, Rule, rule, words

_TITLES = {
    **{"проф": "професор", "акад": "академік", "ген": "генерал", "полк": "полковник", "підполк": "підполковник"},
    **{
        "кап": "капітан",
        "лейт": "лейтенант",
        "доц": "доцент",
        "гр": "громадянин",
        "тов": "товариш",
        "інж": "інженер",
    },
    **{"преп": "преподобний", "зав": "завідувач", "нач": "начальник"},
    **{"худ": "художник", "св": "святий", "серж": "сержант", "о": "отець", "реж": "режисер", "ред": "редактор"},
}
_STREET = re.compile(r"\b(?:[Вв]улиц\w+|[Пп]роспект\w*|[Бб]ульвар\w*|[Пп]лощ\w+|[Пп]ровул\w+|[Іі]мені)\s$")
_LADY = (
    r"(?:(?:Олен|Ольг|Ірин|Натал|Тетян|Оксан|Світлан|Людмил|Галин|Ганн|Анн|Катерин|Юлі|Вікторі|Ларис|Наді|Алл|Інн|"
    r"Ліді|Нін|Анастасі|Христин|Соломі)[\w']*|(?:Валентин|Ярослав|Мирослав)[аиіу]|Марі[яїює]|Софі[яїює]|Лес[яіюе]|"
    r"Дар(?:'|ин|і)[\w']*|[А-ЯІЇЄҐ][а-яіїєґ']+(?:ська|ської|цька|цької|ова|ової|єва|іна|їна))\b"
)
""" "п. Олена": what shows that she is a lady. Of "п. Шевченко" nobody knows."""


def _title(match: Match) -> str:
    """ "просп. акад. Глушкова": whose street it is."""
    said = _TITLES[match[1].lower()]
    if _STREET.search(match.string[: match.start()]) and said.endswith(("к", "р", "н", "ь", "ш", "ч", "т")):
        said = f"{said.removesuffix('ь')}{'я' if said.endswith('ь') else 'а'}"
    return (said.capitalize() if match[1][0].isupper() else said) + " "


RULES: tuple[Rule, ...] = (
    rule(rf"(?<![\w.])((?i:{words(*(name for name in _TITLES if len(name) > 1))})|о)\.\s?(?=[А-ЯІЇЄҐ])", _title),
    rule(rf"(?<![\w.])([Пп])\.\s?(?={_LADY})", lambda match: f"{match[1]}ані "),
    rule(
        r"(?<![\w.])([Пп])\.\s?(?=[А-ЯІЇЄҐ][а-яіїєґ']+(?:[бвгґджзклмнпрстфхцчшщй]|ич)\b)",
        lambda match: f"{match[1]}ан ",
    ),
)
