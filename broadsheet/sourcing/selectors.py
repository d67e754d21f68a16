"""What plates ask about sources."""

from __future__ import annotations

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
    found = Source.objects.filter(pk=pk).values_list("name", "description", "link").first()
    return {"name": found[0], "description": found[1], "link": found[2]} if found else None
