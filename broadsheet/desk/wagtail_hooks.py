"""Where Broadsheet joins Wagtail's admin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem as PageItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.telepath import register as register_in_editor
from wagtail.admin.views.home import RecentEditsPanel, UserObjectsInWorkflowModerationPanel
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.snippets.action_menu import ActionMenuItem as SnippetItem

from broadsheet.briefs.models import Brief
from broadsheet.desk import banner, before_readers, brief_views, calls, choosers, choosing, home, live_views, refusals
from broadsheet.desk.action_words import APPROVE, PUBLISH, worded
from broadsheet.desk.body_editor import BodyAdapter
from broadsheet.desk.findings import findings_view
from broadsheet.desk.quick_brief import QuickBrief
from broadsheet.desk.release_view import release, release_url
from broadsheet.desk.searching import PagesViewSet
from broadsheet.desk.story_editor import StoryViewSet
from broadsheet.desk.translating import places
from broadsheet.desk.translating_view import translate_view
from broadsheet.release.actions import standing
from broadsheet.release.models import Releasable
from broadsheet.stories.blocks import Body
from broadsheet.stories.models import StoryPage

_SAID_BETTER = (RecentEditsPanel, UserObjectsInWorkflowModerationPanel)

register_in_editor(BodyAdapter(), Body)
calls.install()
choosers.install()


@hooks.register("register_admin_urls")
def register_screens() -> list[URLPattern]:
    return [
        path("release/<str:model>/<int:pk>/", release, name="desk_release"),
        path("translate/<int:pk>/", translate_view, name="desk_translate"),
        path("findings/<int:pk>/", findings_view, name="desk_findings"),
        path("brief/", brief_views.brief_view, name="desk_brief"),
        path("brief/<int:pk>/", brief_views.brief_view, name="desk_brief_correct"),
        path("brief/<int:pk>/undo/", brief_views.undo_view, name="desk_brief_undo"),
        path("brief/<int:pk>/withdraw/", brief_views.withdraw_view, name="desk_brief_withdraw"),
        path("live/<int:pk>/", live_views.live_view, name="desk_live"),
        path("live/update/<int:pk>/", live_views.update_view, name="desk_live_update"),
        path("banner/", banner.raise_view, name="desk_banner"),
        path("banner/<int:pk>/lower/", banner.lower_view, name="desk_banner_lower"),
        path("brief/<int:pk>/grow/", brief_views.grow_view, name="desk_brief_grow"),
    ]


@hooks.register("register_admin_viewset")
def register_story_editor() -> StoryViewSet:
    return StoryViewSet()


@hooks.register("register_admin_viewset")
def register_search() -> PagesViewSet:
    return PagesViewSet()


@hooks.register("insert_editor_js")
def editor_scripts() -> str:
    names = ("unsaved", "inhand", "leftout", "findings", "suggestions", "claims", "enter")
    scripts = [(static(f"desk/{name}.js"),) for name in names]
    return format_html_join("", '<script src="{}"></script>', scripts)


@hooks.register("insert_global_admin_css")
def style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("desk/desk.css"))


@hooks.register("insert_global_admin_js")
def script() -> str:
    scripts = [(static(f"desk/{name}.js"),) for name in ("calls", "brief")]
    dates = format_html(
        '<script src="{}" data-date="{}" data-moment="{}"></script>',
        static("desk/dates.js"),
        _("Write it as 2026-12-31: this is not kept."),
        _("Write it as 2026-12-31 18:00: this is not kept."),
    )
    return format_html_join("", '<script src="{}"></script>', scripts) + dates


@hooks.register("construct_homepage_panels")
def add_home_panels(request: HttpRequest, panels: list[Any]) -> None:
    """Wagtail's own lists of drafts say less than ours, and the same twice."""
    panels[:] = [panel for panel in panels if not isinstance(panel, _SAID_BETTER)]
    panels[:0] = [
        home.Health(),
        home.Starts(),
        QuickBrief(),
        live_views.Running(),
        banner.Banner(),
        home.Mine(),
        home.ToApprove(),
        home.Waiting(),
        home.Today(),
    ]


@hooks.register("register_page_listing_more_buttons")
def page_listing_button(page: Page, user: AbstractBaseUser, **kwargs: Any) -> Iterator[Button]:
    yield from _release_button(page, user)
    if page.specific_class is StoryPage and page.permissions_for_user(user).can_edit():
        yield Button(_("Tell it live"), reverse("desk_live", args=(page.pk,)), icon_name="time", priority=36)


