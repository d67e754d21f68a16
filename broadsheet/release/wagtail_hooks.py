"""The verbs of release in Wagtail's history of a page or snippet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter

from broadsheet.release import words
from broadsheet.release.models import Access


class WithReason(LogFormatter):
    def format_message(self, entry: Any) -> str:
        return gettext("%(what)s: %(reason)s") % {"what": self.message, "reason": entry.data.get("reason", "")}


class Killed(WithReason):
    label, message = _("Kill"), _("Killed")


class Removed(WithReason):
    label, message = _("Legal removal"), _("Removed for legal reasons")


class Held(WithReason):
    label, message = _("Hold"), _("Put on hold")


class Withdrawn(WithReason):
    label, message = _("Withdraw"), _("Withdrawn")


class Embargoed(LogFormatter):
    label = _("Set embargo")

    def format_message(self, entry: Any) -> str:
        until = words.moment(datetime.fromisoformat(entry.data["until"]))
        return gettext("Under embargo until %(until)s") % {"until": until}


class AccessSet(LogFormatter):
    label = _("Set access")

    def format_message(self, entry: Any) -> str:
        return gettext("May be read by: %(whom)s") % {"whom": Access(entry.data["is"]).label}


@hooks.register("register_log_actions")
def register_verbs(actions: Any) -> None:
    for name, formatter in (
        ("release.kill", Killed),
        ("release.remove", Removed),
        ("release.hold", Held),
        ("release.withdraw", Withdrawn),
        ("release.embargo", Embargoed),
        ("release.access", AccessSet),
    ):
        actions.register_action(name)(formatter)
    actions.register_action("release.lift_hold", _("Lift hold"), _("Lifted the hold"))
    actions.register_action("release.lift_embargo", _("Lift embargo"), _("Lifted the embargo"))
