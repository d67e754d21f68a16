"""The editor of a story: Wagtail's, with the checks beside it, and no way to a page that readers do not have."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.locks import WorkflowLock

from broadsheet.desk import refusals
from broadsheet.kit import clock
from broadsheet.people.models import named_like
from broadsheet.readership.desk import ReadersPanel
from broadsheet.release import gate, words
from broadsheet.staff.handed_in import WithTheEditors, sent_back, waits_for_you
from broadsheet.stories.models import StoryByline, StoryPage


class FindingsPanel(BaseSidePanel):
    """What the checks say of the draft, asked again after each saving (static/desk/findings.js)."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = gettext_lazy("Toggle what is missing before publishing")
        icon_name = "tasks"
        counter_classname = "w-bg-critical-200"

    name = "findings"
    title = gettext_lazy("Before publishing")
    template_name = "desk/findings_panel.html"
    order = 150

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        return {**context, "address": reverse("desk_findings", args=(0,))}


class _Ours:
    """What the two views of the editor have in common."""

    page: StoryPage
    next_url: str
    form_class: Any

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        by_itself = self.expects_json_response  # type: ignore[attr-defined]  # the view beside this class has it
        self.form_class = partial(self.form_class, by_itself=by_itself)
        return cast(HttpResponse, super().post(request, *args, **kwargs))  # type: ignore[misc]  # as above

    def json_error_response(self, code: str, told: str) -> HttpResponse:
        """Wagtail says of an autosave only that something is wrong."""
        if code == "validation_error":
            told = " ".join(wrong(self.form)) or told  # type: ignore[attr-defined]  # as above
        return cast(HttpResponse, super().json_error_response(code, told))  # type: ignore[misc]  # as above

    def get_view_live_message_button(self) -> Any:
        """The live page while readers have it; otherwise the draft, and the reason is said in a sentence."""
        story = StoryPage.objects.get(pk=self.page.pk)
        if gate.verdict(story, clock.now()).public:
            return messages.button(story.url, _("View live"), new_window=False)
        address = reverse("wagtailadmin_pages:view_draft", args=(story.pk,))
        return messages.button(address, _("View the draft"), new_window=False)

    def get_side_panels(self) -> MediaContainer:
        panels = super().get_side_panels()  # type: ignore[misc]  # the view beside this class has it
        if getattr(self, "expects_json_response", False) or getattr(self, "hydrate_create_view", False):
            return panels
        more: list[BaseSidePanel] = [FindingsPanel(self.page, self.request)]  # type: ignore[attr-defined]  # as above
        if self.page.first_published_at is not None:
            more.append(ReadersPanel(self.page, self.request))  # type: ignore[attr-defined]  # as above
        return MediaContainer(sorted([*panels, *more], key=lambda panel: panel.order))

    def redirect_away(self) -> HttpResponse:
        """Back to the desk's home: a section's list of all its stories is no place to go on from."""
        return redirect(self.next_url or reverse("wagtailadmin_home"))


def wrong(form: Any) -> Iterator[str]:
    """What is wrong in a form and its rows, a sentence each."""
    for each in (form, *(row for formset in form.formsets.values() for row in formset.forms)):
        for name, errors in each.errors.items():
            label = each.fields[name].label if name in each.fields else ""
            told = " ".join(str(error) for error in errors)
            yield _("%(field)s: %(why)s") % {"field": label, "why": told} if label else told
    for formset in form.formsets.values():
        yield from (str(error) for error in formset.non_form_errors())


class AddStory(_Ours, CreateView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever begins a story is named as its reporter, until somebody says otherwise."""
        writer = named_like(request.user.get_full_name())  # type: ignore[union-attr]  # the desk lets in only who has signed in
        if writer is not None:
            self.page.bylines.add(StoryByline(contributor=writer))
        return cast(HttpResponse, super().get(request, *args, **kwargs))


class EditStory(_Ours, EditView):
    lock: Any

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever opens a story that was killed must not write into it for nothing, nor who has handed it in."""
        if isinstance(self.lock, WorkflowLock) and self.locked_for_user:
            self.lock = WithTheEditors(self.page, self.lock.task)
        elif isinstance(self.lock, WorkflowLock) and not self.hydrate_create_view:
            messages.info(request, waits_for_you(self.page, request.user))
        elif not self.hydrate_create_view and (wanted := sent_back(self.page)):
            messages.warning(request, wanted)
        verdict = gate.verdict(self.page, clock.now())
        if verdict.killed:
            messages.warning(request, words.sentence(verdict))
        return cast(HttpResponse, super().get(request, *args, **kwargs))

    def form_invalid(self, form: Any) -> HttpResponse:
        """What is read-only for its writer is taken back all the same, as it was saved."""
        if not (self.is_cancelling_workflow and self.locked_for_user):
            return cast(HttpResponse, super().form_invalid(form))
        self.workflow_state.cancel(user=self.request.user)
        self.add_cancel_workflow_confirmation_message()
        return cast(HttpResponse, self.redirect_and_remain())

    def add_cancel_workflow_confirmation_message(self) -> None:
        said = _("“%(title)s” was taken back: no editor waits for it any more.")
        messages.success(self.request, said % {"title": self.page.get_admin_display_title()})

    def add_save_confirmation_message(self) -> None:
        """Wagtail says "updated" also of what was approved or sent back."""
        action = getattr(self, "workflow_action", "") if self.action_name == "perform_workflow_action" else ""
        if action == "approve":
            self._say_what_approving_did(StoryPage.objects.get(pk=self.page.pk))
        elif action == "reject":
            messages.success(self.request, _("It went back to the writer: “%(title)s”.") % {"title": self.page.title})
        else:
            super().add_save_confirmation_message()

    def _say_what_approving_did(self, story: StoryPage) -> None:
        if story.has_unpublished_changes:
            said = _("“%(title)s” is approved; the next in its workflow reads it.")
        else:
            said = _("“%(title)s” is approved and published.")
        buttons = [self.get_view_live_message_button(), self.get_edit_message_button()]
        messages.success(self.request, said % {"title": story.title}, buttons=buttons)
        refusals.say_what_keeps_it_in(self.request, story)
        refusals.say_advice(self.request, story)


class StoryViewSet(PageViewSet):
    model = StoryPage
    add_view_class = AddStory
    edit_view_class = EditStory
