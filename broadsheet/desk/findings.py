"""What the checks say of a story's latest draft, for the panel beside its editor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from broadsheet.release.registries import checks
from broadsheet.stories.models import StoryPage


@dataclass(frozen=True, slots=True)
class Findings:
    """Sentences; those of `refusals` keep the story in, `advice` does not."""

    refusals: list[str]
    advice: list[str]


def findings(story: StoryPage) -> Findings:
    return Findings(list(story.unready()), [finding.sentence for finding in checks.look(story, blocking=False)])


@require_safe
def findings_view(request: HttpRequest, pk: int) -> HttpResponse:
    """A fragment, from the draft as it was last saved."""
    row: Any = get_object_or_404(StoryPage, pk=pk)
    if not row.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    found = findings(row.get_latest_revision_as_object())
    answer = TemplateResponse(request, "desk/findings.html", {"found": found})
    answer["Cache-Control"] = "no-store"
    return answer
