"""What carried a brief that was wrong: its pages, pages that are open, and stories that have grown from it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from broadsheet.briefs.models import Brief
from broadsheet.live.carrying import OpenPages, Telling
from broadsheet.press.carrying import Pressed
from broadsheet.press.models import Awaited, Change
from broadsheet.press.watch import row_tag
from broadsheet.release.carriers import carriers


def put_right_at(brief: Brief) -> datetime | None:
    """When it was killed, or last published with other words than at first."""
    again = brief.last_published_at
    changed = again is not None and brief.first_published_at is not None and again > brief.first_published_at
    return max((at for at in (again if changed else None, brief.killed_at) if at is not None), default=None)


def _waits(brief: Brief) -> bool:
    """Whether the press has not yet looked at what was done."""
    return Change.objects.filter(table=Brief._meta.db_table, row=brief.pk).exists()


def _told(brief: Brief) -> Telling:
    waits = _waits(brief) or Awaited.objects.filter(announcer="briefs", thing=brief.pk).exists()
    said = _("Whoever has a page open was told what it says now, or that it is gone.")
    return Telling(f"brief-{brief.pk}", waits, said)


PRESSED = Pressed(
    "briefs.pressed",
    own=("briefs.brief",),
    tags=lambda brief: [row_tag(Brief, brief.pk)],
    waits=_waits,
    page=gettext_lazy("Its page"),
    lists=gettext_lazy("The News Feed, its days, the rail, and pages that show it"),
)
carriers.put_right(Brief, put_right_at)
carriers.register(Brief, PRESSED)
carriers.register(Brief, OpenPages("briefs.live", _told), order=10)
