"""Fronts and rails at the desk: their stories are put in order there, and what is saved is out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import EditView, SnippetViewSet

from broadsheet.fronts.editing import RailForm
from broadsheet.fronts.models import Rail
from broadsheet.fronts.reminders import Reminders
from broadsheet.release import words


def _edited(rail: Rail) -> str:
    return words.moment(rail.edited_at)


class EditRail(EditView):
    """Saves over nobody who saved meanwhile, unless it is told to."""

    def is_valid(self, form: RailForm) -> bool:
        valid: bool = super().is_valid(form)
        if not valid or not form.refuses():
            return valid
        self.produced_error_message = self.get_error_message()
        return False


class RailViewSet(SnippetViewSet):
    model = Rail
    edit_view_class = EditRail
    icon = "list-ol"
    menu_label = _("Fronts and rails")
    menu_order = 160
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = [
        "title",
        Column("name", label=_("Name in the address"), sort_key="name", classname="desk-wide"),
        Column("get_language_display", label=_("Language"), sort_key="language"),
        Column(_edited, label=_("Edited"), sort_key="edited_at"),
    ]
    ordering = ["language", "name"]
    list_filter = ["language"]


register_snippet(RailViewSet)


@hooks.register("insert_global_admin_css")
def style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("fronts/desk.css"))


@hooks.register("construct_homepage_panels")
def remind(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(Reminders())
