"""Registers whose words stand before readers at once: contributors, topics, sources, documents. Everybody at the desk
adds to them and mends them; what readers have already is changed by those who may publish."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import GroupPagePermission

from broadsheet.people import selectors as people
from broadsheet.people.models import Contributor
from broadsheet.press.out import readers_have
from broadsheet.press.watch import row_tag
from broadsheet.sourcing import selectors as sources
from broadsheet.sourcing.models import Document, Source
from broadsheet.stories import selectors as stories
from broadsheet.stories.models import Topic


def refuse_who_may_not_publish(request: HttpRequest, thing: Any) -> HttpResponse | None:
    """Wagtail calls it before the editor is shown, and before what it sent is looked at."""
    tags = _TAGS.get(type(thing))
    if tags is None or may_publish(request.user) or not readers_have(tags(thing.pk)):
        return None
    said = _("Readers have it already: somebody who may publish has to change it.")
    if request.method != "POST":
        messages.warning(request, said)
        return None
    messages.error(request, said)
    return redirect("wagtailadmin_home")


def may_publish(user: Any) -> bool:
    """Any page of the paper."""
    if user.is_superuser:
        return True
    rights = GroupPagePermission.objects.filter(group__user=user, permission__codename="publish_page")
    return bool(rights.exists())


def _in_each_language(*selectors: Any) -> Callable[[int], Iterator[str]]:
    def tags(pk: int) -> Iterator[str]:
        return (each.tag(pk, language) for each in selectors for language in settings.PAPER_LANGUAGES)

    return tags


_TAGS: dict[type, Callable[[int], Any]] = {
    Contributor: _in_each_language(people.named, people.told),
    Topic: _in_each_language(stories.topic, stories.about_topic),
    Source: _in_each_language(sources.described),
    Document: lambda pk: [row_tag(Document, pk)],
}
