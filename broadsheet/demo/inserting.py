"""What is out already, inserted together.

One by one through the tree a story costs 12 to 26 ms, most of it for looking up what is known here: that its slug is
free, who its parent is. The rows are the same, and so are the outbox's: triggers of the database write them.
"""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page

from broadsheet.briefs.models import Brief
from broadsheet.demo import typesetting
from broadsheet.demo.manuscripts import Item, Manuscript, Misspelt, span
from broadsheet.demo.typesetting import Newsroom
from broadsheet.sections.models import Section
from broadsheet.stories.actions.correct import correct
from broadsheet.stories.length import words_of
from broadsheet.stories.models import StoryByline, StoryEvidence, StoryPage, StoryTopic
from broadsheet.stories.shelves import shelve


def stories(room: Newsroom, language: str, out: list[Manuscript]) -> None:
    """Stories of one language, the oldest first; of those that they relate to, all must be among them or there."""
    key = Page.objects.order_by("-pk").values_list("pk", flat=True)[0]
    kind = ContentType.objects.get_for_model(StoryPage)
    for manuscript in out:
        key += 1
        section = room.sections[language, manuscript.head["Section"]]
        story = _story(room, language, manuscript, section)
        story.pk, story.content_type = key, kind
        room.stories[language, manuscript.name] = story
    new = [(room.stories[language, manuscript.name], manuscript) for manuscript in out]
    for story, manuscript in new:
        set_in: Any = story
        set_in.body = typesetting.body(room, language, manuscript)
        story.words = words_of(set_in.body.raw_data)
    Page.objects.bulk_create(_page_row(story) for story, _ in new)
    for story, _ in new:
        story.save_base(raw=True)  # its own row alone: Django inserts no rows of two tables together
    _around(room, new)
    Section.objects.bulk_update(room.sections.values(), ["numchild"])
    shelve(story.pk for story, _ in new)


def _story(room: Newsroom, language: str, manuscript: Manuscript, section: Section) -> StoryPage:
    when = room.now - span(manuscript.head["State"].removeprefix("out "))
    fields = typesetting.page(room, language, manuscript)
    section.numchild += 1
    return StoryPage(
        **fields,
        path=Page._get_path(section.path, section.depth + 1, section.numchild),
        depth=section.depth + 1,
        url_path=f"{section.url_path}{fields['slug']}/",
        draft_title=fields["title"],
        locale_id=section.locale_id,
        first_published_at=when,
        last_published_at=when,
        latest_revision_created_at=when,
    )


def _page_row(story: StoryPage) -> Page:
    """The row of Wagtail's own table."""
    return Page(**{field.attname: getattr(story, field.attname) for field in Page._meta.concrete_fields})


def _around(room: Newsroom, new: list[tuple[StoryPage, Manuscript]]) -> None:
    StoryByline.objects.bulk_create(
        StoryByline(page=story, contributor=who, role=role, sort_order=place)
        for story, manuscript in new
        for place, (who, role) in enumerate(typesetting.bylines(room, manuscript))
    )
    StoryTopic.objects.bulk_create(
        StoryTopic(page=story, topic=topic, sort_order=place)
        for story, manuscript in new
        for place, topic in enumerate(typesetting.topics(room, manuscript))
    )

    StoryEvidence.objects.bulk_create(
        StoryEvidence(page=story, sort_order=place, **fields)
        for story, manuscript in new
        for place, fields in enumerate(typesetting.evidence(room, manuscript))
    )


def corrections(room: Newsroom, language: str, out: list[Manuscript]) -> None:
    """Each made by the desk's verb, then dated back."""
    for manuscript in out:
        for part in manuscript.parts:
            if part.kind == "correction":
                age, kind, words = part.lines
                made = correct(room.stories[language, manuscript.name], room.staff["Editor"], kind, words)
                made.at = room.now - span(age)
                made.save()


def briefs(room: Newsroom, language: str, items: list[Item]) -> None:
    """Briefs of one language, each under the time at which it went out."""
    new = [
        Brief(
            language=language,
            headline=item.headline,
            text=item.text,
            live=True,
            first_published_at=room.now - item.age,
        )
        for item in sorted(items, key=lambda item: item.age, reverse=True)
    ]
    for brief in new:
        brief.restand()
    addresses = {(brief.dated, brief.slug) for brief in new}
    if len(addresses) < len(new):
        raise Misspelt(f"Two briefs in {language} begin alike on one day: reword one.")
    Brief.objects.bulk_create(new)
