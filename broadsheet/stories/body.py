"""A story's body as readers get it, made from the stored form of its blocks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from broadsheet.pictures import markup
from broadsheet.pictures.figures import figure
from broadsheet.sections import prose
from broadsheet.sourcing.selectors import described
from broadsheet.stories.blocks import REGISTERED
from broadsheet.stories.cards import card
from broadsheet.stories.models import StoryPage

_PARAGRAPH = re.compile(r"<p\b[^>]*>")


@dataclass(frozen=True, slots=True)
class Around:
    """What a block may know of the page that it stands in. `desk`: a preview, not a plate."""

    language: str
    desk: bool = False


def html(story: StoryPage, around: Around) -> SafeString:
    """The dateline stands at the head of the first paragraph."""
    parts = [_block(item, around) for item in story.body.raw_data]
    if story.dateline:
        kinds = [item["type"] for item in story.body.raw_data]
        first = kinds.index("paragraph") if "paragraph" in kinds else None
        line = format_html('<span class="dateline">{}</span>', story.dateline)
        if first is None:
            parts.insert(0, f"<p>{line}</p>\n")
        else:
            parts[first] = _PARAGRAPH.sub(lambda found: f"{found[0]}{line} — ", parts[first], count=1)
    return mark_safe("".join(parts))  # noqa: S308  (each part is safe HTML)


def _block(item: dict[str, Any], around: Around) -> str:
    kind, value = item["type"], item["value"]
    if kind in REGISTERED:
        return REGISTERED[kind].html(value, item.get("id") or "", around.language)
    own = _OWN.get(kind)
    return own(value, around) if own and value else ""


def _paragraph(value: str, around: Around) -> str:
    return prose.paragraph(value) + "\n"


def _heading(value: str, around: Around) -> str:
    return format_html("<h2>{}</h2>\n", value)


def _note(value: str, around: Around) -> str:
    return format_html('<aside class="note">{}</aside>\n', prose.paragraph(value))


def _list(value: dict[str, Any], around: Around) -> str:
    items = (item["value"] if isinstance(item, dict) else item for item in value.get("items") or ())
    inner = "".join(f"<li>{prose.inline(item)}</li>\n" for item in items if item)
    tag = "ol" if value.get("numbered") else "ul"
    return f"<{tag}>\n{inner}</{tag}>\n" if inner else ""


def _picture(value: dict[str, Any], around: Around) -> str:
    shown = figure(value.get("picture"), value.get("caption") or "", desk=around.desk)
    return markup.html(shown) if shown else ""


def _quote(value: dict[str, Any], around: Around) -> str:
    words = [part.strip() for part in value["words"].split("\n\n") if part.strip()]
    inner = "".join(format_html("<p>{}</p>", part) for part in words)
    said = _said(value)
    under = f"<figcaption>{said}</figcaption>" if said else ""
    return f'<figure class="quote"><blockquote>{inner}</blockquote>{under}</figure>\n'


def _said(value: dict[str, Any]) -> str:
    """Who said it, who that is, and how it reached the paper."""
    speaker = ", ".join(
        format_html('<span class="{}">{}</span>', name, value[name])
        for name in ("speaker", "role")
        if value.get(name)
    )
    through = _through(value)
    return "; ".join(part for part in (speaker, through) if part)


def _through(value: dict[str, Any]) -> str:
    source = described(value["source"]) if value.get("source") else None
    name = value.get("reported_by") or (source["name"] if source else "")
    if not name:
        return format_html('<a href="{}">{}</a>', value["link"], _("Source")) if value.get("link") else ""
    if source and source["description"]:
        name = f"{name} ({source['description']})"
    link = value.get("link") or (source["link"] if source else "")
    named = format_html('<a href="{}">{}</a>', link, name) if link else format_html("{}", name)
    return format_html(_("reported by {}"), named)


def _related(value: dict[str, Any], around: Around) -> str:
    """Only what readers can have: a story of ours that is not public leaves no trace, not even its headline."""
    ours = card(value["story"]) if value.get("story") else None
    if value.get("story") and ours is None:
        return ""
    url = ours["url"] if ours else value.get("url") or ""
    headline = value.get("headline") or (ours["title"] if ours else "")
    teaser = value.get("teaser") or (ours["standfirst"] if ours else "")
    if not headline:
        return ""
    title = format_html('<a href="{}">{}</a>', url, headline) if url else format_html("{}", headline)
    below = format_html("<p>{}</p>", teaser) if teaser else ""
    label = _("Related story")
    return format_html('<aside class="related" aria-label="{}"><h2>{}</h2>{}</aside>\n', label, title, below)


_OWN: dict[str, Callable[[Any, Around], str]] = {
    "paragraph": _paragraph,
    "heading": _heading,
    "note": _note,
    "list": _list,
    "picture": _picture,
    "quote": _quote,
    "related": _related,
}
