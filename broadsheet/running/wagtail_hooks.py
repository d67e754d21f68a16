"""Where the room joins Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from broadsheet.release.erasers import erasers
from broadsheet.running import desk, storms, whole_copies

erasers.copies = whole_copies.copies


class HealthItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return desk.may(request)


@hooks.register("register_admin_urls")
def register_screens() -> list[URLPattern]:
    return [
        path("health/", desk.health_view, name="running_health"),
        path("health/plates-only/", storms.switch_view, name="running_plates_only"),
    ]


@hooks.register("register_settings_menu_item")
def register_health_item() -> MenuItem:
    return HealthItem(_("Health"), reverse("running_health"), name="health", icon_name="info-circle", order=10)


@hooks.register("construct_homepage_panels")
def add_alarms(request: HttpRequest, panels: list[Any]) -> None:
    panels += desk.alarms(request)


@hooks.register("insert_global_admin_css")
def style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("running/running.css"))
