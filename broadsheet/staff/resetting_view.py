"""The form for a forgotten password. It says the same of every address, and takes the same time."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from wagtail.admin.views.account import PasswordResetView

from broadsheet.staff.resetting import written_down

TOO_MANY = 429


class ResetView(PasswordResetView):
    def form_valid(self, form: Any) -> HttpResponse:
        if not written_down(self.request, form.cleaned_data["email"]):
            form.add_error("email", _("Too many were asked for from where you are: please try again in an hour."))
            answer: HttpResponse = self.form_invalid(form)
            answer.status_code = TOO_MANY
            return answer
        return super().form_valid(_Sent())


class _Sent:
    """Django has the form send its mail: ours will be sent by the worker."""

    def save(self, **rest: Any) -> None:
        return None
