"""What plates ask about sources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from broadsheet.press.selectors import selector
from broadsheet.sourcing.models import Source


class Described(TypedDict):
    name: str
    description: str
    link: str


@selector("sourcing.described", {Source: lambda change: [(change.pk,)]})
def described(pk: int) -> Described | None:
    """What readers may know of a source; the warning to writers is not among it."""
    return _described([pk]).get(pk)


def _described(pks: Iterable[int]) -> dict[int, Described]:
    found = Source.objects.filter(pk__in=pks).order_by().values_list("pk", "name", "description", "link")
    return {pk: {"name": name, "description": words, "link": link} for pk, name, words, link in found}


def prepare_described(pks: Iterable[int]) -> None:
    """Read together what `described` will be asked for in this run."""
    described.prepare(pks, _described)
