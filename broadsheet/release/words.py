"""The gate's verdict in the words of the desk."""

from __future__ import annotations

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from broadsheet.kit import clock
from broadsheet.release.gate import Reason, Verdict


def standing(verdict: Verdict) -> str:
    """A few words, for a list."""
    if verdict.reason is None:
        return _("Public")
    return _SHORT[verdict.reason](verdict)


def sentence(verdict: Verdict) -> str:
    """One sentence, for the thing's own screen."""
    if verdict.reason is None:
        return _("Readers can see it.")
    return _LONG[verdict.reason](verdict)


def moment(instant: datetime | None) -> str:
    """An instant on the paper's clock, as the desk writes it."""
    return date_format(clock.local(instant), "SHORT_DATETIME_FORMAT") if instant else ""


_SHORT = {
    Reason.DRAFT: lambda verdict: _("Draft"),
    Reason.SCHEDULED: lambda verdict: _("Scheduled, %(time)s") % {"time": moment(verdict.until)},
    Reason.EMBARGO: lambda verdict: _("Embargo until %(time)s") % {"time": moment(verdict.until)},
    Reason.HOLD: lambda verdict: _("On hold"),
    Reason.KILLED: lambda verdict: _("Killed"),
    Reason.EXPIRED: lambda verdict: _("Expired"),
    Reason.MEMBERS: lambda verdict: _("Members only"),
    Reason.PAID: lambda verdict: _("Paying readers only"),
    Reason.RIGHTS: lambda verdict: _("No rights"),
}
_LONG = {
    Reason.DRAFT: lambda verdict: _("Nobody outside can see it: it is not published."),
    Reason.SCHEDULED: lambda verdict: _("It will be published on %(time)s.") % {"time": moment(verdict.until)},
    Reason.EMBARGO: lambda verdict: (
        _("It is under embargo, and goes out by itself on %(time)s.") % {"time": moment(verdict.until)}
    ),
    Reason.HOLD: lambda verdict: _("It is on hold: nothing of it goes out until the hold is lifted."),
    Reason.KILLED: lambda verdict: _("It was killed: its address says so, and nothing brings it back."),
    Reason.EXPIRED: lambda verdict: _("Its time is over: readers cannot see it any more."),
    Reason.MEMBERS: lambda verdict: _("It is for members only, and this paper has no members' pages yet."),
    Reason.PAID: lambda verdict: _("It is for paying readers only, and this paper has no such pages yet."),
    Reason.RIGHTS: lambda verdict: _("The rights to it do not cover this time."),
}
