"""The editor of a story: Wagtail's, with the checks beside it, and no way to a page that readers do not have."""

from __future__ import annotations

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

from broadsheet.desk import refusals
from broadsheet.kit import clock
from broadsheet.people.models import named_like
from broadsheet.readership.desk import ReadersPanel
from broadsheet.release import gate, words
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


class AddStory(_Ours, CreateView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever begins a story is named as its reporter, until somebody says otherwise."""
        writer = named_like(request.user.get_full_name())  # type: ignore[union-attr]  # the desk lets in only who has signed in
        if writer is not None:
            self.page.bylines.add(StoryByline(contributor=writer))
        return cast(HttpResponse, super().get(request, *args, **kwargs))


class EditStory(_Ours, EditView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever opens a story that was killed must not write into it for nothing."""
        verdict = gate.verdict(self.page, clock.now())
        if verdict.killed:
            messages.warning(request, words.sentence(verdict))
        return cast(HttpResponse, super().get(request, *args, **kwargs))

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
