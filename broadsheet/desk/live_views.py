"""The screen of a running story: two reporters post at once, everybody sees what the others have posted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.components import Component

from broadsheet.desk.growing import grow_update
from broadsheet.kit import clock
from broadsheet.release import gate, words
from broadsheet.release.actions.standing import Refused
from broadsheet.staff import requiring
from broadsheet.stories.models import StoryPage
from broadsheet.updates import posting
from broadsheet.updates.models import LiveStory, Update

HOME = "wagtailadmin_home"
LISTED = 100
WORDS = forms.TextInput({"dir": "auto"})


class UpdateForm(forms.Form):
    headline = forms.CharField(
        label=gettext_lazy("Headline, if it needs one"), max_length=255, required=False, widget=WORDS
    )
    text = forms.CharField(
        label=gettext_lazy("Update"),
        max_length=5000,
        help_text=gettext_lazy("An empty line begins a new paragraph."),
        widget=forms.Textarea({"rows": 4, "data-brief": True, "dir": "auto"}),
    )
    sending = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class CorrectionForm(forms.Form):
    """`seen` is what the update said when the form was filled in."""

    headline = forms.CharField(label=gettext_lazy("Headline"), max_length=255, required=False, widget=WORDS)
    text = forms.CharField(
        label=gettext_lazy("Text"), max_length=5000, widget=forms.Textarea({"rows": 3, "dir": "auto"})
    )
    note = forms.CharField(
        label=gettext_lazy("What was corrected, for readers"), max_length=500, required=False, widget=WORDS
    )
    seen = forms.CharField(widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class Listed:
    """An update in the list, told `at` this hour, or day and hour; `open`: the form in which it is corrected comes
    back with what was typed."""

    update: Update
    at: str
    correction: CorrectionForm
    open: bool


def live_view(request: HttpRequest, pk: int) -> HttpResponse:
    """`do` says what the pressed button does; what was typed comes back when it cannot be done."""
    story = get_object_or_404(StoryPage, pk=pk)
    if not posting.may_post(story, request.user):
        raise PermissionDenied
    if requiring.lacks(request):
        return _to_the_factors(request)
    form, points = UpdateForm(), ""
    if request.method == "POST" and request.POST.get("do") == "say":
        points = _say(request, story)
        if not points:
            return redirect("desk_live", pk)
    elif request.method == "POST":
        form = UpdateForm(request.POST)
        if _done(request, story, form):
            return redirect("desk_live", pk)
    return _screen(request, story, form, points=points)


def _to_the_factors(request: HttpRequest) -> HttpResponse:
    """Who posts publishes, and a stolen password alone publishes nothing."""
    messages.error(request, _("What you post here is out at once: set up a second factor first, or sign in with it."))
    return redirect("mfa_index")


def _screen(
    request: HttpRequest,
    story: StoryPage,
    form: UpdateForm | None = None,
    corrected: tuple[int, CorrectionForm] | None = None,
    points: str = "",
) -> HttpResponse:
    """`corrected` is a correction that could not be made, `points` key points that could not be saved."""
    live = LiveStory.objects.filter(story=story).first()
    title = str(story.title)
    context = {
        "story": story,
        "form": form or UpdateForm(),
        "live_story": live,
        "points": points,
        "listed": list(_listed(story, corrected)),
        "may_begin": posting.may_begin(story, request.user),
        "standing": words.sentence(gate.verdict(story, clock.now())),
        "runs": _runs(live),
        "header_title": title,
        "breadcrumbs_items": [{"url": reverse(HOME), "label": _("Home")}, {"url": "", "label": title}],
    }
    return TemplateResponse(request, "desk/live.html", context)


def _listed(story: StoryPage, corrected: tuple[int, CorrectionForm] | None) -> Iterator[Listed]:
    found = Update.objects.filter(story=story).select_related("by", "grown")
    for update in found.order_by("-live", "-pinned", "-at", "-pk")[:LISTED]:
        opened = corrected is not None and corrected[0] == update.pk
        initial = {"headline": update.headline, "text": update.text, "note": update.note, "seen": update.digest}
        form = corrected[1] if corrected and opened else CorrectionForm(initial=initial, auto_id=f"u{update.pk}-%s")
        yield Listed(update, _hour(update.at), form, opened)


def _hour(instant: datetime) -> str:
    """Of another day than today with that day, by the paper's clock as readers have it."""
    local = clock.local(instant)
    return f"{local:%H:%M}" if local.date() == clock.local(clock.now()).date() else words.moment(instant)


