"""Where the room joins Wagtail's admin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from broadsheet.staff import audit_view, sessions_view


class ForRight(MenuItem):
    """Shown to who has `right`."""

    def __init__(self, *args: Any, right: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.right = right

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(self.right))


@hooks.register("register_admin_urls")
def register_screens() -> list[URLPattern]:
    return [
        path("sessions/", sessions_view.own_view, name="staff_sessions"),
        path("sessions/all/", sessions_view.all_view, name="staff_all_sessions"),
        path("sessions/of/<int:pk>/", sessions_view.person_view, name="staff_person"),
        path("log/", audit_view.AuditView.as_view(), name="staff_audit"),
        path("log/results/", audit_view.AuditView.as_view(results_only=True), name="staff_audit_results"),
    ]


@hooks.register("register_reports_menu_item")
def register_log_item() -> MenuItem:
    return ForRight(
        _("Who did what"),
        reverse("staff_audit"),
        name="who-did-what",
        icon_name="history",
        order=50,
        right=audit_view.RIGHT,
    )


@hooks.register("register_settings_menu_item")
def register_sessions_item() -> MenuItem:
    return ForRight(
        _("Who is signed in"),
        reverse("staff_all_sessions"),
        name="signed-in",
        icon_name="key",
        order=605,
        right=sessions_view.RIGHT,
    )


@hooks.register("register_account_menu_item")
def account_factors(request: HttpRequest) -> dict[str, Any]:
    return {"url": reverse("mfa_index"), "label": _("What you sign in with"), "help_text": ""}


@hooks.register("register_account_menu_item")
def account_sessions(request: HttpRequest) -> dict[str, Any]:
    return {"url": reverse("staff_sessions"), "label": _("Where you are signed in"), "help_text": ""}


@hooks.register("register_user_listing_buttons")
def listing_button(user: User, request_user: User) -> Iterator[Button]:
    if request_user.has_perm(sessions_view.RIGHT):
        yield Button(_("How they sign in"), reverse("staff_person", args=(user.pk,)), icon_name="key", priority=30)


@hooks.register("insert_global_admin_css")
def style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("staff/staff.css"))


# -- who changes accounts may not by that become an administrator: their accounts are theirs


@hooks.register("before_edit_user")
@hooks.register("before_delete_user")
def leave_administrators(request: HttpRequest, user: User) -> HttpResponse | None:
    if user.is_superuser and not request.user.is_superuser:
        raise PermissionDenied
    return None


@hooks.register("before_bulk_action")
def leave_administrators_among_many(
    request: HttpRequest, action_type: str, objects: Any, action: Any
) -> HttpResponse | None:
    if not request.user.is_superuser and any(isinstance(one, User) and one.is_superuser for one in objects):
        raise PermissionDenied
    return None
