"""What the checks say of a story's latest draft, for the panel beside its editor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from broadsheet.proofreading import elsewhere
from broadsheet.release.registries import Finding, Remark, checks
from broadsheet.stories.checks.links import links_elsewhere
from broadsheet.stories.models import StoryPage


@dataclass(frozen=True, slots=True)
class Findings:
    """What `refusals` say keeps the story in, what `advice` says does not."""

    refusals: list[Remark]
    advice: list[Remark]


def findings(story: StoryPage) -> Findings:
    killed = [Remark(sentence) for sentence in story.unready_by_itself()]
    return Findings(
        killed + _remarks(checks.look(story, blocking=True)), _remarks(checks.look(story, blocking=False))
    )


def _remarks(found: Iterable[Finding]) -> list[Remark]:
    return [finding.remark or Remark(finding.sentence) for finding in found]


@require_safe
def findings_view(request: HttpRequest, pk: int) -> HttpResponse:
    """A fragment, from the draft as it was last saved; links to elsewhere that it has are looked at from now on."""
    row: Any = get_object_or_404(StoryPage, pk=pk)
    if not row.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    draft = row.get_latest_revision_as_object()
    context = {"found": findings(draft), "looking": elsewhere.notice(links_elsewhere(draft))}
    answer = TemplateResponse(request, "desk/findings.html", context)
    answer["Cache-Control"] = "no-store"
    return answer
