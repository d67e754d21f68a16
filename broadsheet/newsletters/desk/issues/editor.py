"""Issues in Wagtail's editor: their list, the check list beside what is written, and no button that publishes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.snippets import EditView, IndexView, SnippetViewSet

from broadsheet.kit import clock
from broadsheet.newsletters import readiness
from broadsheet.newsletters.composing import findings
from broadsheet.newsletters.composing.letters import compose
from broadsheet.newsletters.desk.issues.new_view import edit_url, new_view
from broadsheet.newsletters.desk.menu import HOOK
from broadsheet.newsletters.models import Issue, Sending
from broadsheet.newsletters.sending import progress
from broadsheet.release import words

PUBLISH = "action-publish"


class Policy(ModelPermissionPolicy):
    """What has gone out, or is promised, is not deleted."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if action == "delete" and instance.sending != Sending.DRAFT:
            return False
        return bool(super().user_has_permission_for_instance(user, action, instance))


register_permission_policy(Issue, Policy(Issue), exact_class=True)


class CheckListPanel(BaseSidePanel):
    """Size and findings of the draft as it was saved last (static/newsletters/desk/issues.js asks again)."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle what is missing before sending")
        icon_name = "tasks"
        counter_classname = "w-bg-critical-200"

    name = "checklist"
    title = _("Before sending")
    template_name = "newsletters/desk/issues/checks_panel.html"
    order = 150

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        return {**context, "address": reverse("newsletters_issue_checks", args=(self.object.pk,))}


class IssueIndex(IndexView):
    """Without boxes to tick: many issues at once are nobody's wish."""

    @cached_property
    def columns(self) -> list[Any]:
        return [column for column in super().columns if column.name != "bulk_actions"]


class IssueEdit(EditView):
    def get_available_actions(self) -> list[str]:
        """An issue goes out by being sent, never by a button of the editor."""
        return [action for action in super().get_available_actions() if action != "publish"]

    @property
    def header_buttons(self) -> list[Any]:
        return [HeaderButton(_("Check and send"), url=send_url(self.object), icon_name="mail")]

    def get_side_panels(self) -> MediaContainer:
        panels = super().get_side_panels()
        if self.expects_json_response:
            return panels
        more = [CheckListPanel(self.object, self.request)]
        return MediaContainer(sorted([*panels, *more], key=lambda panel: panel.order))


def send_url(issue: Issue) -> str:
    return reverse("newsletters_issue_send", args=(issue.pk,))


def _where(issue: Issue) -> str:
    """To the editor while it is written, afterwards to its sending."""
    return edit_url(issue) if issue.sending == Sending.DRAFT else send_url(issue)


def _standing(issue: Issue) -> str:
    moment = words.moment(issue.send_at if issue.sending == Sending.SCHEDULED else issue.begun_at)
    label = str(Sending(issue.sending).label)
    if issue.sending == Sending.DONE and issue.cause and (missed := progress.missed(issue.pk)):
        label = missed.short
    return f"{label}, {moment}" if moment else label


class IssueViewSet(SnippetViewSet):
    model = Issue
    icon = "mail"
    menu_label = _("Issues")
    menu_order = 20
    menu_hook = HOOK
    copy_view_enabled = False
    list_per_page = 50
    list_filter = ["newsletter", "sending"]
    list_display = [
        TitleColumn("subject", label=_("Subject"), get_url=_where),
        Column("newsletter", label=_("Newsletter"), width="25%"),
        Column(_standing, label=_("Standing"), width="25%"),
    ]
    index_view_class = IssueIndex
    edit_view_class = IssueEdit
    edit_handler = ObjectList(
        [
            FieldPanel("subject", help_text=_("A phone shows about 50 letters of it.")),
            FieldPanel(
                "preheader",
                help_text=_("What stands beside the subject in a mailbox. About 90 letters are shown."),
            ),
            FieldPanel("body"),
            FieldPanel("newsletter"),
        ]
    )

    @property
    def add_view(self) -> Callable[..., HttpResponse]:
        return new_view

    def get_queryset(self, request: HttpRequest) -> Any:
        """What is being written first, then the newest."""
        return Issue.objects.select_related("newsletter").order_by(F("begun_at").desc(nulls_first=True), "-pk")


@require_safe
def checks_view(request: HttpRequest, pk: int) -> HttpResponse:
    """A fragment: size and findings of the draft as it was last saved."""
    row = get_object_or_404(Issue, pk=pk)
    if not request.user.has_perm("newsletters.change_issue"):
        raise PermissionDenied
    answer = TemplateResponse(request, "newsletters/desk/issues/checks.html", checks(row))
    answer["Cache-Control"] = "no-store"
    return answer


def checks(issue: Issue) -> dict[str, Any]:
    """What the check list's template gets."""
    found, size = findings.look(issue), compose(issue).html_size
    return {
        "refusals": [finding.sentence for finding in found if finding.blocking],
        "advice": [finding.sentence for finding in found if not finding.blocking],
        "size": findings.kilobytes(size),
        "most": findings.STOP // 1024,
        "warn": findings.WARN // 1024,
        "share": min(100, round(100 * size / findings.STOP)),
        "heavy": size > findings.WARN,
        "as_of": words.moment(clock.now()),
        "mail_as_of": readiness.as_of(issue.newsletter),
    }
