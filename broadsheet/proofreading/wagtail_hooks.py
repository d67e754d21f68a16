"""Where proofreading joins Wagtail's admin."""

from __future__ import annotations

from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from wagtail import hooks

from broadsheet.proofreading.desk import try_view


@hooks.register("register_admin_urls")
def register_screens() -> list[URLPattern]:
    return [path("house-style/try/", try_view, name="proofreading_try")]


@hooks.register("insert_editor_js")
def script() -> str:
    return format_html('<script src="{}"></script>', static("proofreading/try.js"))
