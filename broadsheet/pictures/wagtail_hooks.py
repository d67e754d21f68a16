"""Pictures at the desk: what their screens look like, and who may change one."""

from __future__ import annotations

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from broadsheet.pictures import permissions

permissions.register()


@hooks.register("insert_global_admin_css")
def style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("pictures/desk.css"))
