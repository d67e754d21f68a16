"""Every address that Django answers, walked from the resolver; its arguments lead to something that is there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, Revision, Site, Task, Workflow

from broadsheet.briefs.models import Brief
from broadsheet.fronts.models import Breaking
from broadsheet.narration.models import Pronunciation
from broadsheet.newsletters.models import Issue, Newsletter, Subscriber
from broadsheet.pictures.models import Picture
from broadsheet.sections.models import Section
from broadsheet.stories.models import StoryPage
from broadsheet.updates.models import Update

ARGUMENT = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<(\w+)>[^)]*\)|\(([^)?]*)\)")


@dataclass(frozen=True)
class Route:
    """`pattern` as it is declared, from the root."""

    pattern: str
    view: Callable[..., Any]

    def __str__(self) -> str:
        return self.pattern

    def url(self) -> str:
        """With something that is there in place of each argument."""
        plain = re.sub(r"\^|\$|\\(?=[./])", "", self.pattern)
        return "/" + ARGUMENT.sub(lambda found: str(argument(self.pattern, found[2] or found[3] or "")), plain)


def walk(patterns: list[URLPattern | URLResolver] | None = None, before: str = "") -> Iterator[Route]:
    for each in get_resolver().url_patterns if patterns is None else patterns:
        whole = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from walk(each.url_patterns, whole)
        else:
            yield Route(whole, each.callback)


def of_the_desk() -> list[Route]:
    """But the last, which is for what is not there."""
    return [route for route in walk() if route.pattern.startswith("desk/") and ".*" not in route.pattern]


def _first(model: type[Model], **where: Any) -> Any:
    found = model._default_manager.filter(**where).order_by("pk").first()
    return found.pk if found else 1


BELOW: tuple[tuple[str, Callable[[], Any]], ...] = (
    ("desk/live/update/", lambda: _first(Update)),
    ("desk/banner/", lambda: _first(Breaking)),
    ("desk/amends/of/", lambda: _first(Brief)),
    ("desk/brief/", lambda: _first(Brief)),
    ("desk/issues/", lambda: _first(Issue)),
    ("desk/newsletters/subscribers/", lambda: _first(Subscriber)),
    ("desk/newsletters/", lambda: _first(Newsletter)),
    ("desk/users/", lambda: _first(User)),
    ("desk/groups/", lambda: _first(Group)),
    ("desk/sites/", lambda: _first(Site)),
    ("desk/collections/", lambda: _first(Collection)),
    ("desk/redirects/", lambda: _first(Redirect)),
    ("desk/narration/lexicon/", lambda: _first(Pronunciation)),
    ("desk/sessions/of/", lambda: _first(User)),
    ("desk/workflows/task", lambda: _first(Task)),
    ("desk/workflows/", lambda: _first(Workflow)),
    ("desk/images/", lambda: _first(Picture)),
    ("desk/settings/", lambda: 1),
)
"""What a number means below a path; elsewhere it is a story's."""
NAMED: dict[str, Callable[[], Any]] = {
    "name": lambda: "nothing",
    "path": lambda: "nothing",
    "token": lambda: "nothing",
    "uidb64": lambda: "nothing",
    "filter_spec": lambda: "width-100",
    "action": lambda: "delete",
    "action_name": lambda: "publish",
    "model": lambda: "stories.storypage",
    "label": lambda: "briefs.brief",
    "story": lambda: _first(StoryPage),
    "brief": lambda: _first(Brief),
    "page_to_move_id": lambda: _first(StoryPage),
    "parent_page_id": lambda: _first(Section),
    "destination_id": lambda: _first(Section),
    "revision_id": lambda: _first(Revision, base_content_type__model="storypage"),
    "content_type_app_name": lambda: "stories",
    "content_type_model_name": lambda: "storypage",
    "app_label": lambda: "stories",
    "app_name": lambda: "sections",
    "model_name": lambda: "appearance",
    "object_id": lambda: _first(StoryPage),
    "content_type_id": lambda: ContentType.objects.get_for_model(StoryPage).pk,
}


def argument(pattern: str, name: str) -> Any:
    snippet = re.match(r"desk/snippets/(?:choose/)?(\w+)/(\w+)/", pattern)
    if snippet and name not in ("revision_id", "action_name"):
        return _first(apps.get_model(*snippet.groups()))
    if pattern.startswith(("desk/pages/", "desk/bulk/")) and name in ("app_label", "model_name", "model"):
        return {"app_label": "stories", "model_name": "storypage"}.get(name, "storypage")
    if name == "model_name" and "tag" in pattern:
        return "storypage"
    if name in NAMED:
        return NAMED[name]()
    return next((found() for below, found in BELOW if pattern.startswith(below)), None) or _first(StoryPage)
