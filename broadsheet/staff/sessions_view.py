"""The desk's screens of who is signed in where: one's own, and for administrators everybody's and somebody's."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from broadsheet.staff import log, sessions, throttle
from broadsheet.staff.models import SignedIn

RIGHT = "staff.end_sessions"


@require_http_methods(["GET", "POST"])
def own_view(request: HttpRequest) -> HttpResponse:
    """One's own sessions: any other one can be ended, or all of them."""
    own = SignedIn.objects.filter(user_id=request.user.pk or 0).exclude(key=request.session.session_key)
    if request.method == "POST":
        return _end(request, own, reverse("staff_sessions"))
    context = _context(request, _("Where you are signed in"), user=request.user, mine=True)
    return TemplateResponse(request, "staff/sessions.html", context)


@require_http_methods(["GET", "POST"])
def all_view(request: HttpRequest) -> HttpResponse:
    _demand(request)
    if request.method == "POST":
        return _end(request, SignedIn.objects.exclude(key=request.session.session_key), reverse("staff_all_sessions"))
    return TemplateResponse(request, "staff/sessions.html", _context(request, _("Who is signed in")))


@require_http_methods(["GET", "POST"])
def person_view(request: HttpRequest, pk: int) -> HttpResponse:
    """How somebody signs in, and where they are: for the day when a telephone is lost."""
    _demand(request)
    user = get_object_or_404(User, pk=pk)
    here = reverse("staff_person", args=(pk,))
    if request.method == "POST" and request.POST.get("verb") == "reset":
        reset(user, request.user)
        messages.success(request, _("Second factors are reset, and sessions ended."))
        return redirect(here)
    if request.method == "POST":
        rows = SignedIn.objects.filter(user=user).exclude(key=request.session.session_key)
        return _end(request, rows, here)
    factors = Authenticator.objects.filter(user=user).order_by("created_at")
    context = _context(
        request, _("How %(name)s signs in") % {"name": user.get_username()}, user=user, factors=factors
    )
    return TemplateResponse(request, "staff/person.html", context)


@transaction.atomic
def reset(user: User, by: Any) -> None:
    """Take away every second factor: the next sign-in is by password, and sets up a new one where one is needed.
    `by` is None for who is at the machine itself."""
    Authenticator.objects.filter(user=user).delete()
    throttle.forget(user)
    sessions.end_all(user)
    log.write(user, "factor_reset", by)


def _demand(request: HttpRequest) -> None:
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied


def _end(request: HttpRequest, rows: Any, back: str) -> HttpResponse:
    """One of these sessions, or all of them."""
    if which := request.POST.get("session", ""):
        rows = rows.filter(pk=int(which)) if which.isdecimal() else rows.none()
    people: dict[User, list[str]] = {}
    for row in rows.select_related("user"):
        people.setdefault(row.user, []).append(row.key)
    ended = 0
    for user, keys in people.items():
        ended += sessions.end(keys)
        log.write(user, "session_ended", request.user, count=len(keys))
    messages.success(
        request, ngettext("%(count)d session is ended.", "%(count)d sessions are ended.", ended) % {"count": ended}
    )
    return redirect(back)


def _context(request: HttpRequest, title: str, user: Any = None, **more: Any) -> dict[str, Any]:
    rows = sessions.alive()
    return {
        "header_title": title,
        "header_icon": "key",
        "breadcrumbs_items": [{"url": "", "label": title}],
        "rows": rows.filter(user_id=user.pk) if user else rows,
        "current": request.session.session_key,
        "person": user,
        "addresses": settings.KEPT_ADDRESSES != "none",
        "everybody": request.user.has_perm(RIGHT),
        **more,
    }
