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

from broadsheet.kit import clock
from broadsheet.newsletters.desk.issues import proposals
from broadsheet.newsletters.models import Issue, Newsletter
from broadsheet.release import words

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
    context = around(_("New issue")) | {"newsletters": found}
    return TemplateResponse(request, "newsletters/desk/issues/choose.html", context)


@require_POST
def copy_view(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft from an issue that cannot be changed any more; not from a correction, which has its own readers."""
    if not request.user.has_perm(ADD):
        raise PermissionDenied
    issue = get_object_or_404(Issue.objects.select_related("newsletter"), pk=pk, follows=None)
    copy = proposals.from_another(issue, request.user)  # type: ignore[arg-type]  # the desk lets in only who has signed in
    return redirect(edit_url(copy))


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
    context = around(title) | {
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


def edit_url(issue: Issue) -> str:
    return reverse("wagtailsnippets_newsletters_issue:edit", args=(issue.pk,))


def index_url() -> str:
    return reverse("wagtailsnippets_newsletters_issue:list")


def around(title: str) -> dict[str, Any]:
    crumbs = [{"url": index_url(), "label": _("Issues")}, {"url": "", "label": title}]
    return {"header_title": title, "breadcrumbs_items": crumbs}
