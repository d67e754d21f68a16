"""How far the press is with what was made from a thing: its page, lists, feeds; for who put the thing right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from broadsheet.press.consequences import DIRTY
from broadsheet.press.models import Dependency, Plate
from broadsheet.press.recording import SNAPSHOT

FEEDS = ("syndication.", "narration.podcast")


@dataclass(frozen=True, slots=True)
class Lot:
    """Plates of one sort that have something of it: how many, and how many of them are still to be pressed."""

    total: int
    dirty: int


def plates(tags: Iterable[str]) -> QuerySet[Plate]:
    """Those that were made from what the tags name."""
    wanted = [form for tag in tags for form in (tag, SNAPSHOT + tag)]
    return Plate.objects.filter(pk__in=Dependency.objects.filter(tag__in=wanted).values("plate"))


def lots(tags: Iterable[str], own: Iterable[str]) -> dict[str, Lot]:
    """By "page", which are plates of the kinds `own`, "lists" and "feeds"."""
    counted = plates(tags).order_by().values_list("kind").annotate(all=Count("pk"), left=Count("pk", filter=DIRTY))
    found, mine = {"page": Lot(0, 0), "lists": Lot(0, 0), "feeds": Lot(0, 0)}, set(own)
    for kind, total, dirty in counted:
        name = "page" if kind in mine else "feeds" if kind.startswith(FEEDS) else "lists"
        found[name] = Lot(found[name].total + total, found[name].dirty + dirty)
    return found


def said(lot: Lot, *, fresh: bool, killed: bool) -> str:
    """`fresh`: the press has not looked at what was done yet."""
    if fresh:
        return _("The press is looking at what changed.")
    if lot.dirty:
        return ngettext(
            "%(dirty)d of %(count)d is still to be pressed.",
            "%(dirty)d of %(count)d are still to be pressed.",
            lot.total,
        ) % {"dirty": lot.dirty, "count": lot.total}
    if killed:
        return _("Nothing of it is there any more but the notice at its address.")
    if not lot.total:
        return _("None of them has anything of it.")
    return ngettext("%(count)d, as it is now.", "All %(count)d, as it is now.", lot.total) % {"count": lot.total}
