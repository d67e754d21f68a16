"""A brief as its readers get it: plain values for templates and JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from broadsheet.briefs import addresses
from broadsheet.design.times import machine
from broadsheet.kit import clock

if TYPE_CHECKING:
    from broadsheet.briefs.models import Brief


@dataclass(frozen=True, slots=True)
class Item:
    key: str
    """What it is known by in pages and events; empty in a preview of what was never saved."""
    url: str
    language: str
    headline: str
    paragraphs: tuple[str, ...]
    note: str
    day: date
    instant: str
    """RFC 3339, on the paper's clock."""
    hour: str
    """HH:MM on the paper's clock."""
    changed: str = ""
    """When it was last published again, or got other words, RFC 3339; empty for what stands as it first did."""
    permanent: str = ""
    """The address that feed programs know it by; empty where that is its own."""


@dataclass(frozen=True, slots=True)
class Day:
    url: str
    dated: date
    items: tuple[Item, ...]


def item(brief: Brief) -> Item:
    """A brief without a time yet (a preview) stands under the present one."""
    local = clock.local(brief.shown_from or clock.now())
    dated = brief.dated or local.date()
    return Item(
        key=f"brief-{brief.pk}" if brief.pk else "",
        url=addresses.brief(brief.language, dated, brief.slug),
        language=brief.language,
        headline=brief.headline,
        paragraphs=tuple(brief.paragraphs),
        note=brief.note.strip(),
        day=dated,
        instant=local.isoformat(timespec="seconds"),
        hour=f"{local:%H:%M}",
        changed=_changed(brief),
    )


def _changed(brief: Brief) -> str:
    first, last = brief.shown_from, brief.last_published_at
    return machine(last) if first is not None and last is not None and last > first else ""


def by_day(items: Iterable[Item]) -> list[Day]:
    """Items, newest first, under the days of their addresses."""
    days: dict[date, list[Item]] = {}
    for each in items:
        days.setdefault(each.day, []).append(each)
    return [Day(addresses.day(found[0].language, dated), dated, tuple(found)) for dated, found in days.items()]
