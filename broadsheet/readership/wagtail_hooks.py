"""Where the room joins Wagtail's admin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from broadsheet.readership import desk
from broadsheet.stories.models import StoryPage


@hooks.register("register_admin_urls")
def register_screens() -> list[URLPattern]:
    return [
        path("readers/", desk.readers_view, name="readership"),
        path("readers/<int:pk>/", desk.story_view, name="readership_story"),
    ]


@hooks.register("register_admin_menu_item")
def register_readers_item() -> MenuItem:
    return MenuItem(_("Readers"), reverse("readership"), name="readership", icon_name="view", order=190)


@hooks.register("construct_homepage_panels")
def add_line(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(desk.Line())


@hooks.register("register_page_listing_more_buttons")
def listing_button(page: Page, user: AbstractBaseUser, **kwargs: Any) -> Iterator[Button]:
    if page.specific_class is StoryPage and page.live:
        yield Button(_("Readers"), reverse("readership_story", args=(page.pk,)), icon_name="view", priority=37)


@hooks.register("insert_global_admin_css")
def style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("readership/readership.css"))
