"""Manuscripts set as what the paper's models hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from broadsheet.demo.manuscripts import Manuscript, Misspelt, Part, span
from broadsheet.people.models import Contributor, Role
from broadsheet.pictures.models import Picture
from broadsheet.release.actions.embargo import embargo
from broadsheet.release.actions.hold import hold
from broadsheet.release.actions.kill import kill
from broadsheet.sections.models import Section
from broadsheet.sourcing.models import Source
from broadsheet.stories.actions.publish import publish
from broadsheet.stories.factories import block, make_story, make_topic
from broadsheet.stories.models import StoryPage

ROLES = {role.value for role in Role}


@dataclass(frozen=True, slots=True)
class Newsroom:
    """What a manuscript may name. `staff` is by group, `sections` and `stories` by language and name."""

    now: datetime
    staff: dict[str, User]
    contributors: dict[str, Contributor]
    sources: dict[str, Source]
    sections: dict[tuple[str, str], Section]
    pictures: dict[str, Picture]
    stories: dict[tuple[str, str], StoryPage] = field(default_factory=dict)


def set_story(room: Newsroom, language: str, manuscript: Manuscript) -> None:
    """Make a story and bring it to the state that its head tells."""
    state, _, told = manuscript.head["State"].partition(" ")
    fields = _fields(room, language, manuscript)
    if state == "out":
        when = room.now - span(told)
        story = make_story(first_published_at=when, latest_revision_created_at=when, **fields)
    else:
        fields["go_live_at"] = room.now + span(told) if state == "scheduled" else None
        story = make_story(live=False, **fields)
        _STATES[state](room, story, told)
    room.stories[language, manuscript.name] = story


def _fields(room: Newsroom, language: str, manuscript: Manuscript) -> dict[str, Any]:
    head, original = manuscript.head, room.stories.get(("en", manuscript.head.get("Translates", "")))
    bylines = [_byline(room, manuscript, name) for name in manuscript.several("By")]
    fields = {
        "title": head["Headline"],
        "slug": head.get("Slug", manuscript.name),
        "section": room.sections[language, head["Section"]],
        "kicker": head["Kicker"],
        "standfirst": head["Standfirst"],
        "dateline": head.get("Dateline", ""),
        "hero": room.pictures[head["Picture"]] if "Picture" in head else None,
        "hero_caption": head.get("Caption", ""),
        "topics": [make_topic(name) for name in manuscript.several("Topics")],
        "by": bylines,
        "body": [block(*_set(room, language, manuscript, part)) for part in manuscript.parts],
        "owner": room.staff["Reporter"],
    }
    return fields | ({"translation_key": original.translation_key} if original else {})


def _byline(room: Newsroom, manuscript: Manuscript, text: str) -> tuple[Contributor, str]:
    """`Ines Marlow`, or with what else somebody did: `illustrated Tomas Quill`."""
    role, _, name = text.partition(" ")
    if role not in ROLES:
        role, name = Role.REPORTED, text
    if name not in room.contributors:
        raise Misspelt(f"{manuscript.name}: nobody here is called {name}.")
    return room.contributors[name], role


def _set(room: Newsroom, language: str, manuscript: Manuscript, part: Part) -> tuple[str, Any]:
    """Kind and value of a block."""
    (first, *rest) = part.lines
    match part.kind:
        case "paragraph" | "note":
            return part.kind, str(format_html("<p>{}</p>", first))
        case "heading":
            return "heading", first
        case "quote":
            source = room.sources[rest[2]].pk if rest[2] else None
            return "quote", {"words": first, "speaker": rest[0], "role": rest[1], "source": source}
        case "list" | "numbered":
            items = [{"type": "item", "value": str(format_html("<p>{}</p>", line))} for line in part.lines]
            return "list", {"numbered": part.kind == "numbered", "items": items}
        case "picture":
            return "picture", {"picture": room.pictures[first].pk, "caption": ""}
        case "related" if (language, first) in room.stories:
            return "related", {"story": room.stories[language, first].pk}
    raise Misspelt(f"{manuscript.name}: “= {part.kind}: {first}” cannot be set, or not yet.")


def _embargo(room: Newsroom, story: StoryPage, told: str) -> None:
    embargo(story, room.staff["Chief editor"], room.now + span(told))
    publish(story, room.staff["Chief editor"])


def _schedule(room: Newsroom, story: StoryPage, told: str) -> None:
    publish(story, room.staff["Editor"])


def _hold(room: Newsroom, story: StoryPage, told: str) -> None:
    hold(story, room.staff["Chief editor"], told)
    publish(story, room.staff["Editor"])


def _kill(room: Newsroom, story: StoryPage, told: str) -> None:
    publish(story, room.staff["Editor"])
    kill(story, room.staff["Chief editor"], told)


def _leave(room: Newsroom, story: StoryPage, told: str) -> None:
    """A draft stays one."""


_STATES = {"embargo": _embargo, "scheduled": _schedule, "hold": _hold, "killed": _kill, "draft": _leave}


def body_html(manuscript: Manuscript) -> SafeString:
    """A plain page's text."""
    return format_html_join("", "{}", ((part,) for part in map(_plain, manuscript.parts)))


def _plain(part: Part) -> SafeString:
    if part.kind == "list":
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((line,) for line in part.lines)))
    return format_html("<h2>{0}</h2>" if part.kind == "heading" else "<p>{0}</p>", part.lines[0])


def in_order(found: list[Manuscript]) -> Iterator[Manuscript]:
    """The oldest first and what is not out last, so that a story finds those that it relates to."""

    def age(manuscript: Manuscript) -> float:
        state, _, told = manuscript.head["State"].partition(" ")
        return -span(told).total_seconds() if state == "out" else 1.0

    return iter(sorted(found, key=age))
