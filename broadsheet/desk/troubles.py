"""What is wrong with the press, each thing as one sentence for people who write for a living."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from broadsheet.press.health import PressHealth
from broadsheet.release.words import moment


def troubles(health: PressHealth) -> list[str]:
    """Empty when all is well. Plates that fail are told one by one elsewhere."""
    found = []
    if health.heartbeat is None:
        found.append(
            _("The press has never run: nothing that you publish goes out. An operator must start the worker.")
        )
    elif health.silent:
        since = moment(health.heartbeat)
        found.append(
            _("The press does not answer since %(since)s: what you publish waits. An operator must start the worker.")
            % {"since": since}
        )
    if health.nearly_full:
        found.append(
            _("The disk is nearly full (%(megabytes)d MB left): what you publish may not go out.")
            % {"megabytes": health.free // 2**20}
        )
    if health.overdue:
        found.append(
            ngettext(
                "One thing should have gone out or come in by its time and has not.",
                "%(count)d things should have gone out or come in by their time and have not.",
                health.overdue,
            )
            % {"count": health.overdue}
        )
    if health.clock_alarm:
        found.append(_("%(alarm)s. Check what goes by the clock.") % {"alarm": health.clock_alarm})
    return found
