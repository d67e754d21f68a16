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
from wagtail.snippets.views.snippets import SnippetViewSet

from broadsheet.fronts import before
from broadsheet.fronts.history import EditRail, RailHistory
from broadsheet.fronts.models import Rail
from broadsheet.fronts.reminders import Reminders
from broadsheet.release import words


def _edited(rail: Rail) -> str:
    return words.moment(rail.edited_at)


class RailViewSet(SnippetViewSet):
    model = Rail
    edit_view_class = EditRail
    history_view_class = RailHistory
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


@hooks.register("register_log_actions")
def register_action(actions: Any) -> None:
    actions.register_action(before.ACTION)(before.Set)


@hooks.register("construct_homepage_panels")
def remind(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(Reminders())
