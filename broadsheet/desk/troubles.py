"""What is wrong with the press and with pictures, each thing as one sentence for people who write for a living."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from broadsheet.pictures import worries
from broadsheet.pictures.models import Picture
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


MOST_PICTURES = 10


def picture_troubles() -> list[SafeString]:
    """Pictures that no page can show any more, and those that will soon go by themselves; each with its link."""
    broken, ending = worries.unreadable(), worries.ending()
    found = [
        _picture(_("The file of the picture %(picture)s cannot be read: no page shows it. Upload it again."), one)
        for one in broken[:MOST_PICTURES]
    ]
    sentence = _("The rights to the picture %(picture)s end on %(time)s: it then leaves every page by itself.")
    found += [_picture(sentence, one) for one in ending[:MOST_PICTURES]]
    more = len(broken[MOST_PICTURES:]) + len(ending[MOST_PICTURES:])
    if more:
        words = ngettext("One more picture needs you.", "%(count)d more pictures need you.", more)
        found.append(format_html("{}", words % {"count": more}))
    return found


def _picture(sentence: str, picture: Picture) -> SafeString:
    link = format_html('<a href="{}">{}</a>', reverse("wagtailimages:edit", args=(picture.pk,)), picture.title)
    marked = sentence.replace("%(picture)s", "{picture}").replace("%(time)s", "{time}")
    return format_html(marked, picture=link, time=moment(picture.rights_until))
