"""Where the room joins Wagtail's admin."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter
from wagtail.models import Page

from broadsheet.previews import screen
from broadsheet.release import words
from broadsheet.release.actions import standing
from broadsheet.stories.models import StoryPage


@hooks.register("register_admin_urls")
def register_screen() -> list[URLPattern]:
    return [path("previews/<int:pk>/", screen.screen, name="previews_links")]


@hooks.register("register_page_header_buttons")
def header_button(page: Page, user: AbstractBaseUser, **kwargs: Any) -> Iterator[Button]:
    yield from _button(page, user)


@hooks.register("register_page_listing_more_buttons")
def listing_button(page: Page, user: AbstractBaseUser, **kwargs: Any) -> Iterator[Button]:
    yield from _button(page, user)


def _button(page: Page, user: AbstractBaseUser) -> Iterator[Button]:
    if page.specific_class is not StoryPage:
        return
    story = page.specific_deferred
    if story.killed_at is None and standing.may(user, story):
        yield Button(_("Preview links"), screen.address(story), icon_name="view", priority=38)


class Made(LogFormatter):
    label = _("Make a preview link")

    def format_message(self, entry: Any) -> str:
        until = entry.data.get("until", "")
        return gettext("Made a preview link for %(whom)s, until %(until)s") % {
            "whom": entry.data.get("whom", ""),
            "until": words.moment(datetime.fromisoformat(until)) if until else "",
        }


class Revoked(LogFormatter):
    label = _("Revoke a preview link")

    def format_message(self, entry: Any) -> str:
        return gettext("Revoked the preview link of %(whom)s") % {"whom": entry.data.get("whom", "")}


@hooks.register("register_log_actions")
def register_verbs(actions: Any) -> None:
    actions.register_action("previews.make")(Made)
    actions.register_action("previews.revoke")(Revoked)
