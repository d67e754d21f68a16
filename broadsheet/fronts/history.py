"""The history of a list of stories at the desk: what it was before each saving, and the way back to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic.history import LogEntryUserColumn
from wagtail.models import ModelLogEntry
from wagtail.snippets.views.snippets import EditView, HistoryView

from broadsheet.fronts import before
from broadsheet.fronts.editing import RailForm
from broadsheet.fronts.models import Rail
from broadsheet.release import words
from broadsheet.stories.models import StoryPage

BACK = "before"
"""Of the editor's address: the entry of the log whose list is to be put back."""


class EditRail(EditView):
    """Saves over nobody who saved meanwhile, unless it is told to, and keeps what the list was."""

    def get_object(self, queryset: Any = None) -> Rail:
        rail: Rail = super().get_object(queryset)
        self.lost = self._put_back(rail) if self.request.method == "GET" else None
        return rail

    def _put_back(self, rail: Rail) -> int | None:
        """How many stories are missing of what is to be put back; None when nothing is."""
        key = self.request.GET.get(BACK, "")
        self.entry = before.entries(rail).filter(pk=key).first() if key.isdecimal() else None
        kept = before.in_entry(self.entry) if self.entry is not None else None
        return None if kept is None else before.put(rail, kept)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.lost is not None and self.entry is not None:
            messages.warning(request, _told(self.entry, self.lost))
        answer: HttpResponse = super().get(request, *args, **kwargs)
        return answer

    def is_valid(self, form: RailForm) -> bool:
        valid: bool = super().is_valid(form)
        if not valid or not form.refuses():
            return valid
        self.produced_error_message = self.get_error_message()
        return False

    def save_instance(self) -> Rail:
        was = before.of(self.object)
        rail: Rail = super().save_instance()
        before.note(rail, was, self.request.user)
        return rail


def _told(entry: ModelLogEntry, lost: int) -> str:
    said = gettext(
        "This is the list as it was until %(time)s. Readers do not have it yet: look at it, then save it to put it"
        " back."
    ) % {"time": words.moment(entry.timestamp)}
    if not lost:
        return said
    gone = ngettext(
        "%(count)d story of it is not there any more.", "%(count)d stories of it are not there any more.", lost
    )
    return f"{said} {gone % {'count': lost}}"


class BeforeColumn(Column):
    """The stories of a list before a saving, in their order, in the words that they had there."""

    cell_template_name = "fronts/desk/before.html"

    def get_cell_context_data(self, instance: ModelLogEntry, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        kept = before.in_entry(instance)
        if kept is not None:
            titles = dict(
                StoryPage.objects.filter(pk__in=[card["story"] for card in kept["cards"]]).values_list("pk", "title")
            )
            context["stories"] = [
                card["headline"] or titles.get(card["story"]) or gettext("A story that is not there any more")
                for card in kept["cards"]
            ]
            url = reverse(Rail.snippet_viewset.get_url_name("edit"), args=[instance.object_id])
            context["url"] = f"{url}?{BACK}={instance.pk}"
        return context


class RailHistory(HistoryView):
    @cached_property
    def columns(self) -> list[Column]:
        return [
            BeforeColumn("before", label=_("What it was before")),
            LogEntryUserColumn("user", label=_("Changed by"), width="20%"),
            DateColumn("timestamp", label=_("When"), width="15%"),
        ]

    def get_base_queryset(self) -> QuerySet[ModelLogEntry]:
        """Savings that changed the list; that something was saved is in the log as well."""
        found: QuerySet[ModelLogEntry] = super().get_base_queryset().filter(action=before.ACTION)
        return found
