"""Rails at the desk: their stories are put in order there, and what is saved is out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from broadsheet.fronts.models import Rail


class RailViewSet(SnippetViewSet):
    model = Rail
    icon = "list-ol"
    menu_label = _("Rails")
    menu_order = 160
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["title", "name", "language"]
    list_filter = ["language"]


register_snippet(RailViewSet)
