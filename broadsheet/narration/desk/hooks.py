"""Where the desk's screens of narration join Wagtail's admin (imported by narration/wagtail_hooks.py)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter
from wagtail.models import Page

from broadsheet.narration.desk import (
    anew_view,
    hearing,
    leaving_out,
    lexicon_view,
    mending,
    overview,
    rights,
    settings_view,
    story_view,
    verbs,
)
from broadsheet.narration.desk.menu import HOOK, Guarded, menu
from broadsheet.narration.desk.story_view import narration_url
from broadsheet.stories.models import StoryPage

OWN = ("narration", "pronunciation")


@hooks.register("register_admin_urls")
def screens() -> list[URLPattern]:
    return [
        path("narration/", overview.overview_view, name="narration_overview"),
        path("narration/rows/", overview.rows_view, name="narration_rows"),
        path("narration/anew/", anew_view.anew_view, name="narration_anew"),
        path("narration/say/", hearing.say_view, name="narration_say"),
        path("narration/sound/<str:name>.flac", hearing.sound_view, name="narration_sound"),
        path("narration/story/<int:pk>/", story_view.story_view, name="narration_story"),
        path("narration/story/<int:pk>/state/", story_view.state_view, name="narration_state"),
        path("narration/story/<int:pk>/leaving/", leaving_out.leaving_view, name="narration_leaving"),
        path("narration/lexicon/", lexicon_view.lexicon_view, name="narration_lexicon"),
        path("narration/lexicon/affected/", lexicon_view.affected_view, name="narration_affected"),
        path("narration/lexicon/<int:pk>/", lexicon_view.word_view, name="narration_word"),
        path("narration/lexicon/<int:pk>/forget/", lexicon_view.forget_view, name="narration_forget"),
        path("narration/settings/", settings_view.settings_view, name="narration_settings"),
    ]


@hooks.register("register_admin_menu_item")
def narration_menu() -> MenuItem:
    return menu


def _item(label: Any, url: str, icon: str, order: int, need: str) -> None:
    def item() -> MenuItem:
        return Guarded(label, url, icon, order, need)

    hooks.register(HOOK, item)


_item(_("Recordings under way"), "narration_overview", "tasks", 10, rights.MEND)
_item(_("Lexicon"), "narration_lexicon", "openquote", 20, rights.MEND)
_item(_("Settings"), "narration_settings", "cog", 30, rights.SETTLE)


@hooks.register("construct_homepage_panels", order=11)
def on_the_home(request: HttpRequest, panels: list[Any]) -> None:
    """Below the health of the press."""
    panels.insert(1, overview.FailuresPanel())


class NarrationItem(ActionMenuItem):
    """The way from a story's editor to what will be said."""

    name, label, icon_name = "action-narration", _("Narration: listen, mend a name"), "media"

    def is_shown(self, context: dict[str, Any]) -> bool:
        story = context.get("page")
        if not isinstance(story, StoryPage) or story.pk is None:
            return False
        return rights.may_write(context["request"].user, story)

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return narration_url(parent_context["page"])


@hooks.register("register_page_action_menu_item")
def narration_item() -> NarrationItem:
    return NarrationItem(order=190)


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def narration_button(page: Page, user: AbstractBaseUser, **rest: Any) -> Iterator[Button]:
    story = page.specific_deferred if isinstance(page, Page) else page
    if isinstance(story, StoryPage) and rights.may_write(user, story):
        yield Button(_("Narration"), narration_url(story), icon_name="media", priority=36)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="narration", content_type__model__in=OWN)


@hooks.register("insert_editor_js")
def switches() -> str:
    script, leaving = static("narration/desk/leaving.js"), reverse("narration_leaving", args=(0,))
    return format_html('<script src="{}" data-leaving="{}"></script>', script, leaving)


@hooks.register("insert_global_admin_css")
def style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("narration/desk/narration.css"))


class Word(LogFormatter):
    """With the word that it is about."""

    told = ""

    def format_message(self, entry: Any) -> str:
        return gettext(self.told) % {"word": entry.data.get("word", "")}


class Mended(Word):
    label, told = _("Mend a word"), gettext_noop("Said how “%(word)s” is spoken")


class Forgotten(Word):
    label, told = _("Take a word out"), gettext_noop("Let voices say “%(word)s” as they like")


@hooks.register("register_log_actions")
def verbs_of_the_desk(actions: Any) -> None:
    actions.register_action(mending.MENDED)(Mended)
    actions.register_action(mending.FORGOTTEN)(Forgotten)
    actions.register_action(
        verbs.LEFT_OUT, _("Leave out a block"), _("Changed what is left out when it is read aloud")
    )
    actions.register_action(settings_view.SET, _("Set the voices"), _("Set who reads aloud"))
    actions.register_action(anew_view.ANEW, _("Say all anew"), _("Had all recordings said anew"))
    actions.register_action(anew_view.STOPPED, _("Stop saying all anew"), _("Stopped saying all anew"))
    actions.register_action(
        settings_view.WORDED, _("Word the disclosure"), _("Worded how recordings say what they are")
    )