@hooks.register("register_page_header_buttons")
def page_header_button(page: Page, user: AbstractBaseUser, **kwargs: Any) -> Iterator[Button]:
    """Beside the title of a story in its editor, where the paper has a language that it is missing in."""
    story = page.specific_deferred
    if isinstance(story, StoryPage) and places(story, user):
        yield Button(_("Translate"), reverse("desk_translate", args=(story.pk,)), icon_name="globe", priority=60)


@hooks.register("register_snippet_listing_buttons")
def snippet_listing_button(snippet: Any, user: AbstractBaseUser, next_url: str | None = None) -> Iterator[Button]:
    yield from _release_button(snippet, user)


def _release_button(thing: Any, user: AbstractBaseUser) -> Iterator[Button]:
    if isinstance(thing, Page):
        thing = thing.specific_deferred
    if isinstance(thing, Releasable) and standing.may(user, thing):
        yield Button(_("Release"), release_url(thing), icon_name="lock-open", priority=35)


class ReleaseItem(SnippetItem):
    """The way from an editor to the release of what is in it."""

    name, label, icon_name = "action-release", _("Release: hold, embargo, kill"), "lock-open"

    def is_shown(self, context: dict[str, Any]) -> bool:
        thing = context.get("instance")
        return isinstance(thing, Releasable) and standing.may(context["request"].user, thing)

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return release_url(parent_context["instance"])


class PageReleaseItem(PageItem):
    """The same for pages, whose editor calls what is in it a page."""

    name, label, icon_name = ReleaseItem.name, ReleaseItem.label, ReleaseItem.icon_name

    def is_shown(self, context: dict[str, Any]) -> bool:
        thing = context.get("page")
        return isinstance(thing, Releasable) and thing.pk is not None and standing.may(context["request"].user, thing)

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return release_url(parent_context["page"])


@hooks.register("register_snippet_action_menu_item")
def snippet_menu_item(model: type[Any]) -> ReleaseItem | None:
    return ReleaseItem(order=200) if issubclass(model, Releasable) else None


@hooks.register("register_page_action_menu_item")
def page_menu_item() -> PageReleaseItem:
    return PageReleaseItem(order=200)


@hooks.register("construct_page_action_menu")
def word_page_menu(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    items[:] = worded(items, context.get("page"))


@hooks.register("construct_snippet_action_menu")
def word_snippet_menu(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """A brief is news: who may publish it does so with the first button."""
    if issubclass(context["model"], Brief):
        items.sort(key=lambda item: item.name != PUBLISH)
    if issubclass(context["model"], Releasable):
        items[:] = worded(items, context.get("instance"))


@hooks.register("construct_main_menu")
def name_the_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    """In the words of the house: images are pictures, and snippets are registers."""
    for item in items:
        item.label = {"images": _("Pictures"), "snippets": _("Registers")}.get(item.name, item.label)


@hooks.register("construct_help_menu")
def leave_out_wagtails_news(request: HttpRequest, items: list[MenuItem]) -> None:
    """The desk's help is Broadsheet's; links to the makers of a part lead nowhere for a newsroom."""
    items[:] = [item for item in items if not item.name.startswith(("whats-new", "editor-guide"))]


@hooks.register("construct_page_chooser_queryset")
def leave_out_what_was_killed(pages: Any, request: HttpRequest) -> Any:
    """Nothing leads to it, on a card, a rail or in a text: nobody should choose it by its headline."""
    return pages.exclude(pk__in=StoryPage.objects.filter(killed_at__isnull=False).values("pk"))


hooks.register("construct_page_chooser_queryset", choosing.newest_first, order=-1)  # before what leaves some out
hooks.register("before_edit_snippet", before_readers.refuse_who_may_not_publish)
hooks.register("before_publish_page", refusals.before_publishing)
hooks.register("before_bulk_action", refusals.before_publishing_many)
hooks.register("after_publish_page", refusals.say_what_keeps_it_in)
hooks.register("after_publish_page", refusals.say_advice)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def say_what_keeps_a_brief_in(request: HttpRequest, thing: Any) -> None:
    approved = "action-workflow-action" in request.POST and request.POST.get("workflow-action-name") == APPROVE
    if approved and isinstance(thing, Releasable):
        thing = type(thing)._default_manager.get(pk=thing.pk)  # what is edited does not know yet that it is out
    if "action-publish" in request.POST or approved:
        refusals.say_what_keeps_it_in(request, thing)
        refusals.say_advice(request, thing)
