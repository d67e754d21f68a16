"""What plates ask about people, each in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypedDict

from django.conf import settings
from django.db.models import FilteredRelation, Model, Q

from broadsheet.kit import languages
from broadsheet.people.models import Contributor, ContributorWords, FormerSlug
from broadsheet.press.selectors import Arguments, Touches, selector
from broadsheet.press.watch import Changed

Key = tuple[int, str]
"""Of a contributor, and a language."""


class Named(TypedDict):
    name: str
    slug: str


class Told(TypedDict):
    """Each text with the language that it is in, which is the paper's first where nobody translated it."""

    biography: tuple[str, str]
    disclosure: tuple[str, str]
    contact: str


def _in_each_language(change: Changed) -> list[Arguments]:
    return [(change.pk, language) for language in settings.PAPER_LANGUAGES]


def _in_its_language(change: Changed) -> set[Arguments]:
    """Of the one whose it is, and was."""
    people, tongues = change.values("contributor_id"), change.values("language")
    return {(person, tongue) for person in people for tongue in tongues}


TOUCHED_BY: dict[type[Model], Touches] = {Contributor: _in_each_language, ContributorWords: _in_its_language}


@selector("people.named", TOUCHED_BY)
def named(pk: int, language: str) -> Named | None:
    """What a byline needs, so that a new biography presses no story."""
    return _named([(pk, language)]).get((pk, language))


def _named(keys: Iterable[Key]) -> dict[Key, Named]:
    columns = ("name", "slug", "told__name")
    return {key: {"name": told or name, "slug": slug} for key, name, slug, told in _read(keys, *columns)}


def _read(keys: Iterable[Key], *columns: str) -> Iterator[tuple[Any, ...]]:
    """These columns of those that are there; `told__` ones are None where nobody translated them."""
    by_language: dict[str, list[int]] = {}
    for pk, language in keys:
        by_language.setdefault(language, []).append(pk)
    for language, pks in by_language.items():
        told = FilteredRelation("words", condition=Q(words__language=language))
        found = Contributor.objects.filter(pk__in=pks).annotate(told=told).order_by()
        yield from (((pk, language), *rest) for pk, *rest in found.values_list("pk", *columns))


def prepare_named(keys: Iterable[Key]) -> None:
    """Read together what `named` will be asked for in this run."""
    named.prepare(keys, _named)


@selector("people.told", TOUCHED_BY)
def told(pk: int, language: str) -> Told | None:
    """What somebody's own page says besides the name."""
    columns = ("biography", "disclosure", "contact", "told__biography", "told__disclosure")
    for _key, biography, disclosure, contact, *own in _read([(pk, language)], *columns):
        return {
            "biography": _either(own[0], language, biography),
            "disclosure": _either(own[1], language, disclosure),
            "contact": contact,
        }
    return None


def _either(own: str | None, language: str, otherwise: str) -> tuple[str, str]:
    return (own, language) if own else (otherwise, languages.default())


@selector("people.at", {Contributor: lambda change: change.each("slug")})
def at(slug: str) -> int | None:
    """The primary key of the contributor with this slug."""
    return Contributor.objects.filter(slug=slug).values_list("pk", flat=True).first()


@selector("people.formerly_at", {FormerSlug: lambda change: change.each("slug")})
def formerly_at(slug: str) -> int | None:
    """The primary key of the contributor who had this slug."""
    return FormerSlug.objects.filter(slug=slug).values_list("contributor_id", flat=True).first()
