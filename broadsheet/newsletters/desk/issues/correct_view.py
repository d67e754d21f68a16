"""A correction of an issue: what was wrong is chosen first, for it says who is told; then it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from broadsheet.briefs.models import Brief
from broadsheet.newsletters import correcting
from broadsheet.newsletters.desk.issues import recipients
from broadsheet.newsletters.desk.issues.new_view import ADD, SEND, around, edit_url, index_url
from broadsheet.newsletters.models import Issue
from broadsheet.newsletters.sending.wrong_words import correction_of
from broadsheet.release.carriers import carriers
from broadsheet.stories.models import StoryPage

OWN = "own"
"""The issue's own words: whatever stood in no story and no brief of it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """`value` is "own", or "story-" or "brief-" and a key; `readers` says how many would be told."""

    value: str
    kind: str
    name: str
    readers: str
    thing: correcting.Thing | None = None


def correct_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what can have been wrong, and how many would be told of each; a POST with one of these as `what` makes the
    draft."""
    issue = get_object_or_404(Issue.objects.select_related("newsletter"), pk=pk)
    user: Any = request.user
    if not user.has_perm(ADD):
        raise PermissionDenied
    if issue.begun_at is None:
        messages.error(request, _("Nobody has got this issue yet: change it instead."))
        return redirect(edit_url(issue))
    offered = choices(issue)
    chosen = next((each for each in offered if each.value == request.POST.get("what")), None)
    if chosen is not None:
        follow = correcting.by_hand(issue, chosen.thing, user)
        told = _("Write what was wrong and what is right. It goes to %(readers)s, and to nobody else.")
        messages.success(request, told % {"readers": recipients.words_of(follow)})
        return redirect(edit_url(follow))
    title = _("What was wrong in “%(subject)s”?") % {"subject": issue.subject}
    context = around(title) | {"choices": offered, "asked": request.method == "POST"}
    return TemplateResponse(request, "newsletters/desk/issues/correct.html", context)


def choices(issue: Issue) -> list[Choice]:
    return [
        _choice(issue, OWN, "", _("Its own words: a text, a heading, its subject"), None),
        *(
            _choice(issue, f"story-{thing.pk}", _("story"), thing.title, thing)
            if isinstance(thing, StoryPage)
            else _choice(issue, f"brief-{thing.pk}", _("brief"), thing.headline, thing)
            for thing in correcting.things_in(issue)
        ),
    ]


def _choice(issue: Issue, value: str, kind: str, name: str, thing: correcting.Thing | None) -> Choice:
    return Choice(value, kind, name, recipients.number(correction_of(issue, thing)), thing)


@require_POST
def amend_view(request: HttpRequest, pk: int, story: int) -> HttpResponse:
    """A correction of one story to those who got an issue: `do` is "send", from the screen of what carried the story,
    or "write", to go on in the editor."""
    return _amended(request, pk, get_object_or_404(StoryPage, pk=story))


@require_POST
def amend_brief_view(request: HttpRequest, pk: int, brief: int) -> HttpResponse:
    """The same of one brief."""
    return _amended(request, pk, get_object_or_404(Brief, pk=brief))


def _amended(request: HttpRequest, pk: int, wrong: correcting.Thing) -> HttpResponse:
    issue = get_object_or_404(Issue.objects.select_related("newsletter"), pk=pk, begun_at__isnull=False)
    user: Any = request.user
    if not user.has_perm(ADD):
        raise PermissionDenied
    follow = correcting.write(issue, wrong, user)
    if request.POST.get("do") != "send":
        return redirect(edit_url(follow))
    if not user.has_perm(SEND):
        raise PermissionDenied
    refused = correcting.send(follow, user)
    if refused:
        messages.error(request, _("The correction is written, and not sent: %(why)s") % {"why": refused})
        return redirect("newsletters_issue_send", follow.pk)
    messages.success(
        request, _("The correction goes out to those who got “%(subject)s”.") % {"subject": issue.subject}
    )
    return redirect(carriers.screen_of(wrong) or index_url())
