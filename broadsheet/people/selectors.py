"""What plates ask about people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from broadsheet.people.models import Contributor
from broadsheet.press.selectors import selector


class Named(TypedDict):
    name: str
    slug: str


@selector("people.named", {Contributor: lambda change: [(change.pk,)]})
def named(pk: int) -> Named | None:
    """What a byline needs, so that a new biography presses no story."""
    return _named([pk]).get(pk)


def _named(pks: Iterable[int]) -> dict[int, Named]:
    found = Contributor.objects.filter(pk__in=pks).order_by()
    return {pk: {"name": name, "slug": slug} for pk, name, slug in found.values_list("pk", "name", "slug")}


def prepare_named(pks: Iterable[int]) -> None:
    """Read together what `named` will be asked for in this run."""
    named.prepare(pks, _named)


@selector("people.at", {Contributor: lambda change: change.each("slug")})
def at(slug: str) -> int | None:
    """The primary key of the contributor with this slug."""
    return Contributor.objects.filter(slug=slug).values_list("pk", flat=True).first()
