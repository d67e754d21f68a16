"""Keeping `Shelved` true: where each published story stands in the lists of its section, topics and people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from wagtail.models import Page

from broadsheet.kit import clock

CHUNK = 200
Place = tuple[str, int]  # shelf, key


def month_of(instant: datetime) -> int:
    """202611 for any instant of November 2026 on the paper's clock."""
    local = clock.local(instant)
    return local.year * 100 + local.month


@transaction.atomic
def shelve(stories: Iterable[int]) -> None:
    """Put these stories where they belong; to be called after anything but StoryPage.save wrote them."""
    keys = list(stories)
    for start in range(0, len(keys), CHUNK):
        _shelve(keys[start : start + CHUNK])


def _shelve(keys: list[int]) -> None:
    shelved = apps.get_model("stories", "Shelved")
    wanted = _wanted(keys)
    stale = []
    for row in shelved.objects.filter(story__in=keys):
        facts = wanted.pop((row.story_id, row.shelf, row.key), None)
        if facts is None:
            stale.append(row.pk)
        elif facts != {name: getattr(row, name) for name in facts}:
            shelved.objects.filter(pk=row.pk).update(**facts)
    shelved.objects.filter(pk__in=stale).delete()
    shelved.objects.bulk_create(
        [shelved(story_id=story, shelf=shelf, key=key, **facts) for (story, shelf, key), facts in wanted.items()]
    )


def _wanted(keys: list[int]) -> dict[tuple[int, str, int], dict[str, Any]]:
    """{(story, shelf, key): the rest of the row}."""
    published = Page.objects.filter(pk__in=keys, first_published_at__isnull=False)
    rows = list(published.values_list("pk", "path", "locale__language_code", "first_published_at"))
    places = _places([pk for pk, *_ in rows], {pk: path for pk, path, *_ in rows})
    return {
        (pk, shelf, key): {"language": language, "published_at": at, "month": month_of(at)}
        for pk, _path, language, at in rows
        for shelf, key in places[pk]
    }


def _places(keys: list[int], paths: dict[int, str]) -> dict[int, set[Place]]:
    places: dict[int, set[Place]] = {pk: set() for pk in keys}
    parents = {path[:-4] for path in paths.values()}
    sections = dict(Page.objects.filter(path__in=parents).values_list("path", "pk"))
    for pk, path in paths.items():
        if path[:-4] in sections:
            places[pk].add(("section", sections[path[:-4]]))
    for model, shelf, column in (("StoryTopic", "topic", "topic_id"), ("StoryByline", "person", "contributor_id")):
        for pk, key in apps.get_model("stories", model).objects.filter(page__in=keys).values_list("page_id", column):
            places[pk].add((shelf, key))
    return places
