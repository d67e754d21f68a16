"""The screen on which an issue is checked, tried, scheduled, sent and watched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe
from wagtail.admin import messages
from wagtail.log_actions import log

from broadsheet.kit import clock
from broadsheet.kit.wrong_field import focus
from broadsheet.newsletters.composing import findings
from broadsheet.newsletters.desk.issues import recipients, trials, under_way
from broadsheet.newsletters.desk.issues.editor import checks, send_url
from broadsheet.newsletters.desk.issues.new_view import ADD, SEND, edit_url, index_url
from broadsheet.newsletters.desk.issues.paper_time import PaperTimeField, comes_twice, in_full, offset, zone
from broadsheet.newsletters.models import Issue, Sending
from broadsheet.newsletters.sending import progress, remaking, verbs
from broadsheet.release import words

WRITE = "newsletters.change_issue"


class ScheduleForm(forms.Form):
    at = PaperTimeField(label=gettext_lazy("Send at"))


class TestForm(forms.Form):
    to = trials.AddressesField(label=gettext_lazy("To"))


class Stale(Exception):
    """The issue is not in the state that the button was shown for."""


def send_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the screen; a POST with `do` does it and comes back."""
    issue = get_object_or_404(Issue.objects.select_related("newsletter", "follows"), pk=pk)
    if not request.user.has_perm(WRITE):
        raise PermissionDenied
    given = _Given(request, issue)
    if request.method == "POST" and (answer := given.done()) is not None:
        return answer
    return TemplateResponse(request, "newsletters/desk/issues/send.html", _context(given))


@require_safe
def tests_view(request: HttpRequest, pk: int) -> HttpResponse:
    """A fragment: what became of its tests, asked for again while some are on their way."""
    issue = get_object_or_404(Issue, pk=pk)
    if not request.user.has_perm(WRITE):
        raise PermissionDenied
    answer = TemplateResponse(request, "newsletters/desk/issues/tests.html", _tried(issue))
    answer["Cache-Control"] = "no-store"
    return answer


def _tried(issue: Issue) -> dict[str, Any]:
    found = trials.of(issue)
    return {
        "trials": found,
        "trials_moving": any(each.moving for each in found),
        "trials_again": reverse("newsletters_issue_tests", args=(issue.pk,)),
    }


class _Given:
    """What was asked for on the screen, and the forms as they come back when something is wrong with them."""

    def __init__(self, request: HttpRequest, issue: Issue) -> None:
        self.request, self.issue = request, issue
        self.user = cast(Any, request.user)  # the desk lets in only who has signed in
        self.may_send = bool(self.user.has_perm(SEND))
        self.schedule = ScheduleForm()
        self.test = TestForm(initial={"to": self.user.email})

    def done(self) -> HttpResponse | None:
        """The answer; None: the screen, with what is wrong said in it."""
        do = self.request.POST.get("do", "")
        if do == "test":
            return self._try_it()
        if not self.may_send:
            raise PermissionDenied
        if do == "schedule":
            return self._schedule()
        if do in _ASKED and "sure" not in self.request.POST:
            template, context = _ASKED[do]
            return TemplateResponse(self.request, template, context(self.issue))
        verb = self._the_rest if do == "without" else _VERBS.get(do)
        if verb is not None:
            self._do(do, verb)
        return redirect(send_url(self.issue))

    def _the_rest(self, issue: Issue) -> str:
        subject, preheader = (" ".join(self.request.POST.get(name, "").split()) for name in ("subject", "preheader"))
        remaking.send_the_rest(issue, subject, preheader)
        return _("It goes on with the mail as it reads now. Those who have it already have it as it was.")

    def _try_it(self) -> HttpResponse | None:
        self.test = TestForm(self.request.POST)
        if not self.test.is_valid():
            focus(self.test)
            return None
        addresses = self.test.cleaned_data["to"]
        trials.send(self.issue, addresses)
        messages.success(self.request, _("A test is on its way to %(to)s.") % {"to": ", ".join(addresses)})
        return redirect(send_url(self.issue))

    def _schedule(self) -> HttpResponse | None:
        self.schedule = ScheduleForm(self.request.POST)
        if not self.schedule.is_valid():
            focus(self.schedule)
            return None
        at = self.schedule.cleaned_data["at"]

        def schedule(issue: Issue) -> str:
            _wants(issue, Sending.DRAFT)
            issue.send_at = at
            _ready(issue)
            verbs.schedule(issue, at)
            told = _("It will be sent on %(at)s.") % {"at": in_full(at)}
            return (
                told + " " + _("The clocks go back that night: it is the first of the two.")
                if comes_twice(at)
                else told
            )

        self._do("schedule", schedule)
        return redirect(send_url(self.issue))

    def _do(self, name: str, verb: Callable[[Issue], str]) -> None:
        try:
            told = verb(self.issue)
        except (Stale, verbs.Refused) as refusal:
            messages.error(self.request, str(refusal))
        else:
            log(instance=self.issue, action=f"newsletters.{name}", user=self.user)
            messages.success(self.request, told)


def _wants(issue: Issue, *states: str) -> None:
    if issue.sending not in states:
        raise Stale(_("It has changed meanwhile: please look again."))


def _ready(issue: Issue) -> None:
    """Raises Stale with the first thing that keeps it in."""
    for sentence in findings.blocking(issue):
        raise Stale(sentence)


