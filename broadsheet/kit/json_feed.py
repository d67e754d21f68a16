"""JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FeedItem:
    """`url` is absolute, and its identity as well where no `id` is given; `published` and `modified` are RFC 3339,
    or "". `html` goes before `text`. `authors` are (name, URL)."""

    url: str
    title: str
    text: str
    published: str = ""
    id: str = ""
    html: str = ""
    summary: str = ""
    modified: str = ""
    image: str = ""
    authors: tuple[tuple[str, str], ...] = ()
    tags: tuple[str, ...] = ()


def document(
    title: str,
    home: str,
    url: str,
    language: str,
    items: Iterable[FeedItem],
    *,
    description: str = "",
    icon: str = "",
) -> bytes:
    """A feed; all addresses absolute."""
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": home,
        "feed_url": url,
        "language": language,
        **_given(description=description, icon=icon),
        "items": [_item(each) for each in items],
    }
    return json.dumps(feed, ensure_ascii=False, separators=(",", ":")).encode()


def _item(item: FeedItem) -> dict[str, Any]:
    content = {"content_html": item.html} if item.html else {"content_text": item.text or item.title}
    more = _given(
        date_published=item.published,
        date_modified=item.modified,
        summary=item.summary,
        image=item.image,
        authors=[{"name": name, "url": url} for name, url in item.authors],
        tags=list(item.tags),
    )
    return {"id": item.id or item.url, "url": item.url, "title": item.title, **content, **more}


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
