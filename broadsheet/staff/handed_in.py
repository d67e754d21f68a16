"""A story or brief that was handed in, as its writer meets it: who has it, since when, and the way to take it back.
Meanwhile it is the editors': nobody approves a text that changes under their eyes. When it came back, what the editor
wants changed stands above it."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.admin.models import EditingSession
from wagtail.admin.utils import get_user_display_name
from wagtail.locks import WorkflowLock
from wagtail.models import WorkflowState

from broadsheet.release.words import moment

BUTTON = (
    '{} <span class="buttons"><button type="submit" form="{}" name="action-cancel-workflow" value="1" '
    'class="button button-small button-secondary">{}</button></span>'
)
PAGE_FORM, FORM = "page-edit-form", "w-editor-form"
"""The ids of the editor's form, of pages and of everything else."""


def handed_in(thing: Any, user: Any) -> str:
    """Who did, and when."""
    by = thing.current_workflow_state.requested_by
    since = {"time": moment(thing.current_workflow_task_state.started_at)}
    if by == user:
        return _("You handed it in on %(time)s.") % since
    who = get_user_display_name(by) if by else _("Somebody")
    return _("%(who)s handed it in on %(time)s.") % {"who": who, **since}


def waits_for_you(thing: Any, user: Any) -> str:
    """For whoever may approve it."""
    how = _("Publish it, or ask for changes, with the arrow at the foot.")
    return f"{handed_in(thing, user)} {how}"


def sent_back(thing: Any) -> str:
    """Who wants what changed; "" for what did not come back."""
    state = thing.current_workflow_state
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return ""
    answer = state.current_task_state
    who = get_user_display_name(answer.finished_by) if answer.finished_by else _("Somebody")
    known = {"who": who, "time": moment(answer.finished_at), "words": answer.comment}
    if answer.comment:
        return _("%(who)s asked for changes on %(time)s: “%(words)s”") % known
    return _("%(who)s asked for changes on %(time)s, without saying which.") % known


class WithTheEditors(WorkflowLock):
    """Wagtail's lock, in words that say what a writer wants to know. `form` is the id of the editor's form."""

    def __init__(self, thing: Any, task: Any, form: str = PAGE_FORM) -> None:
        super().__init__(thing, task)
        self.form = form

    def get_message(self, user: Any) -> SafeString | str:
        if not self.for_user(user):
            return waits_for_you(self.object, user)
        told = " ".join(self._sentences(user))
        state = self.object.current_workflow_state
        if state is None or not state.user_can_cancel(user):
            return told
        return format_html(BUTTON, told, self.form, _("Take it back and go on writing"))

    def _sentences(self, user: Any) -> list[str]:
        return [
            handed_in(self.object, user),
            _("Until an editor publishes it or sends it back, you can read it and not change it."),
            self._who_has_it(),
        ]

    def _who_has_it(self) -> str:
        open_ones = EditingSession.objects.available().filter(object_id=str(self.object.pk)).select_related("user")
        kind = self.object.get_content_type().pk, self.object.get_base_content_type().pk
        there = {each.user for each in open_ones.filter(content_type__in=kind) if not self.for_user(each.user)}
        if there:
            names = ", ".join(sorted(get_user_display_name(each) for each in there))
            return _("It is open now at: %(names)s.") % {"names": names}
        groups = getattr(self.task, "groups", None)
        names = ", ".join(groups.values_list("name", flat=True).order_by("name")) if groups else self.task.name
        return _("Nobody has it open now; it waits for: %(names)s.") % {"names": names}
