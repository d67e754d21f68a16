"""The screen "What carried it": all that carried a story, or a brief, how each stands, and what can be done about
it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.utils import get_user_display_name

from broadsheet.amends.actions.leave import leave, take_up
from broadsheet.amends.models import Left
from broadsheet.release import words
from broadsheet.release.actions import standing
from broadsheet.release.actions.standing import Refused
from broadsheet.release.carriers import Carried, State, carriers
from broadsheet.release.models import Releasable
from broadsheet.stories.models import Correction, StoryPage


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


def address(thing: Releasable, name: str = "amends_carriers") -> str:
    """Of a story by its number; of anything else by what it is, too."""
    if isinstance(thing, StoryPage):
        return reverse(name, args=(thing.pk,))
    return reverse(f"{name}_of", args=(thing._meta.label_lower, thing.pk))


carriers.screen = address


def screen(request: HttpRequest, pk: int, label: str = "") -> HttpResponse:
    """Show it; a POST with `verb` ("leave" with a reason, "take_up") and `key` does that and comes back."""
    thing = _thing(request, pk, label)
    if request.method == "POST":
        _do(request, thing)
        return redirect(address(thing))
    return TemplateResponse(request, "amends/desk/carriers.html", context(thing, request.user))


@require_safe
def state_view(request: HttpRequest, pk: int, label: str = "") -> HttpResponse:
    """A fragment, asked for again and again while the machine is at it."""
    thing = _thing(request, pk, label)
    answer = TemplateResponse(request, "amends/desk/carried.html", context(thing, request.user))
    answer["Cache-Control"] = "no-store"
    return answer


def _thing(request: HttpRequest, pk: int, label: str) -> Any:
    try:
        model = apps.get_model(label) if label else StoryPage
    except (LookupError, ValueError):
        raise Http404 from None
    if not issubclass(model, Releasable):
        raise Http404
    thing = get_object_or_404(model, pk=pk)
    if not any(carriers.of(thing)):
        raise Http404
    if not standing.may(request.user, thing):  # type: ignore[arg-type]  # the desk lets in only who has signed in
        raise PermissionDenied
    return thing


def _do(request: HttpRequest, story: Releasable) -> None:
    user: Any = request.user
    key = request.POST.get("key", "")
    what = next(
        (row.carried.what for group in groups(story, user) for row in group.rows if row.carried.key == key), ""
    )
    if not what:
        messages.error(request, _("It has changed meanwhile: please look again."))
        return
    try:
        if request.POST.get("verb") == "leave":
            leave(story, user, key, what, request.POST.get("reason", ""))
            messages.success(request, _("It stays as it is: the reason is in the log."))
        else:
            take_up(story, user, key, what)
            messages.success(request, _("It is to be put right after all."))
    except Refused as refusal:
        messages.error(request, str(refusal))


def groups(story: Releasable, user: Any) -> list[Group]:
    since, lefts = carriers.since(story), Left.about(story)
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


def context(thing: Any, user: Any) -> dict[str, Any]:
    edit = AdminURLFinder(user).get_edit_url(thing)
    title = _("What carried it")
    found, since = groups(thing, user), carriers.since(thing)
    states = [row.carried.state for group in found for row in group.rows]
    more = {name: reverse(f"amends_{name}", args=(thing.pk,)) for name in ("states", "erase")}
    return {
        "header_title": title,
        "title": str(thing),
        "breadcrumbs_items": [{"url": edit, "label": str(thing)}, {"url": "", "label": title}],
        "edit_url": edit,
        "groups": found,
        "heading": _heading(since, states),
        "facts": list(_facts(thing)),
        "moving": State.WORKING in states,
        "again": address(thing, "amends_carriers_state"),
        "action": address(thing),
        "more": more if isinstance(thing, StoryPage) else None,
    }


def _heading(since: datetime | None, states: list[State]) -> str:
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


def _facts(thing: Any) -> Iterator[tuple[str, str]]:
    if thing.killed_at is not None:
        name = _("Removed for legal reasons") if thing.legal_removal else _("Killed")
        by = get_user_display_name(thing.killed_by) if thing.killed_by else _("by the paper itself")
        yield name, f"{words.moment(thing.killed_at)}, {by}: {thing.kill_reason}"
        yield _("Its address says"), thing.get_kill_notice_display()
    if isinstance(thing, StoryPage):
        for note in thing.corrections.order_by("-at", "-pk"):
            yield note.get_kind_display(), f"{_dated(note)}: {note.text}"
    elif said := getattr(thing, "note", ""):
        yield _("Correction"), said


def _dated(note: Correction) -> str:
    at = words.moment(note.at)
    if note.amended_at is None:
        return at
    since = _("in these words since %(time)s") % {"time": words.moment(note.amended_at)}
    return f"{at} ({since})"
