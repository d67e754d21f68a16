"""The screen "What carried it": all that carried a story, how each stands, and what can be done about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from wagtail.admin import messages

from broadsheet.amends.actions.leave import leave, take_up
from broadsheet.amends.models import Left
from broadsheet.release import words
from broadsheet.release.actions import standing
from broadsheet.release.actions.standing import Refused
from broadsheet.release.carriers import Carried, State, carriers
from broadsheet.stories.models import StoryPage


@dataclass(frozen=True, slots=True)
class Row:
    """`left` is the decision that it stays as it is, in words; `word` how it stands, in one."""

    carried: Carried
    word: str
    left: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    rows: list[Row]


def address(story: StoryPage) -> str:
    return reverse("amends_carriers", args=(story.pk,))


carriers.screen = address


def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it; a POST with `verb` ("leave" with a reason, "take_up") and `key` does that and comes back."""
    story = _story(request, pk)
    if request.method == "POST":
        _do(request, story)
        return redirect(address(story))
    return TemplateResponse(request, "amends/desk/carriers.html", context(story, request.user))


@require_safe
def state_view(request: HttpRequest, pk: int) -> HttpResponse:
    """A fragment, asked for again and again while the machine is at it."""
    story = _story(request, pk)
    answer = TemplateResponse(request, "amends/desk/carried.html", context(story, request.user))
    answer["Cache-Control"] = "no-store"
    return answer


def _story(request: HttpRequest, pk: int) -> StoryPage:
    story = get_object_or_404(StoryPage, pk=pk)
    if not standing.may(request.user, story):  # type: ignore[arg-type]  # the desk lets in only who has signed in
        raise PermissionDenied
    return story


def _do(request: HttpRequest, story: StoryPage) -> None:
    user: Any = request.user
    key = request.POST.get("key", "")
    what = next(
        (row.carried.what for group in groups(story, user) for row in group.rows if row.carried.key == key), ""
    )
    try:
        if request.POST.get("verb") == "leave":
            leave(story, user, key, what, request.POST.get("reason", ""))
            messages.success(request, _("It stays as it is: the reason is in the log."))
        else:
            take_up(story, user, key, what)
            messages.success(request, _("It is to be put right after all."))
    except Refused as refusal:
        messages.error(request, str(refusal))


def since_of(story: StoryPage) -> datetime | None:
    """When it was last put right: corrected, retracted, killed."""
    last = story.corrections.order_by("-at").values_list("at", flat=True).first()
    return max((at for at in (last, story.killed_at) if at is not None), default=None)


def groups(story: StoryPage, user: Any) -> list[Group]:
    since = since_of(story)
    lefts = {left.key: left for left in Left.objects.filter(story=story.pk).select_related("by")}
    found = []
    for carrier in carriers.of(story):
        rows = [_row(each, lefts, since) for each in carrier.look(story, since, user)]
        if rows:
            found.append(Group(str(carrier.label), rows))
    return found


def _row(carried: Carried, lefts: dict[str, Left], since: datetime | None) -> Row:
    left = lefts.get(carried.key)
    if carried.state is State.TODO and left is not None and (since is None or left.at >= since):
        by = left.by or _("somebody who is gone")
        told = _("%(who)s left it as it is, on %(time)s: %(reason)s")
        said = told % {"who": by, "time": words.moment(left.at), "reason": left.reason}
        return Row(replace(carried, state=State.LEFT), _WORDS[State.LEFT](), said)
    return Row(carried, _WORDS[carried.state]())


_WORDS = {
    State.DONE: lambda: _("Done"),
    State.WORKING: lambda: _("Under way"),
    State.TODO: lambda: _("To do"),
    State.LEFT: lambda: _("Left"),
}


def context(story: StoryPage, user: Any) -> dict[str, Any]:
    edit = reverse("wagtailadmin_pages:edit", args=(story.pk,))
    title = _("What carried it")
    found, since = groups(story, user), since_of(story)
    states = [row.carried.state for group in found for row in group.rows]
    return {
        "story": story,
        "header_title": title,
        "title": str(story),
        "breadcrumbs_items": [{"url": edit, "label": str(story)}, {"url": "", "label": title}],
        "groups": found,
        "heading": _heading(story, since, states),
        "facts": list(_facts(story)),
        "moving": State.WORKING in states,
        "again": reverse("amends_carriers_state", args=(story.pk,)),
        "action": address(story),
        "states_url": reverse("amends_states", args=(story.pk,)),
        "erase_url": reverse("amends_erase", args=(story.pk,)),
    }


def _heading(story: StoryPage, since: datetime | None, states: list[State]) -> str:
    if since is None:
        return _("Nothing of it had to be put right. This is what carries it.")
    todo = states.count(State.TODO)
    if todo:
        return ngettext("%(count)d thing is still to be done.", "%(count)d things are still to be done.", todo) % {
            "count": todo
        }
    if State.WORKING in states:
        return _("The machine is at it; nobody has to do anything.")
    return _("All that we know of is put right.")


def _facts(story: StoryPage) -> Iterator[tuple[str, str]]:
    if story.killed_at is not None:
        name = _("Removed for legal reasons") if story.legal_removal else _("Killed")
        by = story.killed_by or _("by the paper itself")
        yield name, f"{words.moment(story.killed_at)}, {by}: {story.kill_reason}"
        yield _("Its address says"), story.get_kill_notice_display()
    for note in story.corrections.order_by("-at", "-pk"):
        yield note.get_kind_display(), f"{words.moment(note.at)}: {note.text}"
