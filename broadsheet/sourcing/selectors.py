"""What plates ask about sources, each in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from django.conf import settings
from django.db.models import FilteredRelation, Q

from broadsheet.kit import languages
from broadsheet.press.selectors import Arguments, selector
from broadsheet.press.watch import Changed
from broadsheet.sourcing.models import Source, SourceWords

Key = tuple[int, str]
"""Of a source, and a language."""


class Described(TypedDict):
    """`tongue` is the language of the description: the paper's first where nobody translated it."""

    name: str
    description: str
    tongue: str
    link: str


def _in_each_language(change: Changed) -> list[Arguments]:
    return [(change.pk, language) for language in settings.PAPER_LANGUAGES]


def _in_its_language(change: Changed) -> set[Arguments]:
    sources, tongues = change.values("source_id"), change.values("language")
    return {(source, tongue) for source in sources for tongue in tongues}


@selector("sourcing.described", {Source: _in_each_language, SourceWords: _in_its_language})
def described(pk: int, language: str) -> Described | None:
    """What readers may know of a source; the warning to writers is not among it."""
    return _described([(pk, language)]).get((pk, language))


def _described(keys: Iterable[Key]) -> dict[Key, Described]:
    by_language: dict[str, list[int]] = {}
    for pk, language in keys:
        by_language.setdefault(language, []).append(pk)
    return {(pk, language): made for language, pks in by_language.items() for pk, made in _in_language(pks, language)}


def _in_language(pks: list[int], language: str) -> Iterable[tuple[int, Described]]:
    told = FilteredRelation("words", condition=Q(words__language=language))
    found = Source.objects.filter(pk__in=pks).annotate(told=told).order_by()
    columns = ("pk", "name", "description", "link", "told__name", "told__description")
    for pk, name, description, link, own_name, own in found.values_list(*columns):
        yield (
            pk,
            {
                "name": own_name or name,
                "description": own or description,
                "tongue": language if own else languages.default(),
                "link": link,
            },
        )


def prepare_described(keys: Iterable[Key]) -> None:
    """Read together what `described` will be asked for in this run."""
    described.prepare(keys, _described)
