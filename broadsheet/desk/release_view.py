"""The screen "Release" of a story, a brief or a page: what the gate says, and what can be done about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder

from broadsheet.desk.verbs import Verb, fitting
from broadsheet.kit import clock
from broadsheet.kit.wrong_field import focus
from broadsheet.release import gate, words
from broadsheet.release.actions import standing
from broadsheet.release.actions.standing import Refused
from broadsheet.release.carriers import carriers
from broadsheet.release.models import Notice, Releasable


def release_url(thing: Releasable) -> str:
    return reverse("desk_release", args=(thing._meta.label_lower, thing.pk))


def release(request: HttpRequest, model: str, pk: int) -> HttpResponse:
    """Show the screen; a POST with `verb` does it and comes back."""
    thing = _thing(model, pk)
    if not standing.may(request.user, thing):  # type: ignore[arg-type]  # the desk lets in only who has signed in
        raise PermissionDenied
    chosen, bound = _posted(request, thing)
    if chosen is not None and bound is not None and bound.is_valid():
        done = _do(request, thing, chosen, bound)
        return redirect((done and chosen.grave and carriers.screen_of(thing)) or release_url(thing))
    if bound is not None:
        focus(bound)
    return TemplateResponse(request, "desk/release.html", _context(request, thing, chosen, bound))


def _thing(label: str, pk: int) -> Releasable:
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        raise Http404 from None
    if not issubclass(model, Releasable):
        raise Http404
    found: Releasable = get_object_or_404(model, pk=pk)
    return found


def _posted(request: HttpRequest, thing: Releasable) -> tuple[Verb | None, Form | None]:
    if request.method != "POST":
        return None, None
    for verb in fitting(thing):
        if verb.name == request.POST.get("verb"):
            return verb, verb.form(request.POST, prefix=verb.name)
    messages.warning(request, _("It has changed meanwhile: please look again."))
    return None, None


def _do(request: HttpRequest, thing: Releasable, verb: Verb, form: Form) -> bool:
    """Whether it was done."""
    try:
        verb.do(thing, request.user, form.cleaned_data)  # type: ignore[arg-type]  # the desk lets in only who has signed in
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, verb.done)
    return True


def _context(request: HttpRequest, thing: Releasable, chosen: Verb | None, bound: Form | None) -> dict[str, Any]:
    verdict = gate.verdict(thing, clock.now())
    forms = [
        (
            verb,
            bound if bound is not None and verb is chosen else verb.form(prefix=verb.name, initial=_initial(thing)),
        )
        for verb in fitting(thing)
    ]
    edit = AdminURLFinder(request.user).get_edit_url(thing)
    title = _("Release")
    return {
        "thing": thing,
        "header_title": title,
        "title": str(thing),
        "breadcrumbs_items": [{"url": edit, "label": str(thing)}, {"url": "", "label": title}],
        "verdict": verdict,
        "sentence": words.sentence(verdict),
        "left_out": thing.left_out(),
        "facts": list(_facts(thing)),
        "address": thing.url if verdict.public or verdict.killed else "",
        "forms": forms,
        "edit_url": edit,
    }


def _facts(thing: Releasable) -> Iterator[tuple[str, str]]:
    """(what, words) of everything that has a part in the verdict."""
    if thing.killed_at is not None:
        by = thing.killed_by or _("by the paper itself")
        yield _("Killed"), f"{words.moment(thing.killed_at)}, {by}"
        yield _("Reason"), thing.kill_reason
        yield _("Its address says"), str(Notice(thing.kill_notice).label)
        if thing.legal_removal:
            yield _("Legal removal"), _("Earlier states are kept from readers too.")
    if thing.hold:
        yield _("On hold because"), thing.hold_reason
    for name, instant in (
        (_("Goes live"), thing.go_live_at),
        (_("Embargo until"), thing.embargoed_until),
        (_("Expires"), thing.expire_at),
    ):
        if instant is not None:
            yield name, words.moment(instant)


def _initial(thing: Releasable) -> dict[str, Any]:
    return {"access": thing.access, "notice": thing.kill_notice}
