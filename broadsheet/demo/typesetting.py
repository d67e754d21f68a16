"""Manuscripts set as what the paper's models hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from broadsheet.demo.manuscripts import Manuscript, Misspelt, Part, span
from broadsheet.people.models import Contributor, Role
from broadsheet.pictures.models import Picture
from broadsheet.sections.models import Section
from broadsheet.sourcing.models import Document, Source
from broadsheet.stories.factories import block
from broadsheet.stories.models import EvidenceKind, StoryPage, Topic
from broadsheet.stories.parts import Reached

ROLES = {role.value for role in Role}
ASIDE = {"evidence", "correction"}
"""Parts that are rows beside a story, not blocks of it."""
ITALICS = re.compile(r"\*([^*\n]+)\*")
LINK = re.compile(r"\[([^\]\n]+)\]\(([^)\s]+)\)")


@dataclass(frozen=True, slots=True)
class Newsroom:
    """What a manuscript may name. `staff` is by group, `sections` and `stories` by language and name."""

    now: datetime
    staff: dict[str, User]
    contributors: dict[str, Contributor]
    topics: dict[str, Topic]
    sources: dict[str, Source]
    sections: dict[tuple[str, str], Section]
    pictures: dict[str, Picture]
    documents: dict[str, Document]
    stories: dict[tuple[str, str], StoryPage] = field(default_factory=dict)


def page(room: Newsroom, language: str, manuscript: Manuscript) -> dict[str, Any]:
    """The fields of a story's own row but its body."""
    head, original = manuscript.head, room.stories.get(("en", manuscript.head.get("Translates", "")))
    fields = {
        "title": head["Headline"],
        "slug": head.get("Slug", manuscript.name),
        "kicker": head["Kicker"],
        "standfirst": head["Standfirst"],
        "dateline": head.get("Dateline", ""),
        "hero": room.pictures[head["Picture"]] if "Picture" in head else None,
        "hero_caption": head.get("Caption", ""),
        "owner": room.staff["Reporter"],
    }
    return fields | ({"translation_key": original.translation_key} if original else {})


def bylines(room: Newsroom, manuscript: Manuscript) -> list[tuple[Contributor, str]]:
    return [_byline(room, manuscript, name) for name in manuscript.several("By")]


def topics(room: Newsroom, manuscript: Manuscript) -> list[Topic]:
    for name in manuscript.several("Topics"):
        if name not in room.topics:
            raise Misspelt(f"{manuscript.name}: there is no topic {name}.")
    return [room.topics[name] for name in manuscript.several("Topics")]


def body(room: Newsroom, language: str, manuscript: Manuscript) -> list[dict[str, Any]]:
    parts = (part for part in manuscript.parts if part.kind not in ASIDE)
    return [block(*_set(room, language, manuscript, part)) for part in parts]


def evidence(room: Newsroom, manuscript: Manuscript) -> list[dict[str, Any]]:
    """The fields of each row of "How we know this". Words end with the name of a source or of a document."""
    found = []
    for part in manuscript.parts:
        if part.kind == "evidence":
            kind, words = part.lines
            text, _, last = words.rpartition("; ")
            source, document = room.sources.get(last), room.documents.get(last)
            fields = {"text": text if source or document else words, "source": source, "document": document}
            found.append({"kind": EvidenceKind(kind), **fields})
    return found


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
        case "paragraph" | "note" | "margin":
            return part.kind, _paragraph(first)
        case "heading":
            return "heading", first
        case "quote":
            return "quote", {"words": first, "speaker": rest[0], "role": rest[1], **_through(room, rest[2])}
        case "list" | "numbered":
            return "list", {"numbered": part.kind == "numbered", "items": _items(map(_paragraph, part.lines))}
        case "points":
            return "points", {"items": _items(part.lines)}
        case "table":
            return "table", _table(part)
        case "gallery":
            shown = ({"picture": room.pictures[name].pk, "caption": ""} for name in part.lines)
            return "gallery", {"pictures": _items(shown)}
        case "picture" if first in room.pictures:
            return "picture", {"picture": room.pictures[first].pk, "caption": "".join(rest)}
        case "document" if first in room.documents:
            return "document", {"document": room.documents[first].pk, "caption": ""}
        case "related" if (language, first) in room.stories:
            return "related", {"story": room.stories[language, first].pk}
    raise Misspelt(f"{manuscript.name}: “= {part.kind}: {first}” cannot be set, or not yet.")


def _items(values: Iterable[Any]) -> list[dict[str, Any]]:
    return [block("item", value) for value in values]


def _table(part: Part) -> dict[str, Any]:
    """Cells stand between bars; a column whose head ends in # holds numbers."""
    caption, heads, *rows = part.lines
    cells = [head.strip() for head in heads.split("|")]
    columns = [{"type": "number" if cell[-1:] == "#" else "text", "heading": cell.rstrip("# ")} for cell in cells]
    values = [{"values": [cell.strip() for cell in row.split("|")]} for row in rows]
    return {"columns": columns, "rows": values, "caption": caption}


def _through(room: Newsroom, text: str) -> dict[str, Any]:
    """How words reached the paper: by a source of the register, or in one of the ways that quotations know."""
    known = room.sources.get(text)
    if known:
        return {"how": Reached.REPORTED.value, "source": known.pk}
    return {"how": Reached(text).value if text else "", "source": None}


def _paragraph(text: str) -> str:
    slanted = ITALICS.sub(r"<i>\1</i>", str(escape(text)))
    return f"<p>{slanted}</p>"


def body_html(manuscript: Manuscript) -> SafeString:
    """A plain page's text."""
    return format_html_join("", "{}", ((part,) for part in map(_plain, manuscript.parts)))


def _plain(part: Part) -> SafeString:
    if part.kind in ("list", "numbered"):
        items = format_html_join("", "<li>{}</li>", ((_linked(line),) for line in part.lines))
        return format_html("<ol>{}</ol>" if part.kind == "numbered" else "<ul>{}</ul>", items)
    if part.kind == "heading":
        return format_html("<h2>{}</h2>", part.lines[0])
    return format_html("<p>{}</p>", _linked(part.lines[0]))


def _linked(text: str) -> SafeString:
    """Text of a plain page, with its links and italics."""
    return mark_safe(ITALICS.sub(r"<i>\1</i>", LINK.sub(r'<a href="\2">\1</a>', str(escape(text)))))  # noqa: S308  (escaped)


def in_order(found: list[Manuscript]) -> Iterator[Manuscript]:
    """The oldest first and what is not out last, so that a story finds those that it relates to."""

    def age(manuscript: Manuscript) -> float:
        state, _, told = manuscript.head["State"].partition(" ")
        return -span(told).total_seconds() if state == "out" else 1.0

    return iter(sorted(found, key=age))
