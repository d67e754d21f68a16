"""Where the room joins Wagtail's admin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, Permission
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogFormatter
from wagtail.models import Page

from broadsheet.amends.actions.erase import RIGHT
from broadsheet.amends.desk import carriers_view, erase_view, states_view
from broadsheet.release.actions import standing
from broadsheet.release.carriers import carriers
from broadsheet.release.models import Releasable
from broadsheet.stories.models import StoryPage


@hooks.register("register_admin_urls")
def register_screens() -> list[URLPattern]:
    return [
        path("amends/<int:pk>/", carriers_view.screen, name="amends_carriers"),
        path("amends/<int:pk>/carried/", carriers_view.state_view, name="amends_carriers_state"),
        path("amends/of/<str:label>/<int:pk>/", carriers_view.screen, name="amends_carriers_of"),
        path("amends/of/<str:label>/<int:pk>/carried/", carriers_view.state_view, name="amends_carriers_state_of"),
        path("amends/<int:pk>/states/", states_view.screen, name="amends_states"),
        path("amends/<int:pk>/erase/", erase_view.screen, name="amends_erase"),
        path("amends/erasures/", erase_view.waiting_view, name="amends_erasures"),
    ]


@hooks.register("insert_global_admin_css")
def style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("amends/desk/amends.css"))


@hooks.register("register_page_header_buttons")
def header_button(page: Page, user: AbstractBaseUser, **kwargs: Any) -> Iterator[Button]:
    yield from _button(page, user)


@hooks.register("register_page_listing_more_buttons")
def listing_button(page: Page, user: AbstractBaseUser, **kwargs: Any) -> Iterator[Button]:
    yield from _button(page, user)


def _button(page: Page, user: AbstractBaseUser) -> Iterator[Button]:
    """For what readers have had."""
    if page.first_published_at is None or page.specific_class is not StoryPage:
        return
    story = page.specific_deferred
    if standing.may(user, story):
        yield Button(_("What carried it"), carriers_view.address(story), icon_name="list-ul", priority=37)


@hooks.register("register_snippet_listing_buttons")
def of_a_brief(snippet: Any, user: AbstractBaseUser, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(snippet, Releasable) and any(carriers.of(snippet)) and snippet.url and standing.may(user, snippet):
        yield Button(_("What carried it"), carriers_view.address(snippet), icon_name="list-ul", priority=37)


class Erasures(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RIGHT)


@hooks.register("register_reports_menu_item")
def erasures_item() -> MenuItem:
    return Erasures(_("Erasures"), reverse("amends_erasures"), name="erasures", icon_name="bin", order=900)


@hooks.register("register_permissions")
def register_rights() -> Any:
    return Permission.objects.filter(content_type__app_label="amends", codename="confirm_erasure")


class OfCarrier(LogFormatter):
    def format_message(self, entry: Any) -> str:
        told = ": ".join(part for part in (entry.data.get("what"), entry.data.get("reason")) if part)
        return gettext("%(what)s: %(text)s") % {"what": self.message, "text": told}


class LeftAsItIs(OfCarrier):
    label, message = _("Leave a carrier"), _("Left as it is")


class TakenUp(OfCarrier):
    label, message = _("Take a carrier up again"), _("Is to be put right after all")


class WithOrder(LogFormatter):
    def format_message(self, entry: Any) -> str:
        return gettext("%(what)s: %(text)s") % {"what": self.message, "text": entry.data.get("order", "")}


class AskedFor(WithOrder):
    label, message = _("Ask for an erasure"), _("Asked that it be destroyed, by the order")


class Confirmed(WithOrder):
    label, message = _("Confirm an erasure"), _("Confirmed that it be destroyed, by the order")


class Declined(WithOrder):
    label, message = _("Decline an erasure"), _("Declined that it be destroyed, by the order")


class Destroyed(WithOrder):
    label, message = _("Erase"), _("Destroyed, by the order")


@hooks.register("register_log_actions")
def register_verbs(actions: Any) -> None:
    for name, formatter in (
        ("leave", LeftAsItIs),
        ("take_up", TakenUp),
        ("ask_erasure", AskedFor),
        ("confirm_erasure", Confirmed),
        ("decline_erasure", Declined),
        ("erase", Destroyed),
    ):
        actions.register_action(f"amends.{name}")(formatter)
    actions.register_action("amends.show", _("Show a change"), _("Showed readers what changed"))
    actions.register_action("amends.hide", _("Hide a change"), _("Hid from readers what changed"))
