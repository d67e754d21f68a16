"""All recordings of a language said anew: how many there are, how far it is, and the two buttons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.log_actions import log

from broadsheet.kit import clock
from broadsheet.narration.desk import rights
from broadsheet.narration.desk.mending import name_of
from broadsheet.narration.models import Narration
from broadsheet.narration.recording import anew
from broadsheet.narration.recording.anew import Extent, Progress
from broadsheet.narration.recording.looking import languages_on
from broadsheet.release import words

ANEW, STOPPED = "narration.anew", "narration.anew_stopped"
TOLD_FOR = timedelta(days=1)
"""So long the screen says that all was said anew."""


@dataclass(frozen=True, slots=True)
class Row:
    """Of a language. `done` of `of`: recordings that were looked at."""

    language: str
    name: str
    extent: str
    outmoded: str
    told: str
    moving: bool
    done: int = 0
    of: int = 0


def rows() -> list[Row]:
    """Of each language in which there is something to be said anew."""
    found = []
    for language in sorted(languages_on()):
        there = anew.extent(language)
        if there.recordings:
            found.append(_row(language, there, anew.progress(language)))
    return found


def _row(language: str, there: Extent, now: Progress | None) -> Row:
    moving = now is not None and not now.over
    return Row(
        language,
        name_of(language),
        in_a_sentence(there),
        "" if moving else _outmoded(there.outmoded),
        told(now) if now is not None else "",
        moving,
        now.of - now.to_look_at if now is not None and moving else 0,
        now.of if now is not None and moving and now.to_look_at else 0,
    )


def in_a_sentence(there: Extent) -> str:
    """How many there are, and how long it takes at most."""
    count = ngettext(
        "%(count)s recording, %(long)s of sound.", "%(count)s recordings, %(long)s of sound.", there.recordings
    )
    said = count % {"count": number_format(there.recordings, force_grouping=True), "long": span(there.seconds)}
    if there.longest is None:
        return said
    longest = _("If every sentence had to be spoken, it would take about %(time)s.") % {"time": span(there.longest)}
    return f"{said} {longest}"


def _outmoded(number: int) -> str:
    if not number:
        return ""
    return ngettext(
        "%(count)s recording was made before a new version changed how texts are read: it may read otherwise now.",
        "%(count)s recordings were made before a new version changed how texts are read: "
        "they may read otherwise now.",
        number,
    ) % {"count": number_format(number, force_grouping=True)}


def told(now: Progress) -> str:
    """How far it is."""
    if now.to_look_at:
        looked = _("%(done)s of %(of)s recordings were looked at; %(make)s have to be made again so far.")
        return looked % {"done": now.of - now.to_look_at, "of": now.of, "make": now.to_make + now.made}
    if now.to_make:
        left = ngettext(
            "%(count)s recording is still to be made again, after everything else.",
            "%(count)s recordings are still to be made again, after everything else.",
            now.to_make,
        ) % {"count": number_format(now.to_make, force_grouping=True)}
        time = _("About %(time)s.") % {"time": span(now.left)} if now.left is not None else ""
        return f"{left} {time}".strip()
    if now.asked_at is None or clock.wall() - now.asked_at > TOLD_FOR:
        return ""
    made = ngettext(
        "All were looked at since %(time)s: %(count)s was made again, the others read as before.",
        "All were looked at since %(time)s: %(count)s were made again, the others read as before.",
        now.made,
    )
    return made % {"time": words.moment(now.asked_at), "count": now.made}


def span(seconds: float) -> str:
    """A length of time, roughly, with its unit: "40 s", "12 min", "31 h"."""
    if seconds < 60:
        return _("%(number)s s") % {"number": number_format(max(1, round(seconds)))}
    if seconds < 2 * 3600:
        return _("%(number)s min") % {"number": number_format(round(seconds / 60))}
    return _("%(number)s h") % {"number": number_format(round(seconds / 3600), force_grouping=True)}


def context(request: HttpRequest) -> dict[str, Any]:
    """What the part of the screen gets; only who sets the voices has the buttons."""
    found = rows()
    told = any(row.moving or row.outmoded or row.told for row in found)
    return {"anew": found, "anew_open": told, "may_settle": request.user.has_perm(rights.SETTLE)}


@require_POST
def anew_view(request: HttpRequest) -> HttpResponse:
    """`do` is ask or stop, of one `language`."""
    rights.demand(request.user.has_perm(rights.SETTLE))
    language = request.POST.get("language", "")
    row = Narration.objects.filter(language=language, on=True).first()
    if row is None:
        messages.error(request, _("It has changed meanwhile: please look again."))
    elif request.POST.get("do") == "stop":
        anew.stop(language)
        log(instance=row, action=STOPPED, user=request.user, data={"language": language})
        messages.success(request, _("Stopped: what is not made again yet stays on the air as it is."))
    else:
        count = anew.ask(language)
        log(instance=row, action=ANEW, user=request.user, data={"language": language, "recordings": count})
        messages.success(
            request,
            _(
                "All are looked at, and what reads otherwise now is made again, after everything else. This screen "
                "says how far it is."
            ),
        )
    return redirect("narration_overview")
