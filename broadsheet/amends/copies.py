"""Pages that were made from a story with Wagtail's “Copy”, or for another language: they have its words in them, and
an erasure of the story does not reach them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Page, PageLogEntry, Revision

from broadsheet.amends.models import Version
from broadsheet.stories.models import StoryPage

COPYING = ("wagtail.copy", "wagtail.copy_for_translation", "wagtail.convert_alias")
"""What the log says of a page that began with another one's blocks."""


def copies_of(story: StoryPage) -> list[StoryPage]:
    """Stories with blocks that the story has, or had: a block keeps its id when its page is copied. Aliases are none:
    they are erased with their story."""
    logged = PageLogEntry.objects.filter(action__in=COPYING).values("page")
    # what was made of which is not in the log: this story may be the copy
    mine = PageLogEntry.objects.filter(page=story.pk, action__in=COPYING).exists()
    some = StoryPage.objects.filter(alias_of=None).exclude(pk=story.pk)
    near = some if mine else some.filter(Q(pk__in=logged) | Q(translation_key=story.translation_key))
    sought, kept = _blocks([story.pk]), _blocks(near.values_list("pk", flat=True))
    wanted = set().union(*sought.values())
    found = [pk for pk, blocks in kept.items() if blocks & wanted]
    return list(StoryPage.objects.filter(pk__in=found).order_by("pk"))


def _blocks(stories: Iterable[int]) -> dict[int, set[str]]:
    """{story: ids of the blocks that it has, or had in a draft or a state that is kept}."""
    keys = list(stories)
    found: dict[int, set[str]] = {key: set() for key in keys}
    for key, body in StoryPage.objects.filter(pk__in=keys).values_list("pk", "body"):
        found[key] |= _ids(body.raw_data)
    drafts = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page), object_id__in=[str(key) for key in keys]
    )
    for named, content in drafts.values_list("object_id", "content").iterator():
        found[int(named)] |= _ids(content.get("body"))
    for key, content in Version.objects.filter(story__in=keys).values_list("story", "content").iterator():
        found[key] |= _ids(content.get("body"))
    return found


def _ids(body: Any) -> set[str]:
    """Wagtail keeps a body as JSON within JSON."""
    blocks = json.loads(body) if isinstance(body, str) and body else body or []
    return {each["id"] for each in blocks if each.get("id")}