def _runs(live: LiveStory | None) -> str:
    if live is None:
        return ""
    if live.ended_at is None:
        return _("It has been told live since %(time)s.") % {"time": _hour(live.begun_at)}
    return _("It was told live until %(time)s.") % {"time": _hour(live.ended_at)}


def _done(request: HttpRequest, story: StoryPage, form: UpdateForm) -> bool:
    do = request.POST.get("do", "post")
    if do in _VERBS:
        _VERBS[do](request, story)
        return True
    if not form.is_valid():
        return False
    given = form.cleaned_data
    try:
        posting.post(story, given["headline"], given["text"], request.user, given["sending"])
    except (ValidationError, Refused) as error:
        form.add_error("text", _sentences(error))
        return False
    messages.success(request, _("Posted."))
    return True


def _sentences(error: ValidationError | Refused) -> list[str]:
    return error.messages if isinstance(error, ValidationError) else [str(error)]


def _begin(request: HttpRequest, story: StoryPage) -> None:
    posting.begin(story, request.user)
    messages.success(request, _("It runs: whoever may edit the story can post."))


def _end(request: HttpRequest, story: StoryPage) -> None:
    posting.end(story, request.user)
    messages.success(request, _("It has ended. What was told stays."))


def _say(request: HttpRequest, story: StoryPage) -> str:
    """What was typed, where it could not be saved."""
    typed = request.POST.get("key_points", "")
    try:
        posting.say(story, typed, request.user, seen=request.POST.get("seen"))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return typed
    messages.success(request, _("The key points are changed."))
    return ""


_VERBS: dict[str, Callable[[HttpRequest, StoryPage], None]] = {"begin": _begin, "end": _end}


def update_view(request: HttpRequest, pk: int) -> HttpResponse:
    """A verb on one update."""
    update = get_object_or_404(Update.objects.select_related("story"), pk=pk)
    if requiring.lacks(request):
        return _to_the_factors(request)
    do = request.POST.get("do", "")
    if request.method == "POST" and do == "promote":
        return _promote(request, update)
    if request.method == "POST" and do == "change":
        return _change(request, update)
    if request.method == "POST":
        _act(request, update, do, request.user)
    return redirect("desk_live", update.story_id)


def _promote(request: HttpRequest, update: Update) -> HttpResponse:
    before = update.grown_id
    story: Any = grow_update(update, request.user)  # type: ignore[arg-type]  # the desk lets in only who has signed in
    if story.pk != before:
        messages.success(request, _("This draft has grown from the update: nobody outside can see it."))
    return redirect("wagtailadmin_pages:edit", story.pk)


def _change(request: HttpRequest, update: Update) -> HttpResponse:
    """What was typed comes back beside what the update says now."""
    form = CorrectionForm(request.POST, auto_id=f"u{update.pk}-%s")
    if form.is_valid():
        given = form.cleaned_data
        try:
            posting.change(update, given["headline"], given["text"], request.user, given["note"], given["seen"])
        except (ValidationError, Refused) as error:
            now = Update.objects.get(pk=update.pk).digest
            form = CorrectionForm({**request.POST.dict(), "seen": now}, auto_id=f"u{update.pk}-%s")
            form.add_error("text", _sentences(error))
        else:
            messages.success(request, _("Corrected."))
            return redirect("desk_live", update.story_id)
    return _screen(request, update.story, corrected=(update.pk, form))


def _act(request: HttpRequest, update: Update, do: str, by: AbstractBaseUser | Any) -> None:
    if do in ("pin", "unpin"):
        posting.pin(update, by, pinned=do == "pin")
    elif do == "withdraw":
        posting.withdraw(update, by, request.POST.get("why", ""))
        messages.success(request, _("Withdrawn: %(headline)s") % {"headline": update})


class Running(Component):
    """The running stories, on the desk's home."""

    name, order = "running", 18
    template_name = "desk/home/running.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = (parent_context or {})["request"].user
        # in two questions: joined, SQLite goes through all stories for the few that run
        running = LiveStory.objects.filter(ended_at=None).prefetch_related("story").order_by("-begun_at")
        return {"stories": [each.story for each in running if posting.may_post(each.story, user)]}
