"""Lists that editors set by hand and nobody has touched for long, while stories came out, and those whose stories
readers no longer get: told on the desk's home."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.components import Component

from broadsheet.fronts.models import Card, Rail
from broadsheet.kit import clock
from broadsheet.release import gate
from broadsheet.release.models import public_q
from broadsheet.release.words import moment
from broadsheet.stories.models import StoryPage


@dataclass(frozen=True, slots=True)
class Stale:
    """A list that waits for an editor since `since`, and how many stories came out after it."""

    rail: Rail
    since: datetime
    stories: int

    @property
    def sentence(self) -> str:
        return ngettext(
            "“%(title)s” was last edited %(since)s; one story has come out since.",
            "“%(title)s” was last edited %(since)s; %(count)d stories have come out since.",
            self.stories,
        ) % {"title": self.rail, "since": moment(self.since), "count": self.stories}


def stale(now: datetime) -> Iterator[Stale]:
    """The lists of which the desk is to be reminded. One that holds nothing is not set by hand: it fills itself."""
    for rail in Rail.objects.filter(remind_after__gt=0, cards__isnull=False).distinct():
        if now - rail.edited_at < timedelta(hours=rail.remind_after):
            continue
        stories: Any = StoryPage.objects.filter(public_q(now), first_published_at__gt=rail.edited_at)
        if rail.section_id is not None:
            stories = stories.child_of(rail.section)
        count = stories.filter(locale__language_code=rail.language).count()
        if count:
            yield Stale(rail, rail.edited_at, count)


@dataclass(frozen=True, slots=True)
class Thin:
    """A list of whose `chosen` stories readers get only `shown`."""

    rail: Rail
    chosen: int
    shown: int

    @property
    def sentence(self) -> str:
        if not self.shown:
            return _("Readers get none of the stories chosen for “%(title)s”.") % {"title": self.rail}
        return _("Readers get %(shown)d of the %(chosen)d stories chosen for “%(title)s”.") % {
            "title": self.rail,
            "shown": self.shown,
            "chosen": self.chosen,
        }


WILL_COME = (gate.Reason.SCHEDULED, gate.Reason.EMBARGO)


def thin(now: datetime) -> Iterator[Thin]:
    """Lists with a story that readers do not get. One that goes out by itself later was chosen for then, and does not
    count."""
    chosen: dict[int, set[int]] = {}
    for rail, story in Card.objects.values_list("rail", "story"):
        chosen.setdefault(rail, set()).add(story)
    found = StoryPage.objects.filter(pk__in=set().union(*chosen.values())).defer("body")
    verdicts = {story.pk: gate.verdict(story, now) for story in found}
    for rail in Rail.objects.filter(pk__in=chosen):
        stand = [verdicts[key] for key in chosen[rail.pk] if verdicts[key].reason not in WILL_COME]
        shown = sum(verdict.public for verdict in stand)
        if shown < len(stand):
            yield Thin(rail, len(stand), shown)


class Reminders(Component):
    name, order = "reminders", 25
    template_name = "fronts/desk/reminders.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = (parent_context or {})["request"].user
        if not user.has_perm("fronts.change_rail"):
            return {"reminders": []}
        finder = AdminURLFinder(user)
        now = clock.now()
        told: list[Stale | Thin] = [*stale(now), *thin(now)]
        return {"reminders": [(each.sentence, finder.get_edit_url(each.rail)) for each in told]}
