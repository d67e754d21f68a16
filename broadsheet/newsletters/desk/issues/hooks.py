"""Where the desk of issues joins Wagtail's admin (imported by newsletters/wagtail_hooks.py)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.snippets.models import register_snippet

from broadsheet.newsletters.composing import previews as previews  # registers itself
from broadsheet.newsletters.desk.issues import correct_view, editor, new_view, send_view, under_way
from broadsheet.newsletters.desk.issues.home import IssuesPanel
from broadsheet.newsletters.models import Issue, Sending

register_snippet(editor.IssueViewSet)

VERBS = {
    "schedule": (_("Schedule"), _("Scheduled")),
    "unschedule": (_("Take back"), _("Taken back")),
    "send": (_("Send"), _("Sent off")),
    "override": (_("Override the size"), _("Said that its size does not keep it in, or does again")),
    "pause": (_("Pause"), _("Paused")),
    "resume": (_("Resume"), _("Resumed")),
    "without": (_("Send the rest as it reads now"), _("Sent the rest with its mail made again")),
    "cancel": (_("Cancel"), _("Cancelled")),
    "resend": (_("Resend the unknown"), _("Sent the unknown ones again")),
    "leave": (_("Leave the unknown"), _("Left the unknown ones as they are")),
    "again": (_("Try the refused again"), _("Had the refused ones tried again")),
}


@hooks.register("register_admin_urls")
def screens() -> list[URLPattern]:
    return [
        path("issues/new/", new_view.new_view, name="newsletters_issue_new"),
        path("issues/<int:pk>/copy/", new_view.copy_view, name="newsletters_issue_copy"),
        path("issues/<int:pk>/send/", send_view.send_view, name="newsletters_issue_send"),
        path("issues/<int:pk>/checks/", editor.checks_view, name="newsletters_issue_checks"),
        path("issues/<int:pk>/tests/", send_view.tests_view, name="newsletters_issue_tests"),
        path("issues/<int:pk>/progress/", under_way.progress_view, name="newsletters_issue_progress"),
        path("issues/<int:pk>/amend/<int:story>/", correct_view.amend_view, name="newsletters_issue_amend"),
        path(
            "issues/<int:pk>/amend/brief/<int:brief>/",
            correct_view.amend_brief_view,
            name="newsletters_issue_amend_brief",
        ),
        path("issues/<int:pk>/correct/", correct_view.correct_view, name="newsletters_issue_correct"),
    ]


@hooks.register("insert_editor_js")
def script() -> str:
    return format_html('<script src="{}"></script>', static("newsletters/desk/issues.js"))


@hooks.register("insert_global_admin_css")
def style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("newsletters/desk/issues.css"))


@hooks.register("construct_homepage_panels", order=10)
def on_the_home(request: HttpRequest, panels: list[Any]) -> None:
    """Below the health of the press, which the desk has put first."""
    panels.insert(1, IssuesPanel())


@hooks.register("construct_snippet_action_menu")
def without_publishing(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """An issue goes out on its own screen."""
    if issubclass(context["model"], Issue):
        items[:] = [item for item in items if item.name != editor.PUBLISH]


@hooks.register("before_delete_snippet")
def keep_what_went_out(request: HttpRequest, instances: Iterable[Any]) -> HttpResponse | None:
    """The ledger of a sent issue would go with it."""
    if all(not isinstance(each, Issue) or each.sending == Sending.DRAFT for each in instances):
        return None
    messages.error(request, _("An issue that is scheduled or has gone out cannot be deleted."))
    return redirect(new_view.index_url())


@hooks.register("register_log_actions")
def verbs(actions: Any) -> None:
    for name, (label, told) in VERBS.items():
        actions.register_action(f"newsletters.{name}", label, told)
