"""The pages of the sign-in, where allauth's own need something more."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.stagekit import clear_login
from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView, IndexView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from wagtail.admin.views.account import password_reset_enabled

from broadsheet.staff import requiring, throttle

TOO_MANY = 429


class SignInView(LoginView):
    """Who is signed in and may not come to the desk can sign in as somebody else."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if "anew" in request.GET:  # between name and second factor, somebody turned round
            clear_login(request)
        if user.is_authenticated and not user.has_perm("wagtailadmin.access_admin") and request.method == "GET":
            return self.get(request, *args, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_invalid(form)
        if throttle.is_locked(self.request):
            answer.status_code = TOO_MANY
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {
            "passkeys": requiring.passkeys_possible(self.request),
            "show_password_reset": password_reset_enabled(),
        }
        return super().get_context_data(**kwargs) | more


class CodeView(AuthenticateView):
    """The second factor; a passkey is offered to who has one."""

    def form_invalid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_invalid(form)
        if throttle.is_locked(self.request):
            answer.status_code = TOO_MANY
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        kinds = set(self.stage.login.user.authenticator_set.values_list("type", flat=True))
        return context | {
            "kinds": kinds,
            "passkey": "webauthn" in kinds and requiring.passkeys_possible(self.request),
        }


class FactorsView(IndexView):
    """What somebody signs in with beside the password; who has nothing and needs it comes here first."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        more = {
            "passkeys": requiring.passkeys_possible(self.request),
            "owes": requiring.owes(self.request),
            "required": requiring.may_publish(self.request.user),
        }
        return super().get_context_data(**kwargs) | more
