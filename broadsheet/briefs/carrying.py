"""What carried a brief that was wrong: its pages, pages that are open, and stories that have grown from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from broadsheet.briefs.models import Brief
from broadsheet.live import events
from broadsheet.press.lots import lots, said
from broadsheet.press.models import Awaited, Change
from broadsheet.press.watch import row_tag
from broadsheet.release.carriers import Carried, State, carriers

OWN = ("briefs.brief",)


def put_right_at(brief: Brief) -> datetime | None:
    """When it was killed, or last published with other words than at first."""
    again = brief.last_published_at
    changed = again is not None and brief.first_published_at is not None and again > brief.first_published_at
    return max((at for at in (again if changed else None, brief.killed_at) if at is not None), default=None)


def _waits(brief: Brief) -> bool:
    """Whether the press has not yet looked at what was done."""
    return Change.objects.filter(table=Brief._meta.db_table, row=brief.pk).exists()


class Pressed:
    name = "briefs.pressed"
    label = gettext_lazy("Pages, lists and feeds")

    def look(self, thing: Any, since: datetime | None, user: Any) -> Iterator[Carried]:
        found, fresh = lots([row_tag(Brief, thing.pk)], OWN), _waits(thing)
        names = {
            "page": _("Its page"),
            "lists": _("The News Feed, its days, the rail, and pages that show it"),
            "feeds": _("Feeds and sitemaps"),
        }
        for name, what in names.items():
            lot = found[name]
            state = State.WORKING if fresh or lot.dirty else State.DONE
            sentence = said(lot, fresh=fresh, killed=thing.killed_at is not None)
            yield Carried(f"press.{name}", what, state, sentence, (thing.url or "") if name == "page" else "")


class OpenPages:
    name = "briefs.live"
    label = gettext_lazy("Pages that readers have open")

    def look(self, thing: Any, since: datetime | None, user: Any) -> Iterator[Carried]:
        if since is None:
            return
        waiting = _waits(thing) or Awaited.objects.filter(announcer="briefs", thing=thing.pk).exists()
        told = events.told(f"brief-{thing.pk}")
        if waiting:
            sentence = _("They are told as soon as the pages lie on disk.")
        elif told is None:
            sentence = _("Nothing was told of it lately that would have to be taken back.")
        else:
            sentence = _("Whoever has a page open was told what it says now, or that it is gone.")
        yield Carried("live", _("The live stream"), State.WORKING if waiting else State.DONE, sentence)


carriers.put_right(Brief, put_right_at)
carriers.register(Brief, Pressed())
carriers.register(Brief, OpenPages(), order=10)
