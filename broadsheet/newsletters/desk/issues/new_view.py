"""A new issue: choose the newsletter, tick what it brings, go on in the editor."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from broadsheet.kit import clock
from broadsheet.newsletters import correcting
from broadsheet.newsletters.desk.issues import proposals
from broadsheet.newsletters.models import Issue, Newsletter
from broadsheet.release import words
from broadsheet.release.carriers import carriers
from broadsheet.stories.models import StoryPage

ADD, SEND = "newsletters.add_issue", "newsletters.send_issue"


def new_view(request: HttpRequest) -> HttpResponse:
    """`?newsletter=` says which; with one open newsletter there is nothing to choose."""
    if not request.user.has_perm(ADD):
        raise PermissionDenied
    newsletters = Newsletter.objects.filter(archived=False)
    chosen = request.GET.get("newsletter", "")
    if chosen.isdigit():
        return _propose(request, get_object_or_404(newsletters, pk=int(chosen)))
    found = list(newsletters.select_related("host"))
    if len(found) == 1:
        return _propose(request, found[0])
    context = _around(_("New issue")) | {"newsletters": found}
    return TemplateResponse(request, "newsletters/desk/issues/choose.html", context)


def _propose(request: HttpRequest, newsletter: Newsletter) -> HttpResponse:
    offered = proposals.proposals(newsletter)
    if request.method == "POST":
        issue = proposals.begin(
            newsletter,
            _ticked(request, "story", offered.stories),
            _ticked(request, "brief", offered.briefs),
            offered.picks and "picks" in request.POST,
            request.user,  # type: ignore[arg-type]  # the desk lets in only who has signed in
        )
        return redirect(edit_url(issue))
    title = _("New issue of “%(newsletter)s”") % {"newsletter": newsletter.name}
    context = _around(title) | {
        "newsletter": newsletter,
        "since": words.moment(offered.since),
        "stories": [
            (story, words.moment(story.published_at), number < proposals.TICKED)
            for number, story in enumerate(offered.stories)
        ],
        "briefs": [
            (brief, f"{clock.local(brief.shown_from):%H:%M}" if brief.shown_from else "") for brief in offered.briefs
        ],
        "picks": offered.picks,
        "action": f"{reverse('newsletters_issue_new')}?newsletter={newsletter.pk}",
    }
    return TemplateResponse(request, "newsletters/desk/issues/propose.html", context)


def _ticked(request: HttpRequest, name: str, offered: list[Any]) -> list[Any]:
    wanted = set(request.POST.getlist(name))
    return [thing for thing in offered if str(thing.pk) in wanted]


@require_POST
def correct_view(request: HttpRequest, pk: int) -> HttpResponse:
    """A correction to those who got an issue: a draft of its own."""
    issue = get_object_or_404(Issue, pk=pk)
    if not request.user.has_perm(ADD):
        raise PermissionDenied
    if issue.begun_at is None:
        messages.error(request, _("Nobody has got this issue yet: change it instead."))
        return redirect(edit_url(issue))
    follow = proposals.correct(issue, request.user)  # type: ignore[arg-type]  # the desk lets in only who has signed in
    messages.success(request, _("Write what was wrong and what is right; it goes only to those who got the issue."))
    return redirect(edit_url(follow))


@require_POST
def amend_view(request: HttpRequest, pk: int, story: int) -> HttpResponse:
    """A correction of one story to those who got an issue: `do` is "send", from the screen of what carried the story,
    or "write", to go on in the editor."""
    issue = get_object_or_404(Issue.objects.select_related("newsletter"), pk=pk, begun_at__isnull=False)
    wrong = get_object_or_404(StoryPage, pk=story)
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


def edit_url(issue: Issue) -> str:
    return reverse("wagtailsnippets_newsletters_issue:edit", args=(issue.pk,))


def index_url() -> str:
    return reverse("wagtailsnippets_newsletters_issue:list")


def _around(title: str) -> dict[str, Any]:
    crumbs = [{"url": index_url(), "label": _("Issues")}, {"url": "", "label": title}]
    return {"header_title": title, "breadcrumbs_items": crumbs}
