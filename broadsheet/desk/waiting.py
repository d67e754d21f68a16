"""What is ready and not out yet, and what went out today, for the desk's home."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from broadsheet.briefs.models import Brief
from broadsheet.kit import clock
from broadsheet.release import gate, words
from broadsheet.release.gate import Reason
from broadsheet.release.models import Releasable, public_q
from broadsheet.sections.schedule import OVERDUE_AFTER
from broadsheet.stories.models import StoryPage

MOST = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """`at` is None for what waits for a person, not for a time."""

    thing: Releasable
    at: datetime | None
    standing: str

    @property
    def hour(self) -> str:
        return f"{clock.local(self.at):%H:%M}" if self.at else ""

    @property
    def moment(self) -> str:
        return words.moment(self.at)


def waiting() -> list[Entry]:
    """Embargoed, scheduled and held stories and briefs; those with a time first, in its order."""
    now = clock.now()
    things: dict[tuple[type, int], Releasable] = {}
    for model in (StoryPage, Brief):
        kept: Any = model.objects.filter(killed_at__isnull=True)
        # Asked one by one: there is an index of either, and none of both.
        embargoed = kept.filter(embargoed_until__gt=now).order_by("embargoed_until", "pk")[:MOST]
        held = kept.filter(hold=True).order_by("pk")[:MOST]
        things.update({(model, thing.pk): thing for thing in (*embargoed, *held)})
    entries = [_entry(thing, now) for thing in things.values()]
    entries += [entry for entry in _scheduled() if (type(entry.thing), entry.thing.pk) not in things]
    return sorted(entries, key=lambda entry: (entry.at is None, entry.at or now, str(entry.thing)))[:MOST]


def _entry(thing: Releasable, now: datetime) -> Entry:
    verdict = gate.verdict(thing, now)
    said = words.standing(verdict)
    if verdict.reason is Reason.HOLD and thing.hold_reason:
        said = _("%(standing)s: %(reason)s") % {"standing": said, "reason": thing.hold_reason}
    return Entry(thing, verdict.until, said)


def _scheduled() -> Iterable[Entry]:
    """Of something that is live already, the scheduled revision is what waits."""
    due = Revision.objects.filter(approved_go_live_at__isnull=False).order_by("approved_go_live_at")[:MOST]
    for revision in due.select_related("content_type"):
        thing = revision.content_object
        if isinstance(thing, Releasable) and thing.killed_at is None:
            yield Entry(thing, revision.approved_go_live_at, _when(revision))


def _when(revision: Revision) -> str:
    """Its time; of what should be out and is not, also what keeps it in."""
    at = revision.approved_go_live_at
    if at is None or at > clock.now() - OVERDUE_AFTER:
        return words.standing(gate.not_yet(Reason.SCHEDULED, at))
    unready = getattr(revision.as_object(), "unready", tuple)
    causes = " ".join(unready())
    return _("Overdue since %(time)s. %(causes)s") % {"time": words.moment(at), "causes": causes}


def out_today() -> list[Entry]:
    """What readers have had since midnight, the newest first."""
    now = clock.now()
    midnight = _midnight(now)
    stories: Any = StoryPage.objects.filter(public_q(now), first_published_at__gte=midnight)
    briefs: Any = Brief.objects.filter(public_q(now), shown_from__gte=midnight)
    entries = [
        *(Entry(story, story.first_published_at, "") for story in stories.order_by("-first_published_at")[:MOST]),
        *(Entry(brief, brief.shown_from, "") for brief in briefs.order_by("-shown_from")[:MOST]),
    ]
    return sorted(entries, key=lambda entry: entry.at or now, reverse=True)[:MOST]


def _midnight(now: datetime) -> datetime:
    local = clock.local(now)
    return timezone.make_aware(datetime.combine(local.date(), time()), timezone.get_default_timezone())
