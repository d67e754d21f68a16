"""Blocked addresses: known by their keyed hash alone, so one is found only by who knows it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from broadsheet.newsletters import addresses
from broadsheet.newsletters.desk.subscribers import trail
from broadsheet.newsletters.desk.subscribers.screens import head
from broadsheet.newsletters.models import Suppression, SuppressionReason

PAGE = 50


@permission_required("newsletters.view_suppression", login_url=settings.LOGIN_URL, raise_exception=True)
def blocked_view(request: HttpRequest) -> HttpResponse:
    """A POST blocks an address, or with `row` lifts a block."""
    if request.method == "POST":
        return _lift(request) if request.POST.get("row") else _block(request)
    return _shown(request)


def _shown(request: HttpRequest, slip: dict[str, str] | None = None) -> HttpResponse:
    """`slip`: what was typed to block an address, with the `field` that is wrong and the `sentence` that says so."""
    typed, after = request.GET.get("q", "").strip(), request.GET.get("after", "")
    rows, wrong = Suppression.objects.order_by("-pk"), ""
    if typed:
        try:
            one = trail.found(typed)
            rows = rows.filter(pk=one.pk if one else 0)
        except addresses.Bad:
            rows, wrong = rows.none(), _("Please enter a whole mail address: of blocked ones only a hash is kept.")
    elif after.isascii() and after.isdigit():
        rows = rows.filter(pk__lt=int(after))
    found = list(rows[: PAGE + 1])
    context = {
        **head(_("Blocked addresses")),
        "rows": found[:PAGE],
        "more": f"?after={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "q": typed,
        "wrong": wrong,
        "slip": slip or {},
        "may_add": request.user.has_perm("newsletters.add_suppression"),
        "may_lift": request.user.has_perm("newsletters.delete_suppression"),
    }
    return TemplateResponse(
        request, "newsletters/desk/subscribers/blocked.html", context, status=422 if slip else 200
    )


def _block(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("newsletters.add_suppression"):
        raise PermissionDenied
    note, address = request.POST.get("note", "")[:500], request.POST.get("address", "")[: addresses.LONGEST]
    typed = {"note": note, "address": address}
    try:
        key = addresses.normalise(address).key
    except addresses.Bad:
        return _shown(request, {**typed, "field": "address", "sentence": _("Please enter a correct mail address.")})
    if not note.strip():
        return _shown(request, {**typed, "field": "note", "sentence": _("Say why it is blocked, please.")})
    done = trail.block(request.user, key, SuppressionReason.DESK, note)
    messages.success(request, done) if done else messages.warning(request, _("It is blocked already."))
    return redirect("newsletters_blocked")


def _lift(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("newsletters.delete_suppression"):
        raise PermissionDenied
    said = request.POST["row"]
    row = get_object_or_404(Suppression, pk=int(said) if said.isascii() and said.isdigit() else 0)
    done = trail.unblock(request.user, row, request.POST.get("note", ""))
    messages.success(request, done) if done else messages.warning(request, _("Say why it is lifted, please."))
    return redirect(reverse("newsletters_blocked"))
