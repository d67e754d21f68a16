"""Panels of the desk's home: is the press well, what waits, what went out today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.components import Component

from broadsheet.desk.mine import mine
from broadsheet.desk.release_view import release_url
from broadsheet.desk.troubles import picture_troubles, troubles
from broadsheet.desk.waiting import Entry, out_today, waiting
from broadsheet.fronts.models import PICKS, Rail
from broadsheet.press.folder import Folder
from broadsheet.press.health import press_health
from broadsheet.release.actions import standing
from broadsheet.sections.models import Section
from broadsheet.stories import asking

Context = Mapping[str, Any]


class Health(Component):
    name, order = "press", 10
    template_name = "desk/home/health.html"

    def get_context_data(self, parent_context: Context | None = None) -> dict[str, Any]:
        health = press_health(Folder(settings.PRESS_ROOT))
        return {"health": health, "troubles": troubles(health), "pictures": picture_troubles()}


@dataclass(frozen=True, slots=True)
class Start:
    """Something to begin with."""

    url: str
    label: str


def _stories_begin(user: AbstractBaseUser) -> list[Start]:
    """An empty story for each section that this person writes for; the paper's first language first."""
    order = list(settings.PAPER_LANGUAGES)
    sections: Any = Section.objects.filter(live=True, locale__language_code__in=order).select_related("locale")
    return [
        Start(reverse("wagtailadmin_pages:add", args=("stories", "storypage", section.pk)), str(section.title))
        for section in sorted(sections, key=lambda one: (order.index(one.locale.language_code), one.path))
        if section.permissions_for_user(user).can_add_subpage()
    ]


class Starts(Component):
    name, order = "starts", 14
    template_name = "desk/home/starts.html"

    def get_context_data(self, parent_context: Context | None = None) -> dict[str, Any]:
        user = (parent_context or {})["request"].user
        rails = list(Rail.objects.filter(name=PICKS)) if user.has_perm("fronts.change_rail") else []
        order = list(settings.PAPER_LANGUAGES)
        rails = sorted(
            (rail for rail in rails if rail.language in order), key=lambda rail: order.index(rail.language)
        )
        return {
            "stories": _stories_begin(user),
            "rails": [Start(AdminURLFinder(user).get_edit_url(rail), str(rail)) for rail in rails],
        }


@dataclass(frozen=True, slots=True)
class Row:
    entry: Entry
    edit: str | None
    release: str


def _rows(request: HttpRequest, entries: list[Entry]) -> list[Row]:
    finder = AdminURLFinder(request.user)
    return [
        Row(
            entry,
            finder.get_edit_url(entry.thing),
            release_url(entry.thing) if standing.may(request.user, entry.thing) else "",  # type: ignore[arg-type]  # the desk lets in only who has signed in
        )
        for entry in entries
    ]


class Mine(Component):
    name, order = "mine", 25
    template_name = "desk/home/mine.html"

    def get_context_data(self, parent_context: Context | None = None) -> dict[str, Any]:
        user = (parent_context or {})["request"].user
        finder = AdminURLFinder(user)
        return {"rows": [{"draft": draft, "edit": finder.get_edit_url(draft.thing)} for draft in mine(user)]}


class Waiting(Component):
    name, order = "waiting", 30
    template_name = "desk/home/waiting.html"

    def get_context_data(self, parent_context: Context | None = None) -> dict[str, Any]:
        return {"rows": _rows((parent_context or {})["request"], waiting())}


class ToApprove(Component):
    """What a colleague wrote and this person may stand for."""

    name, order = "to-approve", 27
    template_name = "desk/home/to_approve.html"

    def get_context_data(self, parent_context: Context | None = None) -> dict[str, Any]:
        stories = asking.waiting((parent_context or {})["request"].user)
        return {"rows": [(str(story), reverse("stories_unnamed", args=(story.pk,))) for story in stories]}


class Today(Component):
    name, order = "today", 230  # below what awaits this person's review, of which there may be none
    template_name = "desk/home/today.html"

    def get_context_data(self, parent_context: Context | None = None) -> dict[str, Any]:
        return {"rows": _rows((parent_context or {})["request"], out_today())}