def _send(issue: Issue) -> str:
    _wants(issue, Sending.DRAFT, Sending.SCHEDULED)
    issue.send_at = None
    _ready(issue)
    verbs.send_now(issue)
    return _("It is going out. This screen shows how far it is.")


def _take_back(issue: Issue) -> str:
    verbs.unschedule(issue)
    return _("Taken back: it is a draft again, and nothing goes out.")


def _override(issue: Issue) -> str:
    _wants(issue, Sending.DRAFT)
    Issue.objects.filter(pk=issue.pk).update(override_size=not issue.override_size)
    return (
        _("It goes out although Gmail cuts it.") if not issue.override_size else _("It has to be short enough again.")
    )


def _pause(issue: Issue) -> str:
    verbs.pause(issue, _("Paused at the desk."))
    return _("Paused. What was being handed over this moment still goes out; nothing else does.")


def _resume(issue: Issue) -> str:
    verbs.resume(issue)
    return _("It goes on.")


def _cancel(issue: Issue) -> str:
    verbs.cancel(issue)
    return _("Cancelled: whoever has not got it does not get it any more.")


def _resend(issue: Issue) -> str:
    verbs.resend_uncertain(issue)
    return _("The unknown ones are sent again; some of them may get it twice.")


def _again(issue: Issue) -> str:
    count = verbs.try_refused(issue)
    if issue.sending == Sending.PAUSED:
        return ngettext(
            "%(count)d refused reader is tried again once it goes on.",
            "%(count)d refused readers are tried again once it goes on.",
            count,
        ) % {"count": count}
    return ngettext(
        "%(count)d refused reader is tried again.", "%(count)d refused readers are tried again.", count
    ) % {"count": count}


def _leave(issue: Issue) -> str:
    verbs.leave_uncertain(issue)
    return _("The unknown ones are left as they are; some of them may never get it.")


_VERBS: dict[str, Callable[[Issue], str]] = {
    "send": _send,
    "unschedule": _take_back,
    "override": _override,
    "pause": _pause,
    "resume": _resume,
    "cancel": _cancel,
    "resend": _resend,
    "leave": _leave,
    "again": _again,
}


def _context(given: _Given) -> dict[str, Any]:
    issue = given.issue
    context = _around(issue, _("Send: %(subject)s") % {"subject": issue.subject})
    context |= {
        "may_send": given.may_send,
        "draft": issue.sending == Sending.DRAFT,
        "scheduled": issue.sending == Sending.SCHEDULED,
        "readers": recipients.roughly(issue),
        "zone": zone(),
        "now": words.moment(clock.now()),
        "offset": offset(clock.now()),
        "schedule": given.schedule,
        "test": given.test,
        **_tried(issue),
        "copy": _copy(given),
        "send_at": in_full(issue.send_at) if issue.send_at else "",
        "troubles": recipients.troubles(issue),
        "kept_in": issue.sending == Sending.PAUSED and issue.begun_at is None,
    }
    if issue.begun_at is None and issue.sending != Sending.FREEZING:
        return context | checks(issue) | {"override": issue.override_size}
    return context | under_way.context(issue)


def _copy(given: _Given) -> str:
    """Where a draft is made from an issue that cannot be changed any more; "" where that is none."""
    issue = given.issue
    if issue.sending == Sending.DRAFT or issue.follows_id is not None or not given.user.has_perm(ADD):
        return ""
    return reverse("newsletters_issue_copy", args=(issue.pk,))


def _certain(issue: Issue) -> dict[str, Any]:
    context = _around(issue, _("Send “%(subject)s” now?") % {"subject": issue.subject})
    now = clock.now()
    return context | checks(issue) | {"readers": recipients.words_of(issue), "when": in_full(now)}


def _ending(issue: Issue) -> dict[str, Any]:
    found = progress.of(issue)
    left = found.open if found.total else recipients.count(issue)
    told = _("Handed over so far: %(sent)s. Not yet: %(left)s.")
    said = {"sent": number_format(found.sent, force_grouping=True), "left": number_format(left, force_grouping=True)}
    around = _around(issue, _("Cancel the rest of “%(subject)s”?") % {"subject": issue.subject})
    return around | {
        "told": told % said,
        "page": _what_becomes_of_its_page(issue),
        "pausable": issue.sending in under_way.MOVING,
    }


def _what_becomes_of_its_page(issue: Issue) -> str:
    if issue.begun_at is None:
        return ""
    if verbs.is_with_somebody(issue):
        return _("Its page stays in the archive, for those who have it. It can be killed like any page.")
    return _("Nobody has it yet, so its page leaves the archive too.")


_ASKED: dict[str, tuple[str, Callable[[Issue], dict[str, Any]]]] = {
    "send": ("newsletters/desk/issues/confirm.html", _certain),
    "cancel": ("newsletters/desk/issues/cancel.html", _ending),
}
"""What cannot be taken back is asked about first."""


def _around(issue: Issue, title: str) -> dict[str, Any]:
    crumbs = [
        {"url": index_url(), "label": _("Issues")},
        {"url": edit_url(issue), "label": issue.subject},
        {"url": "", "label": title},
    ]
    return {
        "header_title": title,
        "breadcrumbs_items": crumbs,
        "issue": issue,
        "edit": edit_url(issue),
        "action": send_url(issue),
    }
