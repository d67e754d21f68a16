"""What every request below /desk/ passes: the language of the sign-in, the second factor, and when it was seen."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from wagtail.users.models import UserProfile

from broadsheet.staff import log, requiring, sessions

DESK, SIGN_IN, LOG = "/desk/", "/desk/login/", "/desk/log/"
FACTORS = ("/desk/login/factors/", "/desk/login/again/")
OPEN = (SIGN_IN, "/desk/logout/", "/desk/jsi18n/", "/desk/sprite/", "/desk/password_reset/")
"""Where one may be without having shown a second factor."""
LANGUAGES = ("en", "uk")
"""That the desk speaks."""


class Door:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(DESK):
            return self.get_response(request)
        if request.user.is_authenticated:
            sessions.note(request)
            if request.path.startswith(FACTORS) and requiring.withholds(request):
                return _to_the_sign_in(request)
            if not request.path.startswith(OPEN) and requiring.owes(request):
                return _shown_to_the_factor(request)
        if not request.path.startswith((SIGN_IN, "/desk/password_reset/")):
            return self._answered(request)
        with translation.override(language(request)):
            return self.get_response(request)

    def _answered(self, request: HttpRequest) -> HttpResponse:
        """Lists that leave the desk as a table are in the log; those that say so themselves are not there twice."""
        answer = self.get_response(request)
        user = request.user
        table = request.GET.get("export") and answer.has_header("Content-Disposition")
        if table and isinstance(user, User) and not request.path.startswith(LOG):
            log.write(user, "exported", user, what=request.path)
        return answer


def language(request: HttpRequest) -> str:
    """That of who has signed in; before, what the browser asks for if the desk speaks it."""
    if request.user.is_authenticated:
        return str(UserProfile.get_for_user(request.user).get_preferred_language())
    asked = [code.split("-")[0] for code, _ in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    return next((code for code in asked if code in LANGUAGES), settings.LANGUAGE_CODE)


def _shown_to_the_factor(request: HttpRequest) -> HttpResponse:
    """To the set-up; who has a factor that this session has not shown signs in anew."""
    if request.headers.get("X-Requested-With") == "XMLHttpRequest" or request.method != "GET":
        return JsonResponse({"error_message": _("Sign in with your second factor first.")}, status=403)
    if requiring.has_one(request.user):
        return _to_the_sign_in(request)
    return redirect(reverse("mfa_index"))


def _to_the_sign_in(request: HttpRequest) -> HttpResponse:
    auth.logout(request)
    return redirect(f"{SIGN_IN}?{urlencode({'next': request.get_full_path()})}")
