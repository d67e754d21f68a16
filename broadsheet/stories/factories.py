"""Stories for tests, the demo and benches, made through the models."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.utils.text import slugify

from broadsheet.kit import clock
from broadsheet.people.factories import make_contributor
from broadsheet.people.models import Contributor, Role
from broadsheet.sections.factories import home, make_section
from broadsheet.sections.models import Section
from broadsheet.stories.models import StoryByline, StoryPage, StoryTopic, Topic

BODY = (
    "The harbour authority of Mirna Bay will dredge the northern channel before the herring return, it said.",
    "Two pilots who asked not to be named told the Ledger that the sandbank had moved again since spring.",
)


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def paragraphs(*texts: str) -> list[dict[str, Any]]:
    return [block("paragraph", f"<p>{text}</p>") for text in texts]


def make_topic(name: str = "Shipping", **fields: Any) -> Topic:
    """A saved topic; the same one when the slug is taken."""
    slug = fields.pop("slug", slugify(name, allow_unicode=True))
    return Topic.objects.get_or_create(slug=slug, defaults={"name": name, **fields})[0]


def make_story(
    title: str = "Harbour to be dredged before the herring return",
    *,
    section: Section | None = None,
    body: list[dict[str, Any]] | None = None,
    by: Iterable[Contributor | tuple[Contributor, str]] | None = None,
    topics: Iterable[Topic] = (),
    live: bool = True,
    **fields: Any,
) -> StoryPage:
    """A saved story, published now unless `live=False` (then a draft with one revision) or said otherwise.
    `by` are those who reported it, or pairs of somebody and what they did."""
    parent = section or Section.objects.child_of(home()).first() or make_section()
    now = fields.get("first_published_at") or clock.now()
    if live:
        fields = {"first_published_at": now, "last_published_at": now, **fields}
    values = {"slug": slugify(title, allow_unicode=True)[:80], "standfirst": "The channel is to be deeper by May."}
    story: Any = StoryPage(title=title, locale_id=parent.locale_id, live=live, **{**values, **fields})
    story.body = paragraphs(*BODY) if body is None else body
    people = [make_contributor()] if by is None else list(by)
    story.bylines = [_byline(who, n) for n, who in enumerate(people)]
    story.story_topics = [StoryTopic(topic=topic, sort_order=n) for n, topic in enumerate(topics)]
    parent.add_child(instance=story)
    if not live:
        story.save_revision()
    made: StoryPage = story
    return made


def _byline(who: Contributor | tuple[Contributor, str], order: int) -> StoryByline:
    contributor, role = who if isinstance(who, tuple) else (who, Role.REPORTED)
    return StoryByline(contributor=contributor, role=role, sort_order=order)
