"""What a story's editor asks about blocks that are left out of the reading (static/narration/desk/leaving.js)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBadRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from broadsheet.narration.desk import rights, verbs
from broadsheet.narration.models import Narration, StoryNarration
from broadsheet.narration.text.extraction import READERS
from broadsheet.stories.models import StoryPage

LONGEST = 64  # letters of a block's id


@require_http_methods(["GET", "POST"])
def leaving_view(request: HttpRequest, pk: int) -> HttpResponseBase:
    """{"kinds": of blocks that are read, "out": ids of those left out, "words"}. A POST leaves `block` out; without
    `out` it is read again."""
    story = get_object_or_404(StoryPage, pk=pk)
    rights.demand(rights.may_write(request.user, story))
    if request.method == "POST":
        block = request.POST.get("block", "")
        if not 0 < len(block) <= LONGEST:
            return HttpResponseBadRequest()
        verbs.leave_out(story, request.user, block, out="out" in request.POST)
    return JsonResponse(_told(story))


def _told(story: StoryPage) -> dict[str, Any]:
    """No kinds where nothing of that language is read aloud: there is nothing to leave out."""
    read = Narration.objects.filter(language=story.language, on=True).exists()
    chosen = StoryNarration.objects.filter(story=story.pk).first()
    return {
        "kinds": list(READERS) if read else [],
        "out": chosen.left_out if chosen and read else [],
        "words": {
            "leave": _("Leave this out when the story is read aloud"),
            "out": _("Not read aloud"),
            "lost": _("The desk cannot be reached just now."),
        },
    }
