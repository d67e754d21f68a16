"""The desk's menu of all that has to do with mail to readers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

HOOK = "register_readers_mail_menu_item"
"""What adds an item to it: `@hooks.register(HOOK)`, or a viewset's `menu_hook = HOOK`."""

menu = SubmenuMenuItem(
    _("Newsletters"), Menu(register_hook_name=HOOK), name="readers-mail", icon_name="mail", order=170
)


class Guarded(MenuItem):
    """Shown to those who have one of these permissions."""

    def __init__(self, label: Any, url_name: str, icon: str, order: int, *needs: str) -> None:
        super().__init__(label, reverse(url_name), name=url_name.replace("_", "-"), icon_name=icon, order=order)
        self.needs = needs

    def is_shown(self, request: HttpRequest) -> bool:
        return any(request.user.has_perm(f"newsletters.{need}") for need in self.needs)
