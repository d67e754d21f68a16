"""The editor of a brief: Wagtail's, which speaks of moderation and tasks where a newsroom hands in and sends back."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.locks import WorkflowLock
from wagtail.snippets.views.snippets import EditView

from broadsheet.briefs.models import Brief
from broadsheet.staff.handed_in import FORM, WithTheEditors, sent_back


class EditBrief(EditView):
    def get_lock(self) -> Any:
        lock = super().get_lock()
        return WithTheEditors(self.object, lock.task, FORM) if isinstance(lock, WorkflowLock) else lock

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.hydrate_create_view and (wanted := sent_back(self.object)):
            messages.warning(request, wanted)
        return cast(HttpResponse, super().get(request, *args, **kwargs))

    def get_success_message(self, instance: Any = None) -> str:
        """Wagtail says "updated" also of what was approved or sent back."""
        known = {"title": str(instance or self.object).rstrip(".")}  # within a sentence
        if self.action == "cancel-workflow":
            return _("“%(title)s” was taken back: no editor waits for it any more.") % known
        if self.action != "workflow-action":
            return cast(str, super().get_success_message(instance))
        if self.workflow_action == "reject":
            return _("It went back to the writer: “%(title)s”.") % known
        if Brief.objects.get(pk=self.object.pk).has_unpublished_changes:
            return _("“%(title)s” is approved; the next in its workflow reads it.") % known
        return _("“%(title)s” is approved and published.") % known
