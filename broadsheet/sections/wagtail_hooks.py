"""What stands around every page, and how the paper looks, in the desk's settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.registry import register_setting
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from broadsheet.sections.appearance import Appearance
from broadsheet.sections.menus import Menu


class MenuViewSet(SnippetViewSet):
    model = Menu
    icon = "list-ul"
    menu_label = _("Menus and footer")
    menu_order = 20
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["__str__"]


register_snippet(MenuViewSet)
register_setting(Appearance, icon="view", order=10)
