"""What plates ask about people."""

from __future__ import annotations

from typing import TypedDict

from broadsheet.people.models import Contributor
from broadsheet.press.selectors import selector


class Named(TypedDict):
    name: str
    slug: str


@selector("people.named", {Contributor: lambda change: [(change.pk,)]})
def named(pk: int) -> Named | None:
    """What a byline needs, so that a new biography presses no story."""
    found = Contributor.objects.filter(pk=pk).values_list("name", "slug").first()
    return {"name": found[0], "slug": found[1]} if found else None


@selector("people.at", {Contributor: lambda change: change.each("slug")})
def at(slug: str) -> int | None:
    """The primary key of the contributor with this slug."""
    return Contributor.objects.filter(slug=slug).values_list("pk", flat=True).first()
