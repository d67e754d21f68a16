"""The screen "What readers had": each state of a story that was published, what changed with it, and whether readers
may see that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from broadsheet.amends.actions.show import before, show
from broadsheet.amends.comparing import Line, compared, texts
from broadsheet.amends.models import Version
from broadsheet.amends.plates import BELOW
from broadsheet.release import words
from broadsheet.release.actions import standing
from broadsheet.release.actions.standing import Refused
from broadsheet.stories.models import StoryPage

MOST = 100


@dataclass(frozen=True, slots=True)
class Row:
    """`lines` are what changed with it; none for the first, and where the words are the same."""

    version: Version
    when: str
    by: str
    first: bool
    lines: list[Line]


def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it; a POST with `show` or `hide` (a state's key) does that and comes back."""
    story = get_object_or_404(StoryPage, pk=pk)
    user: Any = request.user
    if not standing.may(user, story):
        raise PermissionDenied
    if request.method == "POST":
        _do(request, story)
        return redirect("amends_states", pk)
    return TemplateResponse(request, "amends/desk/states.html", _context(story))


def _do(request: HttpRequest, story: StoryPage) -> None:
    user: Any = request.user
    shown = "show" in request.POST
    key = request.POST.get("show" if shown else "hide", "")
    version = get_object_or_404(Version, pk=int(key) if key.isdecimal() else 0, story=story)
    try:
        show(version, user, shown=shown)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        done = _("Readers may see what changed.") if shown else _("Readers do not see it any more.")
        messages.success(request, done)


def _context(story: StoryPage) -> dict[str, Any]:
    edit = reverse("wagtailadmin_pages:edit", args=(story.pk,))
    title = _("What readers had")
    versions = list(Version.objects.filter(story=story.pk).select_related("by").order_by("-at", "-pk")[:MOST])
    return {
        "header_title": title,
        "title": str(story),
        "breadcrumbs_items": [{"url": edit, "label": str(story)}, {"url": "", "label": title}],
        "edit_url": edit,
        "rows": [_row(version) for version in versions],
        "has_first": story.live,
        "removed": story.legal_removal,
        "public_url": f"{story.url}{BELOW}" if any(version.shown for version in versions) else "",
        "carriers_url": reverse("amends_carriers", args=(story.pk,)),
    }


def _row(version: Version) -> Row:
    was = before(version)
    by = str(version.by) if version.by else ""
    lines = compared(texts(was.content), texts(version.content)) if was is not None and version.read else []
    changed = lines if any(line.kind not in ("same", "skip") for line in lines) else []
    return Row(version, words.moment(version.at), by, was is None, changed)
