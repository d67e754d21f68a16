"""A story that was handed in, as its writer meets it: who has it, since when, and the way to take it back. Meanwhile
it is the editors': nobody approves a text that changes under their eyes."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.admin.models import EditingSession
from wagtail.admin.utils import get_user_display_name
from wagtail.locks import WorkflowLock

from broadsheet.release.words import moment

BUTTON = (
    '{} <span class="buttons"><button type="submit" form="page-edit-form" name="action-cancel-workflow" value="1" '
    'class="button button-small button-secondary">{}</button></span>'
)


def handed_in(story: Any, user: Any) -> str:
    """Who did, and when."""
    by = story.current_workflow_state.requested_by
    since = {"time": moment(story.current_workflow_task_state.started_at)}
    if by == user:
        return _("You handed it in on %(time)s.") % since
    who = get_user_display_name(by) if by else _("Somebody")
    return _("%(who)s handed it in on %(time)s.") % {"who": who, **since}


def waits_for_you(story: Any, user: Any) -> str:
    """For whoever may approve it."""
    how = _("Publish it, or ask for changes, with the arrow at the foot.")
    return f"{handed_in(story, user)} {how}"


class WithTheEditors(WorkflowLock):
    """Wagtail's lock, in words that say what a writer wants to know."""

    def get_message(self, user: Any) -> SafeString | str:
        told = " ".join(self._sentences(user))
        state = self.object.current_workflow_state
        if state is None or not state.user_can_cancel(user):
            return told
        return format_html(BUTTON, told, _("Take it back and go on writing"))

    def _sentences(self, user: Any) -> list[str]:
        return [
            handed_in(self.object, user),
            _("Until an editor publishes it or sends it back, you can read it and not change it."),
            self._who_has_it(),
        ]

    def _who_has_it(self) -> str:
        open_ones = EditingSession.objects.available().filter(object_id=str(self.object.pk)).select_related("user")
        kind = self.object.cached_content_type.pk, self.object.get_base_content_type().pk
        there = {each.user for each in open_ones.filter(content_type__in=kind) if not self.for_user(each.user)}
        if there:
            names = ", ".join(sorted(get_user_display_name(each) for each in there))
            return _("It is open now at: %(names)s.") % {"names": names}
        groups = getattr(self.task, "groups", None)
        names = ", ".join(groups.values_list("name", flat=True).order_by("name")) if groups else self.task.name
        return _("Nobody has it open now; it waits for: %(names)s.") % {"names": names}
