"""On the desk's home: issues that need somebody, and those that go out next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from broadsheet.kit import clock
from broadsheet.newsletters.desk.issues.editor import send_url
from broadsheet.newsletters.models import Issue, Sending
from broadsheet.newsletters.sending import progress
from broadsheet.release import words

MOST = 10
LATE = timedelta(minutes=5)
SHOWN = (Sending.PAUSED, Sending.DONE, Sending.SENDING, Sending.FREEZING, Sending.SCHEDULED)
FOR = timedelta(days=7)
"""So long an issue that did not reach everybody is shown after it was sent, unless somebody acts before."""


@dataclass(frozen=True, slots=True)
class Row:
    """`told` says how it stands; `stuck`: nothing goes on until somebody does something."""

    url: str
    issue: Issue
    told: str
    stuck: bool


class IssuesPanel(Component):
    """Nothing at all while no issue is on its way."""

    name, order = "issues", 19
    template_name = "newsletters/desk/issues/home.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = (parent_context or {})["request"].user
        return {"rows": rows() if user.has_perm("newsletters.change_issue") else []}


def rows() -> list[Row]:
    missing = Q(sending=Sending.DONE, done_at__gte=clock.wall() - FOR) & ~Q(cause="")
    going = Q(sending__in=[state for state in SHOWN if state != Sending.DONE])
    found = Issue.objects.filter(going | missing).select_related("newsletter")
    order = {state: number for number, state in enumerate(SHOWN)}
    some = sorted(
        found[: 2 * MOST], key=lambda issue: (order[Sending(issue.sending)], issue.send_at is None, issue.pk)
    )
    return [Row(send_url(issue), issue, _told(issue), _is_stuck(issue)) for issue in some[:MOST]]


def _is_stuck(issue: Issue) -> bool:
    return issue.sending == Sending.PAUSED or bool(issue.cause) or _is_late(issue)


def _is_late(issue: Issue) -> bool:
    """Its time has passed and nothing has begun it, as when no worker runs."""
    return issue.sending == Sending.SCHEDULED and issue.send_at is not None and issue.send_at < clock.wall() - LATE


def _told(issue: Issue) -> str:
    match issue.sending:
        case Sending.DONE:
            return str(progress.missed(issue.pk) or issue.cause)
        case Sending.PAUSED:
            return _("Paused: %(cause)s") % {"cause": issue.cause}
        case Sending.SCHEDULED if _is_late(issue):
            return _("Its time has passed, and nothing has begun it: does a worker run?")
        case Sending.SCHEDULED:
            return _("Goes out on %(moment)s") % {"moment": words.moment(issue.send_at)}
        case _ if issue.cause:
            return _("Does not get on: %(cause)s") % {"cause": issue.cause}
        case _:
            return _("Is going out")
