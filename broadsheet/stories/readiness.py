"""What a story still needs before it may be published."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from broadsheet.pictures.models import Picture

if TYPE_CHECKING:
    from broadsheet.stories.models import StoryPage


def pictures_of(story: StoryPage) -> set[int]:
    """Primary keys of the pictures that a version of a story shows."""
    shown = {pk for block in story.body.raw_data for pk in _shown(block["type"], block["value"] or {})}
    return {pk for pk in {story.hero_id, *shown} if pk is not None}


def _shown(kind: str, value: Any) -> Iterator[int | None]:
    if kind == "picture":
        yield value.get("picture")
    elif kind == "gallery":
        for item in value.get("pictures") or ():
            yield item.get("value", item).get("picture")


def wanting_pictures(story: StoryPage) -> Iterator[str]:
    """A sentence for each picture that cannot be *newly* published: one that readers have already, in the
    version that is live, keeps what it has."""
    row = type(story).objects.filter(pk=story.pk, live=True).first()
    new = pictures_of(story) - (pictures_of(row) if row else set())
    for picture in Picture.objects.filter(pk__in=new).order_by("pk"):
        sentence = picture.wants()
        if sentence:
            yield sentence
