"""The screen "Narration" of a story: how it stands, what will be said, and all that can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin import messages

from broadsheet.edge.limits import Limits
from broadsheet.narration.actions.read_by import LARGEST
from broadsheet.narration.desk import rights, verbs
from broadsheet.narration.desk.drafts import draft_of
from broadsheet.narration.desk.mending import MendForm, forget, in_words, mend
from broadsheet.narration.desk.telling import has_reading, heard_by_readers, told
from broadsheet.narration.desk.voices import PACES, choices
from broadsheet.narration.models import Pronunciation, State, StoryNarration
from broadsheet.narration.recording.making import LONGEST
from broadsheet.release.actions.standing import Refused
from broadsheet.stories.models import StoryPage

MOST = min(LARGEST, Limits().largest_body - 2**20)
"""Bytes of a reading: the server takes in no more at once."""


def narration_url(story: StoryPage) -> str:
    return reverse("narration_story", args=(story.pk,))


def story_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the screen; a POST with `do` does it and comes back."""
    story = get_object_or_404(StoryPage, pk=pk)
    rights.demand(rights.may_write(request.user, story))
    form = MendForm()
    if request.method == "POST":
        do = request.POST.get("do", "")
        if do == "mend":
            form = MendForm(request.POST)
            if form.is_valid():
                return _mended(request, story, form)
        else:
            return _done(request, story, do)
    return TemplateResponse(request, "narration/desk/story.html", _context(request, story, form))


@require_safe
def state_view(request: HttpRequest, pk: int) -> HttpResponse:
    """A fragment, asked for again and again while something is going on."""
    story = get_object_or_404(StoryPage, pk=pk)
    rights.demand(rights.may_write(request.user, story))
    return TemplateResponse(request, "narration/desk/state.html", _standing(request, story))


def _mended(request: HttpRequest, story: StoryPage, form: MendForm) -> HttpResponse:
    word = form.cleaned_data["word"]
    whole = request.POST.get("where") == "paper"
    mend(form, story.language, request.user, None if whole else story)
    said = (
        _("“%(word)s” is said like this in the whole paper now.")
        if whole
        else _("“%(word)s” is said like this in this story now.")
    )
    messages.success(request, said % {"word": word})
    return redirect(f"{narration_url(story)}#text")


def _done(request: HttpRequest, story: StoryPage, do: str) -> HttpResponse:
    verb = VERBS.get(do)
    if verb is None:
        messages.warning(request, _("It has changed meanwhile: please look again."))
        return redirect(narration_url(story))
    try:
        said, place = verb(request, story)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(narration_url(story))
    messages.success(request, said)
    return redirect(f"{narration_url(story)}{place}")


def _block(request: HttpRequest, story: StoryPage) -> tuple[str, str]:
    block, out = request.POST.get("block", ""), "out" in request.POST
    verbs.leave_out(story, request.user, block, out=out)
    return (_("It is left out.") if out else _("It is read again.")), f"#block-{block}"


def _forget(request: HttpRequest, story: StoryPage) -> tuple[str, str]:
    row = get_object_or_404(Pronunciation, pk=request.POST.get("row", "0"), story=story)
    forget(row, request.user)
    return _("“%(word)s” is said as before.") % {"word": row.word}, "#names"


VERBS: dict[str, Callable[[HttpRequest, StoryPage], tuple[str, str]]] = {
    "block": _block,
    "forget": _forget,
    "voice": verbs.choose_voice,
    "silence": verbs.silence,
    "again": verbs.again,
    "reading": verbs.upload,
    "remove": verbs.remove,
}


def _standing(request: HttpRequest, story: StoryPage) -> dict[str, Any]:
    now = told(story)
    return {
        "story": story,
        "told": now,
        "heard": heard_by_readers(story),
        "again": reverse("narration_state", args=(story.pk,)),
        "action": narration_url(story),
        "may_direct": rights.may_direct(request.user, story),
        "failed": now.state == State.FAILED,
        "reading": has_reading(story),
    }


def _context(request: HttpRequest, story: StoryPage, form: MendForm) -> dict[str, Any]:
    draft = draft_of(story)
    chosen = StoryNarration.objects.filter(story=story.pk).first()
    title = _("Narration: %(what)s") % {"what": draft.story.title}
    edit = reverse("wagtailadmin_pages:edit", args=(story.pk,))
    return _standing(request, story) | {
        "header_title": title,
        "breadcrumbs_items": [{"url": edit, "label": draft.story.title}, {"url": "", "label": title}],
        "header_icon": "media",
        "edit": edit,
        "language": story.language,
        "voice": verbs.named(draft.voice),
        "passages": list(draft.passages()),
        "is_draft": not story.live or story.has_unpublished_changes,
        "form": form,
        "may_tell_all": request.user.has_perm(rights.MEND),
        "names": [(row, in_words(row)) for row in Pronunciation.objects.filter(story=story)],
        "chosen": chosen,
        "silent": bool(chosen and chosen.silent),
        "voices": choices(story.language, chosen),
        "paces": PACES,
        "pace": chosen.rate if chosen and chosen.engine else 1.0,
        "live": story.live,
        "readers": _names_of(draft.story),
        "longest": round(LONGEST / 60),
        "most": MOST,
        "megabytes": MOST // 2**20,
        "say": reverse("narration_say"),
    }


def _names_of(story: StoryPage) -> list[str]:
    """Who often reads it: those who wrote it."""
    return list(dict.fromkeys(str(line.contributor) for line in story.bylines.all() if line.contributor_id))
