"""How an issue behaves in Wagtail's editor: shown as the mail that it will be, and closed once its sending was asked
for. What needs more than the issue itself registers here (composing/previews.py)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.locks import BaseLock
from wagtail.models import PreviewableMixin

MAIL, DARK, TEXT, PAGE = "mail", "dark", "text", "page"

Show = Callable[[Any, str], HttpResponse]
_shows: list[Show] = []


def register(show: Show) -> None:
    """`show(issue, mode)` answers a preview, from the issue as it is, saved or not."""
    _shows[:] = [show]


class AsMail(PreviewableMixin):
    @property
    def preview_modes(self) -> list[tuple[str, Promise | str]]:
        return [
            (MAIL, gettext_lazy("Mail")),
            (DARK, gettext_lazy("Mail, dark")),
            (TEXT, gettext_lazy("Plain text")),
            (PAGE, gettext_lazy("Web page")),
        ]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return _shows[0](self, mode_name)


class SendingLock(BaseLock):
    """Nobody edits what is promised or has gone out."""

    def for_user(self, user: Any) -> bool:
        return True

    def get_message(self, user: Any) -> str:
        if self.object.sending == "scheduled":
            return _("This issue is scheduled: take it back on its screen of sending, to change it.")
        return _("This issue has gone out: it stays as readers have it. What was wrong is said in a correction.")

    def get_locked_by(self, user: Any) -> str:
        return _("It is scheduled") if self.object.sending == "scheduled" else _("It has gone out")

    def get_description(self, user: Any) -> str:
        return self.get_message(user)
