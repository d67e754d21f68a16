"""Ukrainian."""

from __future__ import annotations

from broadsheet.narration.text.normalising import web
from broadsheet.narration.text.normalising.cleaning import clean, tidy, unquoted
from broadsheet.narration.text.normalising.rules import Rule, apply, rule
from broadsheet.narration.text.normalising.uk import (
    calendar,
    counting,
    days,
    measures,
    money,
    names,
    parts,
    references,
    shortened,
)
from broadsheet.narration.text.normalising.uk.numerals import whole

_TONGUE = web.Tongue(
    marks={
        **{".": "крапка", "-": "дефіс", "_": "нижнє підкреслення", "/": "слеш", "+": "плюс", "@": "равлик"},
        **{"%": "відсоток", "~": "тильда"},
    },
    hashtag="гештег",
    at="равлик",
    plus="плюс",
    group=whole,
)
_AGAINST = {"р": "рік до року", "м": "місяць до місяця", "к": "квартал до кварталу", "т": "тиждень до тижня"}
_MARKS: tuple[Rule, ...] = (
    rule(r"(?<![\d.,])[1-9]\d{0,2}(?: \d{3})+(?!\d)", lambda match: match[0].replace(" ", "")),
    *measures.PER,
    *shortened.RULES,
    *references.RULES,
    *parts.RULES,
    rule(r"(?<![\w/])([рмкт])/\1(?![\w/])", lambda match: _AGAINST[match[1]]),
    rule(r"=(?=\s?[$€£₴]?\d)", " дорівнює "),
    rule(
        r"(?<!до\s)(?<![\w.,])([+−-]?\d+)\s?°?\s?…\s?([+−-]?\d+)(?=\s?°)",
        lambda match: f"від {match[1]} до {match[2]}",
    ),
    rule(r"№№\s?(?=\d)", "номери "),
    rule(r"№\s?(?=\d)", "номер "),
    rule(r"(?<=[а-яіїєґ])/(?=\d)", " на "),
    rule(r"(?<![\w.,])1,5-(?=[а-яіїєґ]{4})", "півтора"),
    rule(r"§§?\s?(?=\d)", "параграф "),
    rule(r"#(?=\d)", "номер "),
    rule(r"(?<=\d)\s?[×xх]\s?(?=\d)", " на "),
    rule(r"(?<![\w<])<\s?(?=[$€£₴]?\d)", "менше "),
    rule(r"(?<![\w>])>\s?(?=[$€£₴]?\d)", "більше "),
    rule(r"[~≈]\s?(?=[$€£₴]?\d)", "приблизно "),
    rule(r"≥\s?", " щонайменше "),
    rule(r"≤\s?", " щонайбільше "),
    rule(r"±\s?", " плюс-мінус "),
    rule(r"\+(?=\d+\s?[^\s°\d])", "плюс "),
)
_SIGNS: tuple[Rule, ...] = (
    rule(r"\s?&\s?", " і "),
    rule(r"\+", " плюс "),
    rule(r"=", " дорівнює "),
    rule(r"%", " відсотків "),
    rule(r"²", " у квадраті "),
    rule(r"³", " у кубі "),
    rule(r"°\s?[CС](?!\w)", " градусів Цельсія "),
    rule(r"°", " градусів "),
    rule(r"\b(і|та)/(або|чи)\b", r"\1 \2"),
    rule(r"(?<=[а-яіїєґ])/(?=[а-яіїєґ])", " або "),
    rule(r"/", " "),
    rule(r"−", " мінус "),
)
_ALL = (
    *(*web.rules(_TONGUE), *_MARKS, *days.RULES, *calendar.RULES, *money.RULES, *measures.RULES),
    *(*names.RULES, *counting.RULES, *_SIGNS),
)


def normalise(text: str) -> str:
    return tidy(apply(_ALL, unquoted(apply(references.MINUTES, clean(text)))))
