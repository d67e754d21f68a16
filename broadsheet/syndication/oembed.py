"""oEmbed 1.0 of our own stories: what a site shows in place of a bare link (oembed.com, "The link type")."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings

from broadsheet.kit import languages
from broadsheet.pictures.figures import figure
from broadsheet.sections.addresses import within
from broadsheet.sections.selectors import page_at, trees
from broadsheet.stories.cards import Card, card
from broadsheet.stories.models import StoryPage
from broadsheet.stories.selectors import attached
from broadsheet.syndication.feed_text import line
from broadsheet.syndication.items import HERO, authors, whole

FILE = "oembed.json"
TYPE = "application/json+oembed"
WIDEST = 1200  # pixels of the thumbnail


def body(url: str) -> bytes | None:
    """The document of the public story at `url` (a path); None when there is none."""
    language, below = within(url)
    home = trees()["homes"].get(language)
    at = page_at(home + below) if home else None
    if at is None or at[1] != StoryPage._meta.label_lower:
        return None
    found = card(at[0])
    return _document(found) if found else None


def _document(of: Card) -> bytes:
    home = f"{languages.prefix(of['language'])}/"
    about: dict[str, Any] = {
        "version": "1.0",
        "type": "link",
        "title": line(of["title"]),
        **_author(of),
        "provider_name": settings.PAPER_NAME,
        "provider_url": whole(home),
        **_thumbnail(of),
    }
    return json.dumps(about, ensure_ascii=False, indent=1).encode()


def _author(of: Card) -> dict[str, str]:
    people = authors(attached(of["pk"]), of["language"])
    if not people:
        return {}
    names = {"author_name": ", ".join(person.name for person in people)}
    return {**names, "author_url": people[0].url} if len(people) == 1 else names


def _thumbnail(of: Card) -> dict[str, Any]:
    shown = figure(of["hero"], crop=HERO, widest=WIDEST)
    if shown is None:
        return {}
    return {"thumbnail_url": whole(shown.url), "thumbnail_width": shown.width, "thumbnail_height": shown.height}
