"""How far the sending of an issue is, in the words of the desk."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from broadsheet.kit import clock
from broadsheet.newsletters.composing.wording import web_path
from broadsheet.newsletters.desk.issues.new_view import SEND
from broadsheet.newsletters.models import Issue, Outcome, Sending
from broadsheet.newsletters.sending import progress, remaking, states, verbs
from broadsheet.newsletters.sending.progress import Cause, Progress
from broadsheet.newsletters.sending.remaking import Why
from broadsheet.release import gate, words

MOVING = (Sending.FREEZING, Sending.SENDING)
OPEN = (*MOVING, Sending.PAUSED)


@require_safe
def progress_view(request: HttpRequest, pk: int) -> HttpResponse:
    """A fragment, asked for again and again while it goes out."""
    issue = get_object_or_404(Issue.objects.select_related("newsletter"), pk=pk)
    if not request.user.has_perm("newsletters.change_issue"):
        raise PermissionDenied
    more = {"may_send": request.user.has_perm(SEND)}
    answer = TemplateResponse(request, "newsletters/desk/issues/progress.html", context(issue) | more)
    answer["Cache-Control"] = "no-store"
    return answer


def context(issue: Issue) -> dict[str, Any]:
    """What the template of progress gets; it is part of the screen of sending."""
    found = progress.of(issue)
    settled = found.total - found.open
    unknown = sum(cause.count for cause in found.causes if _is_undecided(cause))
    return {
        "issue": issue,
        "action": reverse("newsletters_issue_send", args=(issue.pk,)),
        "again": reverse("newsletters_issue_progress", args=(issue.pk,)),
        "moving": issue.sending in MOVING,
        "pausable": issue.sending in MOVING,
        "resumable": issue.sending == Sending.PAUSED,
        "cancellable": issue.sending in OPEN,
        "another": _another(remaking.offered(issue), issue),
        "correctable": issue.begun_at is not None and found.sent + found.uncertain > 0,
        "page_url": web_path(issue) if gate.verdict(issue, clock.now()).public else "",
        "heading": _heading(issue, found),
        "sentence": _sentence(issue, found),
        "total": found.total,
        "settled": settled,
        "percent": 100 * settled // found.total if found.total else 0,
        "counts": [
            (_COUNTS[state](), number_format(found.counts[state], force_grouping=True)) for state in _shown(found)
        ],
        "causes": [(cause_in_words(cause), cause.count, cause.reply) for cause in found.causes if _is_told(cause)],
        "refused": _refused(issue),
        "uncertain": unknown,
        "uncertain_words": _unknown(unknown),
    }


def _refused(issue: Issue) -> str:
    """Of those who may be tried again; "" while there are none, or none is sent any more."""
    if issue.begun_at is None or issue.sending not in {Sending.SENDING, Sending.PAUSED, Sending.DONE}:
        return ""
    if not (count := verbs.refused(issue).count()):
        return ""
    return ngettext(
        "%(count)s reader was refused, and the address was not the reason.",
        "%(count)s readers were refused, and their addresses were not the reason.",
        count,
    ) % {"count": number_format(count, force_grouping=True)}


def _another(why: Why | None, issue: Issue) -> tuple[str, str] | None:
    """(heading, what has to be looked at) of sending another message to those who have not got it."""
    if why is None:
        return None
    done = issue.sending == Sending.DONE
    for_whom = (
        _("The mail is made again for those of whom it is unknown; some may then have both.")
        if done
        else _("The mail is made again for those who have not got it. Whoever has it keeps it.")
    )
    match why:
        case Why.WITHDRAWN:
            heading = _("Send it to the unknown without it") if done else _("Send the rest without it")
            look = _("Look at the words that stay: do they name what was withdrawn?")
        case Why.CHANGED:
            heading = _("Send it to the unknown as it reads now") if done else _("Send the rest as it reads now")
            look = _("What it carries was changed since its mail was made: look whether these words still fit.")
        case Why.SAME:
            heading = _("Send the rest under another subject")
            look = _("What it carries reads as it did.")
    return heading, f"{for_whom} {look}"


def _heading(issue: Issue, found: Progress) -> str:
    match issue.sending:
        case Sending.FREEZING:
            return _("It is being addressed")
        case Sending.SENDING:
            return _("It is going out")
        case Sending.PAUSED:
            return _("It is paused")
        case Sending.CANCELLED:
            return _("It was cancelled")
        case _ if found.counts[Outcome.FAILED] and not found.sent + found.uncertain:
            return _("Nobody has got it")
        case _ if issue.cause:
            return _("It has gone out, but not to everybody")
        case _:
            return _("It has gone out")


def _sentence(issue: Issue, found: Progress) -> str:
    """What goes on, or why nothing does."""
    if issue.cause and issue.sending != Sending.DONE:
        return issue.cause
    if issue.sending == Sending.DONE and issue.done_at is not None:
        span = _("From %(begun)s to %(done)s.") % {
            "begun": words.moment(issue.begun_at),
            "done": words.moment(issue.done_at),
        }
        return f"{progress.missed(issue.pk) or ''} {span}".strip()
    if issue.sending == Sending.SENDING and found.rate:
        pace = _("About %(count)s a second.") % {"count": number_format(round(found.rate, 1))}
        if found.eta is None:
            return pace
        return f"{pace} " + _("It will be done at about %(time)s.") % {"time": words.moment(found.eta)}
    if issue.sending == Sending.SENDING and found.next_try is not None:
        return _("The rest is tried again from %(time)s on.") % {"time": words.moment(found.next_try)}
    return ""


_COUNTS = {
    Outcome.SENT: lambda: _("handed over"),
    Outcome.PENDING: lambda: _("still to come"),
    Outcome.CLAIMED: lambda: _("being prepared"),
    Outcome.INFLIGHT: lambda: _("being handed over"),
    Outcome.DEFERRED: lambda: _("to be tried again"),
    Outcome.UNCERTAIN: lambda: _("unknown"),
    Outcome.FAILED: lambda: _("refused"),
    Outcome.SKIPPED: lambda: _("left out"),
}


def _shown(found: Progress) -> list[Outcome]:
    return [state for state in _COUNTS if found.counts[state] or state == Outcome.SENT]


def _unknown(number: int) -> str:
    return ngettext(
        "%(count)d is unknown: the connection broke just as the mail was being accepted. That reader has it, or "
        "has not.",
        "%(count)d are unknown: the connection broke just as their mails were being accepted. Some of these readers "
        "have it, some have not.",
        number,
    ) % {"count": number}


def _is_undecided(cause: Cause) -> bool:
    return cause.state == Outcome.UNCERTAIN and cause.code != states.LEFT


# -- causes

_CODE = re.compile(r"(?P<kind>[245])\.(?P<subject>\d{1,3})\.\d{1,3}")


_SKIPPED = {
    "erased": lambda: _("Left out: erased since"),
    "unsubscribed": lambda: _("Left out: left since"),
    "bounced": lambda: _("Left out: the address does not work"),
    "complained": lambda: _("Left out: complained"),
    "paused": lambda: _("Left out: paused"),
    "suppressed": lambda: _("Left out: nobody may write to the address"),
    "unsuited": lambda: _("Left out: the mail server cannot take the address"),
}


def _is_told(cause: Cause) -> bool:
    return cause.state in {Outcome.FAILED, Outcome.DEFERRED, Outcome.SKIPPED}


def cause_in_words(cause: Cause) -> str:
    """By the enhanced status code (RFC 3463), never by the relay's words, which each relay chooses for itself."""
    if cause.state == Outcome.SKIPPED:
        return _SKIPPED.get(cause.code, lambda: _("Left out"))()
    code = _CODE.fullmatch(cause.code)
    if code is None:
        return _("Refused for good") if cause.state == Outcome.FAILED else _("Put off")
    said = {
        "1": _("The address does not exist"),
        "2": _("The mailbox takes no mail: it is full or closed"),
        "3": _("Their mail service has trouble of its own"),
        "4": _("The way to their mail service is disturbed"),
        "5": _("The two mail programs do not understand each other"),
        "6": _("They cannot take a mail of this form"),
        "7": _("Their mail service does not want our mail"),
    }.get(code["subject"], _("No reason was given"))
    return f"{said} ({cause.code})"
