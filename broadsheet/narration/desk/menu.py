"""The desk's menu of all that has to do with reading aloud."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

HOOK = "register_narration_menu_item"

menu = SubmenuMenuItem(_("Narration"), Menu(register_hook_name=HOOK), name="narration", icon_name="media", order=180)


class Guarded(MenuItem):
    """Shown to those who have this permission."""

    def __init__(self, label: Any, url_name: str, icon: str, order: int, need: str) -> None:
        super().__init__(label, reverse(url_name), name=url_name.replace("_", "-"), icon_name=icon, order=order)
        self.need = need

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(self.need))


def head(title: str) -> dict[str, Any]:
    """What every screen's template asks for."""
    return {
        "header_title": title,
        "breadcrumbs_items": [
            {"url": reverse("narration_overview"), "label": _("Narration")},
            {"url": "", "label": title},
        ],
        "header_icon": "media",
    }
